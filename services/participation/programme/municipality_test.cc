#include "participation/programme/municipality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::MunicipalityConfigured Bremerhaven(const std::string& change = "") {
  v1::MunicipalityConfigured wanted;
  *wanted.mutable_municipality() = test::Proto<v1::Municipality>(
      R"(name: "Bremerhaven" official_municipality_key: "04012000" )" + change);
  return wanted;
}

// The paths of what is wrong with Bremerhaven changed in this way.
std::vector<std::string> Faults(const std::string& change) {
  v1::MunicipalityConfigured wanted = Bremerhaven();
  wanted.mutable_municipality()->MergeFrom(test::Proto<v1::Municipality>(change));
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(Municipality{}.Configure(wanted).status())) {
    fields.push_back(fault.field);
  }
  return fields;
}

TEST(MunicipalityTest, SettingsAreWhole) {
  EXPECT_THAT(Faults(""), IsEmpty());
  EXPECT_THAT(Faults(R"(name: " ")"), ElementsAre("municipality.name"));
  EXPECT_THAT(
      Faults(R"(official_municipality_key: "4012000"
                        retention_days { pii: -1 access_codes: 36501 ballots: -1 attendance: 36501 texts: -1 })"),
      ElementsAre("municipality.official_municipality_key", "municipality.retention_days.pii",
                  "municipality.retention_days.access_codes", "municipality.retention_days.ballots",
                  "municipality.retention_days.attendance", "municipality.retention_days.texts"));
  for (const int least : {2, 1001, -5}) {
    EXPECT_THAT(Faults("min_secret_participants: " + std::to_string(least)),
                ElementsAre("municipality.min_secret_participants"));
  }
}

TEST(MunicipalityTest, ZoneAndLanguageAreOnesThatExist) {
  EXPECT_THAT(Faults(R"(timezone: "America/Argentina/Ushuaia" default_locale: "de-x-leicht")"),
              IsEmpty());
  EXPECT_THAT(Faults(R"(timezone: "Europe/Atlantis" default_locale: "Deutsch")"),
              ElementsAre("municipality.default_locale", "municipality.timezone"));
}

TEST(MunicipalityTest, WhoSaysNothingHasTheDefaults) {
  EXPECT_EQ(Municipality{}.state.min_secret_participants(), 5);
  Municipality municipality;
  municipality.Apply(municipality.Configure(Bremerhaven())->at(0));
  EXPECT_EQ(municipality.state.name(), "Bremerhaven");
  EXPECT_EQ(municipality.state.default_locale(), "de");
  EXPECT_EQ(municipality.state.timezone(), "Europe/Berlin");
  EXPECT_EQ(municipality.state.min_secret_participants(), 5);
}

TEST(MunicipalityTest, TheSameAgainIsNoNewsAndAllIsSaidAnew) {
  Municipality municipality;
  municipality.Apply(municipality.Configure(Bremerhaven(R"(timezone: "UTC")"))->at(0));
  EXPECT_EQ(municipality.state.timezone(), "UTC");
  EXPECT_THAT(*municipality.Configure(Bremerhaven(R"(timezone: "UTC")")), IsEmpty());
  municipality.Apply(municipality.Configure(Bremerhaven())->at(0));
  EXPECT_EQ(municipality.state.timezone(), "Europe/Berlin");
}

}  // namespace
}  // namespace zwk::participation
