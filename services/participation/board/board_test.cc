#include "participation/board/board.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;

v1::BoardCreated Created(const std::string& board) {
  v1::BoardCreated created;
  *created.mutable_board() = Proto<v1::Board>(board);
  return created;
}

v1::MemberAdded Ada(const std::string& change = "") {
  v1::MemberAdded added;
  *added.mutable_member() = Proto<v1::Membership>(
      R"(person_id: "ada" name { text: "Ada Beispiel" } organization: "Seniorenbeirat"
         capacity: CAPACITY_INTEREST_GROUP valid_from: "2022-01-01")");
  added.mutable_member()->MergeFrom(Proto<v1::Membership>(change));
  return added;
}

v1::MembershipEnded Ended(const std::string& person_id, const std::string& valid_to) {
  v1::MembershipEnded ended;
  ended.set_person_id(person_id);
  ended.set_valid_to(valid_to);
  return ended;
}

Board WithAda() {
  Board board;
  board.Apply(Created(R"(board_id: "b1" name: "ZWK-Beirat" kind: BOARD_KIND_ADVISORY)"));
  board.Apply(Ada());
  return board;
}

TEST(BoardTest, ABoardNeedsANameAndAKind) {
  const auto refused =
      Board{}.Create(Created(R"(board_id: "b1" name: " " meetings_per_year: 53)")).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldViolationsOf(refused).size(), 3u);
  for (const int meetings : {0, 3, 52}) {
    v1::BoardCreated wanted = Created(R"(board_id: "b1" name: "Beirat" kind: BOARD_KIND_ADVISORY)");
    wanted.mutable_board()->set_meetings_per_year(meetings);
    EXPECT_TRUE(Board{}.Create(wanted).ok()) << meetings;
  }
}

TEST(BoardTest, TextIsKeptAsItIsToBe) {
  const auto created = Board{}.Create(Created(
      R"(board_id: "b1" name: " ZWK-Beirat " kind: BOARD_KIND_ADVISORY purpose: "a\r\nb")"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->board().name(), "ZWK-Beirat");
  EXPECT_EQ(created->board().purpose(), "a\nb");
}

TEST(BoardTest, AMemberNeedsWhatABoardShows) {
  v1::MemberAdded wanted;
  wanted.mutable_member()->set_capacity(static_cast<v1::Capacity>(99));
  for (int i = 0; i < 21; ++i) wanted.mutable_member()->add_focus_groups("");
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(Board{}.AddMember(wanted).status())) {
    fields.push_back(fault.field);
  }
  EXPECT_EQ(fields,
            (std::vector<std::string>{"member.name.text", "member.organization", "member.capacity",
                                      "member.focus_groups", "member.valid_from"}));
}

TEST(BoardTest, APersonIsAMemberOnceAtATime) {
  Board board = WithAda();
  const v1::MemberAdded again = Ada(R"(valid_from: "2023-01-01")");
  EXPECT_EQ(ReasonOf(board.AddMember(again).status()), "MEMBER_EXISTS");
  board.Apply(Ended("ada", "2023-01-01"));
  EXPECT_EQ(ReasonOf(board.AddMember(again).status()), "MEMBER_EXISTS")
      << "the last day belongs to the membership";
  board = WithAda();
  board.Apply(Ended("ada", "2022-12-31"));
  EXPECT_TRUE(board.AddMember(again).ok());
}

TEST(BoardTest, TheSameMembershipAgainIsNoNews) {
  Board board = WithAda();
  board.state.mutable_members(0)->mutable_name()->mutable_sealed()->set_ciphertext("as it is kept");
  const auto events = board.AddMember(Ada());
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_TRUE(events->empty());
}

TEST(BoardTest, ABoardHasAtMost200Memberships) {
  Board board = WithAda();
  while (board.state.members_size() < 199) board.Apply(Ada(R"(person_id: "other")"));
  const v1::MemberAdded last = Ada(R"(person_id: "last")");
  ASSERT_TRUE(board.AddMember(last).ok());
  board.Apply(last);
  EXPECT_EQ(ReasonOf(board.AddMember(Ada(R"(person_id: "late")")).status()), "TOO_MANY_MEMBERS");
}

TEST(BoardTest, AMembershipEndsOnceAndNotBeforeItBegan) {
  Board board = WithAda();
  EXPECT_EQ(FieldOf(board.EndMembership(Ended("ada", "2021-12-31")).status()), "valid_to");
  EXPECT_EQ(FieldOf(board.EndMembership(Ended("ada", "gestern")).status()), "valid_to");
  EXPECT_EQ(board.EndMembership(Ended("bob", "2022-12-31")).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE(board.EndMembership(Ended("ada", "2022-01-01")).ok()) << "the day on which it began";
  board.Apply(board.EndMembership(Ended("ada", "2022-12-31"))->at(0));
  EXPECT_EQ(board.state.members(0).valid_to(), "2022-12-31");
  EXPECT_TRUE(board.EndMembership(Ended("ada", "2022-12-31"))->empty());
  EXPECT_EQ(board.EndMembership(Ended("ada", "2023-12-31")).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(BoardTest, OfSeveralMembershipsTheCurrentOneIsFoundElseTheLatest) {
  Board board = WithAda();
  board.Apply(Ended("ada", "2022-12-31"));
  board.Apply(Ada(R"(valid_from: "2023-01-01")"));
  EXPECT_EQ(board.FindMember("ada")->valid_from(), "2023-01-01");
  board.Apply(Ended("ada", "2023-12-31"));
  EXPECT_EQ(board.FindMember("ada")->valid_from(), "2023-01-01");
  EXPECT_EQ(board.FindMember("bob"), nullptr);
}

}  // namespace
}  // namespace zwk::participation
