#include "platform/rpc/message_filter.h"

#include <gtest/gtest.h>

#include "zwk/participation/v1/board.pb.h"

namespace zwk::rpc {
namespace {

namespace v1 = participation::v1;

constexpr char kId[] = "0190a5c4-7f0e-7cde-8a11-0123456789ab";
constexpr char kUpperId[] = "0190A5C4-7F0E-7CDE-8A11-0123456789AB";

v1::Board BoardWithAda() {
  v1::Board board;
  v1::Membership& ada = *board.add_members();
  ada.mutable_name()->set_text("Ada Beispiel");
  ada.mutable_name()->mutable_sealed()->set_ciphertext("sealed elsewhere");
  return board;
}

TEST(MessageFilterTest, ARequestLosesWhatOnlyTheServerSays) {
  v1::CreateBoardRequest request;
  *request.mutable_board() = BoardWithAda();
  request.mutable_board()->set_version(7);
  request.mutable_board()->set_name("ZWK-Beirat");
  MessageFilter::OfRequest(*request.GetDescriptor()).Clean(request);
  EXPECT_EQ(request.board().members_size(), 0);
  EXPECT_EQ(request.board().version(), 0u);
  EXPECT_EQ(request.board().name(), "ZWK-Beirat");

  v1::AddMemberRequest added;
  *added.mutable_member() = BoardWithAda().members(0);
  added.mutable_member()->mutable_name()->set_erased(true);
  MessageFilter::OfRequest(*added.GetDescriptor()).Clean(added);
  EXPECT_EQ(added.member().name().text(), "Ada Beispiel");
  EXPECT_FALSE(added.member().name().has_sealed());
  EXPECT_FALSE(added.member().name().erased());
}

TEST(MessageFilterTest, ARequestLosesFieldsThatThisBuildDoesNotKnow) {
  v1::CreateBoardRequest request;
  v1::Board& board = *request.mutable_board();
  board.GetReflection()->MutableUnknownFields(&board)->AddVarint(9999, 1);
  MessageFilter::OfRequest(*request.GetDescriptor()).Clean(request);
  EXPECT_TRUE(board.GetReflection()->GetUnknownFields(board).empty());
}

TEST(MessageFilterTest, IdsOfARequestAreKeptInLowerCase) {
  v1::AddMemberRequest request;
  request.set_board_id(kUpperId);
  request.mutable_member()->set_person_id(kUpperId);
  request.mutable_member()->set_organization(kUpperId);
  MessageFilter::OfRequest(*request.GetDescriptor()).Clean(request);
  EXPECT_EQ(request.board_id(), kId);
  EXPECT_EQ(request.member().person_id(), kId);
  EXPECT_EQ(request.member().organization(), kUpperId) << "only ids";
  request.set_board_id("ABC");
  MessageFilter::OfRequest(*request.GetDescriptor()).Clean(request);
  EXPECT_EQ(request.board_id(), "ABC") << "what is no UUID is refused as it was sent";
}

TEST(MessageFilterTest, AnAnswerShowsWordsAndNeverTheirSealedForm) {
  v1::ListBoardsResponse answer;
  *answer.add_boards() = BoardWithAda();
  const MessageFilter filter = MessageFilter::OfAnswer(*answer.GetDescriptor());
  EXPECT_TRUE(filter.changes());
  filter.Clean(answer);
  EXPECT_EQ(answer.boards(0).members(0).name().text(), "Ada Beispiel");
  EXPECT_FALSE(answer.boards(0).members(0).name().has_sealed());
  EXPECT_FALSE(MessageFilter::OfAnswer(*v1::GetBoardRequest::descriptor()).changes());
}

}  // namespace
}  // namespace zwk::rpc
