#include "zwkctl/privacy_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/support/temporary_folder.h"

namespace zwk::ctl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class PrivacyCommandTest : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> words) {
    out_.str("");
    errors_.str("");
    words.insert(words.begin(), "report");
    return PrivacyCommand(words, out_, errors_);
  }
  std::string Written(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  // The line of a table that begins with this cell.
  std::string Line(const std::string& cell) const {
    std::istringstream lines(out_.str());
    std::string line;
    while (std::getline(lines, line)) {
      if (line.rfind(absl::StrCat("| ", cell, " |"), 0) == 0) return line;
    }
    return "";
  }

  const test::TemporaryFolder folder_;
  std::ostringstream out_;
  std::ostringstream errors_;
};

TEST_F(PrivacyCommandTest, EveryPersonalFieldOfTheProtosIsTold) {
  const std::vector<std::string> fields = SealedFields();
  EXPECT_GE(fields.size(), 12u);
  EXPECT_THAT(fields, Contains("participation.Membership.name"));
  for (const char* locale : {"de", "en"}) {
    ASSERT_EQ(Run({"--locale", locale}), 0) << errors_.str();
    for (const std::string& field : fields)
      EXPECT_NE(Line(absl::StrCat("`", field, "`")), "")
          << field << " has no words in privacy.json";
  }
}

TEST_F(PrivacyCommandTest, WhoReadsAFieldFollowsFromTheOptionsOfTheMethods) {
  ASSERT_EQ(Run({}), 0);
  EXPECT_EQ(Line("`participation.Topic.title`"),
            "| `participation.Topic.title` | Überschrift einer Karte | der Karte | bis jemand die "
            "Löschung verlangt; keine Frist eingestellt | Administration, Planung, Vorsitz, "
            "Moderation, Protokoll, Beirat, Teilnehmende |");
  EXPECT_THAT(Line("`participation.MinutesSignature.signatory`"),
              HasSubstr("niemand; steht in der Niederschrift"));
}

TEST_F(PrivacyCommandTest, PeriodsAreThoseThatAreSet) {
  ASSERT_EQ(Run({}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("730 Tage"));
  EXPECT_THAT(out_.str(), HasSubstr("beendet sie niemand: 90 Tage nach dem letzten Schritt"));
  const std::string city = Written("city.json", R"({"municipality": {"name": "Moorsum | Stadt",
      "retention_days": {"pii": 1825, "attendance": 400, "texts": 1095, "ballots": 60, "access_codes": 14}}})");
  const std::string config =
      Written("participation.conf",
              "# settings\naudit-days = 365\narchive-dir = \"/var/lib/zwk/events\"\n"
              "retention-days = \"14\"\nlisten = \"127.0.0.1:0\"\n");
  ASSERT_EQ(Run({"--city", city, "--config", config}), 0) << errors_.str();
  EXPECT_THAT(out_.str(), HasSubstr("Kommune: Moorsum \\| Stadt"));
  EXPECT_THAT(Line("`participation.Membership.name`"), HasSubstr("1825 Tage nach der letzten"));
  EXPECT_THAT(Line("`participation.Attendance.name`"), HasSubstr("400 Tage nach"));
  EXPECT_THAT(Line("`participation.RoundNote.text`"), HasSubstr("1095 Tage nach"));
  EXPECT_THAT(out_.str(), HasSubstr("beendet sie niemand: 14 Tage"));
  EXPECT_THAT(out_.str(), HasSubstr("365 Tage"));
  EXPECT_THAT(out_.str(), HasSubstr("14 Tage, dann im Archiv"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("{")));
  // Of several files the later one is heard on what it says, and no other.
  const std::string later = Written("catalog.conf", "audit-days = 100  # fewer\n[other]\nx = 1\n");
  ASSERT_EQ(Run({"--config", config, "--config", later}), 0) << errors_.str();
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("100 Tage"), Not(HasSubstr("365 Tage")),
                                HasSubstr("14 Tage, dann im Archiv")));
}

TEST_F(PrivacyCommandTest, EnglishIsEnglish) {
  ASSERT_EQ(Run({"--locale", "en"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("# What is kept about people"));
  EXPECT_THAT(Line("`participation.Membership.name`"), HasSubstr("name of a member of a board"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("Kommune")));
}

TEST_F(PrivacyCommandTest, WhatIsNoSettingIsRefused) {
  EXPECT_EQ(Run({"--locale", "fr"}), 2);
  EXPECT_EQ(Run({"--city", folder_ / "none"}), 1);
  for (const char* text : {"", "[]", "{}", R"({"municipality": 5})"}) {
    EXPECT_EQ(Run({"--city", Written("wrong.json", text)}), 1) << text;
    EXPECT_THAT(errors_.str(), HasSubstr("get-municipality"));
    EXPECT_EQ(out_.str(), "");
  }
  const std::string wrong = Written("wrong.conf", "audit-days = soon\n");
  EXPECT_EQ(Run({"--config", wrong}), 1);
  EXPECT_THAT(errors_.str(), AllOf(HasSubstr(wrong), HasSubstr("audit-days"), HasSubstr("soon")));
  EXPECT_EQ(Run({"--config", folder_ / "none"}), 1);
  EXPECT_THAT(errors_.str(), HasSubstr(folder_ / "none"));
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace zwk::ctl
