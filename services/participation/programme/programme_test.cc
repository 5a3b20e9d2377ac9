#include "participation/programme/programme.h"

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

// The paths of what is wrong with a programme changed in this way.
std::vector<std::string> Faults(const std::string& change) {
  v1::ProgrammeCreated wanted;
  *wanted.mutable_programme() = test::Proto<v1::Programme>(
      R"(programme_id: "p1" name: "ZWK" starts_on: "2021-07-01" ends_on: "2024-12-31"
         annual_grant_minor_units: 4000000 currency: "EUR")");
  wanted.mutable_programme()->MergeFrom(test::Proto<v1::Programme>(change));
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(Programme{}.Create(wanted).status())) {
    fields.push_back(fault.field);
  }
  return fields;
}

TEST(ProgrammeTest, EndsAfterItStarts) {
  EXPECT_THAT(Faults(""), IsEmpty());
  EXPECT_THAT(Faults(R"(ends_on: "2021-07-01")"), IsEmpty()) << "a day is a term";
  EXPECT_THAT(Faults(R"(ends_on: "2021-06-30")"), ElementsAre("programme.ends_on"));
  EXPECT_THAT(Faults(R"(starts_on: "2021-02-29")"), ElementsAre("programme.starts_on"));
}

TEST(ProgrammeTest, ItsMoneyHasACurrency) {
  for (const char* currency : {"eur", "Euro", "E1R"}) {
    EXPECT_THAT(Faults(std::string("currency: \"") + currency + "\""),
                ElementsAre("programme.currency"));
  }
  EXPECT_THAT(Faults("annual_grant_minor_units: -1"),
              ElementsAre("programme.annual_grant_minor_units"));
}

TEST(ProgrammeTest, ItsUnitsAreLines) {
  EXPECT_THAT(
      Faults(R"(name: "\t" funder: "a\nb" project_lead: "a\nb" coordination_office: "a\nb")"),
      ElementsAre("programme.name", "programme.funder", "programme.project_lead",
                  "programme.coordination_office"));
}

}  // namespace
}  // namespace zwk::participation
