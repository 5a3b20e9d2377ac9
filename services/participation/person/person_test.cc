#include "participation/person/person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "participation/person/person_page.h"
#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Erasure Wanted(const std::string& text) { return Proto<v1::Erasure>(text); }

TEST(ErasureTest, TheFirstRequestAndItsTimeStay) {
  Erasure erasure;
  const auto first = erasure.Erase(
      Wanted(R"(person_id: "ada" request_id: "r1" erased_at { seconds: 1 } text_ids: "t1")"));
  ASSERT_TRUE(first.ok() && first->size() == 1) << first.status();
  erasure.Apply(first->at(0));
  const auto again =
      erasure.Erase(Wanted(R"(person_id: "ada" request_id: "r2" erased_at { seconds: 2 })"));
  EXPECT_TRUE(again.ok() && again->empty()) << again.status();
  const auto more = erasure.Erase(Wanted(
      R"(person_id: "ada" request_id: "r3" erased_at { seconds: 3 } text_ids: ["t1", "t0"])"));
  ASSERT_TRUE(more.ok() && more->size() == 1) << more.status();
  erasure.Apply(more->at(0));
  EXPECT_EQ(erasure.state.request_id(), "r1");
  EXPECT_EQ(erasure.state.erased_at().seconds(), 1);
  EXPECT_THAT(SubjectsOf(erasure.state), ElementsAre("ada", "t0", "t1"));
}

TEST(ErasureTest, TextsHaveALimit) {
  v1::Erasure wanted = Wanted(R"(person_id: "ada")");
  for (int i = 0; i < Erasure::kMaxAllTexts; ++i) wanted.add_text_ids(std::to_string(i));
  EXPECT_TRUE(Erasure{}.Erase(wanted).ok());
  wanted.add_text_ids("one more");
  EXPECT_EQ(ReasonOf(Erasure{}.Erase(wanted).status()), "TOO_MANY");
}

v1::PersonExport Exported() {
  return Proto<v1::PersonExport>(R"(
      person_id: "ada" exported_at { seconds: 1648474200 } retention_days: 365
      entries { board_id: "b" title: "ZWK-Beirat <Mitte>"
                member { name { text: "Ada <b>Beispiel</b>" } organization: "Seniorenbeirat & Co"
                         capacity: CAPACITY_INTEREST_GROUP valid_from: "2022-01-01" } }
      entries { meeting_id: "m" title: "Erstes Treffen"
                attendance { name { erased: true } guest: true from { seconds: 1648474200 } } }
      entries { meeting_id: "m" title: "Erstes Treffen" mediator { languages: ["ar", "uk"] } }
      entries { meeting_id: "m" title: "Erstes Treffen" moderator { organization: "Büro" } })");
}

TEST(PersonPageTest, ThePageIsGermanUnlessAskedOtherwise) {
  const std::string page = PersonPage(Exported(), "de");
  EXPECT_THAT(page, HasSubstr("<html lang=\"de\">"));
  for (const char* text :
       {"Auskunft", "2022-03-28", "365 Tagen", "Mitglied: ZWK-Beirat &lt;Mitte&gt;",
        "Interessenvertretung", "(gelöscht)", "ar, uk", "Seniorenbeirat &amp; Co"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  const std::string english = PersonPage(Exported(), "en");
  EXPECT_THAT(english, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(english, HasSubstr("(erased)"));
  EXPECT_THAT(english, Not(HasSubstr("Mitglied")));
}

TEST(PersonPageTest, ANameIsText) {
  const std::string page = PersonPage(Exported(), "de");
  EXPECT_THAT(page, HasSubstr("Ada &lt;b&gt;Beispiel&lt;/b&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
}

TEST(PersonPageTest, WhoIsNowhereIsToldSo) {
  EXPECT_THAT(PersonPage(v1::PersonExport(), "de"), HasSubstr("steht nichts"));
}

}  // namespace
}  // namespace zwk::participation
