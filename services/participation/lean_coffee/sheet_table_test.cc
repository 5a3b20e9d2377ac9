#include "participation/lean_coffee/sheet_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "a" with the number 1 and the card "K1", "b" with 2 and "K2", "c" with 3.
std::vector<v1::Topic> Cards() {
  std::vector<v1::Topic> topics;
  for (const char* id : {"a", "b", "c"}) {
    v1::Topic& topic = topics.emplace_back();
    topic.set_topic_id(id);
    topic.set_submission_seq(static_cast<int64_t>(topics.size()));
    topic.set_status(v1::TOPIC_STATUS_ACCEPTED);
    if (topics.size() < 3) topic.set_paper_ref(absl::StrCat("K", topics.size()));
  }
  return topics;
}

VotingRules Rules() {
  LeanCoffeeSession session;
  SessionCreated created;
  created.settings.dots_per_participant = 5;
  created.settings.max_dots_per_topic = 3;
  session.Apply(created);
  session.Apply(CollectionOpened{});
  session.Apply(VotingOpened{.topic_ids = {TopicId("a"), TopicId("b"), TopicId("c")}});
  std::vector<v1::Topic> topics = Cards();
  topics[2].set_status(v1::TOPIC_STATUS_WITHDRAWN);
  return VotingRules::Of(session, "VOTING/0", topics);
}

std::vector<std::string> FieldsOf(const absl::Status& refused) {
  std::vector<std::string> fields;
  for (const FieldViolation& one : FieldViolationsOf(refused)) fields.push_back(one.field);
  return fields;
}
std::vector<std::string> Faults(const std::string& csv) {
  return FieldsOf(SheetTable::Read(csv, Cards()).status());
}

TEST(SheetTableTest, ATableIsReadAsOfficesSaveIt) {
  for (const char* csv : {"sheet;person;K1;#2\nE1;e0;2;\nE2;;;3\n",
                          "\xEF\xBB\xBFSheet,Person,K1,b\r\n\"E1\",\"e0\",2,\r\nE2,,0,3",
                          "sheet\tperson\ta\tK2\n\n E1 \te0\t 2 \t\nE2\t\t\t3\n\n"}) {
    const auto table = SheetTable::Read(csv, Cards());
    ASSERT_TRUE(table.ok()) << table.status();
    ASSERT_EQ(table->rows.size(), 2u);
    EXPECT_EQ(table->rows[0].sheet_ref, "E1");
    EXPECT_EQ(table->rows[0].person_ref, "e0");
    EXPECT_EQ(table->rows[1].person_ref, "");
    const auto ballots = table->FillIn(Rules());
    ASSERT_TRUE(ballots.ok()) << ballots.status();
    EXPECT_EQ((*ballots)[0].allocations, (std::map<TopicId, int>{{TopicId("a"), 2}}));
    EXPECT_EQ((*ballots)[1].allocations, (std::map<TopicId, int>{{TopicId("b"), 3}}));
  }
  EXPECT_EQ(SheetTable::Read("sheet,\"K1\"\n\"a \"\"b\"\", c\",1\n", Cards())->rows[0].sheet_ref,
            "a \"b\", c");
}

TEST(SheetTableTest, EveryBadCellIsNamed) {
  EXPECT_THAT(
      Faults("sheet;K1;#2\n1;x;-1\n;1;1.5\n1;;\n"),
      ElementsAre("rows[1].K1", "rows[1].#2", "rows[2].sheet", "rows[2].#2", "rows[3].sheet"));
  EXPECT_THAT(Faults("sheet;person;K1\n1;e0;1\n2;E0;1\n"), ElementsAre("rows[2].person"));
  EXPECT_THAT(Faults("sheet;K1\n1\n2;1;1\n3;99999999999\n"),
              ElementsAre("rows[1]", "rows[2]", "rows[3].K1"));
  const auto table = SheetTable::Read("sheet;K1;K2;#3\n1;3;3;\n2;4;;\n3;;;1\n", Cards());
  ASSERT_TRUE(table.ok());
  const absl::Status refused = table->FillIn(Rules()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FieldsOf(refused), ElementsAre("rows[1]", "rows[2].K1", "rows[3].#3"));
}

TEST(SheetTableTest, AColumnThatCanMeanTwoThingsIsRefused) {
  std::vector<v1::Topic> cards = Cards();
  cards[0].set_paper_ref("#2");
  cards[1].set_paper_ref("sheet");
  cards[2].set_paper_ref("person");
  const auto fields = [&](const std::string& csv) {
    return FieldsOf(SheetTable::Read(csv, cards).status());
  };
  EXPECT_THAT(fields("Sheet;#2\n1;1\n"), ElementsAre("csv"));
  EXPECT_THAT(fields("sheet;a\n1;1\n"), ElementsAre("csv"));
  EXPECT_THAT(fields("Sheet;person;a\n1;2;1\n"), ElementsAre("csv"));
  EXPECT_THAT(std::string(SheetTable::Read("Sheet;#2\n1;1\n", cards).status().message()),
              HasSubstr("'#2' can mean two things"));
  // Each of them has another name.
  const auto table = SheetTable::Read("Sheet;Person;a;b;#3\n1;e0;1;2;3\n", cards);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->rows[0].sheet_ref, "1");
  EXPECT_EQ(table->rows[0].person_ref, "e0");
  ASSERT_EQ(table->rows[0].cells.size(), 3u);
  EXPECT_EQ(table->rows[0].cells[0].topic_id, TopicId("a"));
  EXPECT_EQ(table->rows[0].cells[1].topic_id, TopicId("b"));
  EXPECT_EQ(table->rows[0].cells[2].topic_id, TopicId("c"));
  // The number of a card on the card itself is one meaning.
  cards[0].set_paper_ref("#1");
  EXPECT_TRUE(SheetTable::Read("Sheet;#1;#2\n1;1;1\n", cards).ok());
}

TEST(SheetTableTest, WhatIsNoTableIsRefusedAsAWhole) {
  for (const std::string& csv :
       {std::string(), std::string("sheet;K1\n"), std::string("K1\n1\n"),
        std::string("sheet;K9\n1;1\n"), std::string("sheet;K1;#1\n1;1;1\n"),
        std::string("sheet;sheet\n1;1\n"), std::string("sheet;K1\n\xff;1\n"),
        std::string("\0", 1)}) {
    EXPECT_EQ(Faults(csv).at(0), "csv") << csv;
  }
  std::string rows = "sheet;K1\n", columns = "sheet";
  for (int i = 1; i <= 30; ++i) absl::StrAppend(&rows, i, ";1\n");
  EXPECT_TRUE(SheetTable::Read(rows, Cards()).ok());
  EXPECT_THAT(Faults(rows + "31;1\n"), ElementsAre("csv"));
  for (int i = 0; i < 600; ++i) columns += ";x";
  EXPECT_THAT(Faults(columns + "\n1\n"), ElementsAre("csv"));
}

}  // namespace
}  // namespace zwk::participation
