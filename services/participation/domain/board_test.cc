#include "participation/domain/board.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

Member Ada() {
  return {.person_id = "ada",
          .name = {"ada", "Ada Beispiel"},
          .organization = "Seniorenbeirat",
          .capacity = Capacity::kInterestGroup,
          .focus_groups = {},
          .valid_from = "2022-01-01",
          .valid_to = ""};
}

Board WithAda() {
  Board board;
  board.Apply(BoardCreated{"b1", "ZWK-Beirat", BoardKind::kAdvisory, "", 3});
  board.Apply(MemberAdded{Ada()});
  return board;
}

TEST(BoardTest, ABoardNeedsANameAndAKind) {
  const auto refused = Board{}.Create({"b1", " ", BoardKind::kUnspecified, "", 53}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldViolationsOf(refused).size(), 3u);
  EXPECT_TRUE(Board{}.Create({"b1", "ZWK-Beirat", BoardKind::kAdvisory, "", 3}).ok());
}

TEST(BoardTest, APersonIsAMemberOnceAtATime) {
  Board board = WithAda();
  Member again = Ada();
  again.valid_from = "2023-01-01";
  EXPECT_EQ(ReasonOf(board.AddMember({again}).status()), "MEMBER_EXISTS");
  board.Apply(MembershipEnded{"ada", "2022-12-31"});
  EXPECT_TRUE(board.AddMember({again}).ok());
}

TEST(BoardTest, TheSameMembershipAgainIsNoNews) {
  const auto events = WithAda().AddMember({Ada()});
  ASSERT_TRUE(events.ok());
  EXPECT_TRUE(events->empty());
}

TEST(BoardTest, AMembershipEndsOnceAndNotBeforeItBegan) {
  Board board = WithAda();
  EXPECT_EQ(FieldOf(board.EndMembership({"ada", "2021-12-31"}).status()), "valid_to");
  EXPECT_EQ(board.EndMembership({"bob", "2022-12-31"}).status().code(),
            absl::StatusCode::kNotFound);
  board.Apply(board.EndMembership({"ada", "2022-12-31"})->at(0));
  EXPECT_EQ(board.members[0].valid_to, "2022-12-31");
  EXPECT_EQ(board.EndMembership({"ada", "2023-12-31"}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace zwk::participation
