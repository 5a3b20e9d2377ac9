#include "platform/rpc/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/rpc/echo.pb.h"
#include "tests/support/proto.h"
#include "zwk/catalog/v1/offer_search.pb.h"
#include "zwk/participation/v1/ballot.pb.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/city_process.pb.h"
#include "zwk/participation/v1/lean_coffee_service.pb.h"
#include "zwk/participation/v1/paper_vote.pb.h"
#include "zwk/participation/v1/topic.pb.h"

namespace zwk::rpc {
namespace {

namespace v1 = participation::v1;
using test::Proto;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

AuditedMethod Of(const std::string& name) {
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  EXPECT_NE(method, nullptr) << name;
  return AuditedMethod::Of(*method, AllowedRoles::Of(*method).value());
}
AuditedMethod OfParticipation(const std::string& name) {
  return Of("zwk.participation.v1." + name);
}

TEST(AuditedMethodTest, AnActOfOfficeChangesSomethingAndIsForOfficesAlone) {
  EXPECT_EQ(catalog::v1::SearchOffersRequest().ByteSizeLong(), 0u);  // or the file is not linked
  EXPECT_TRUE(OfParticipation("BoardService.CreateBoard").is_act());
  EXPECT_TRUE(OfParticipation("LeanCoffeeService.RevealResults").is_act());
  EXPECT_TRUE(OfParticipation("LeanCoffeeService.ImportCards").is_act());
  EXPECT_FALSE(OfParticipation("BoardService.GetBoard").is_act());
  EXPECT_FALSE(OfParticipation("LeanCoffeeService.WatchSession").is_act());
  EXPECT_FALSE(Of("zwk.catalog.v1.OfferSearchService.SearchOffers").is_act());
}

TEST(AuditedMethodTest, WhatParticipantsMayDoIsNobodysOffice) {
  for (const char* method : {"SetDots", "JoinSession", "SubmitTopic"}) {
    EXPECT_FALSE(OfParticipation(std::string("LeanCoffeeService.") + method).is_act()) << method;
  }
}

TEST(AuditedMethodTest, ThePathNamesWhatIsActedOn) {
  EXPECT_THAT(OfParticipation("BoardService.EndMembership")
                  .Named(Proto<v1::EndMembershipRequest>(
                      R"(request_id: "r" board_id: "b" person_id: "p" valid_to: "2022-01-01")")),
              ElementsAre(Pair("board_id", "b"), Pair("person_id", "p")));
  EXPECT_THAT(OfParticipation("CityProcessService.UpdateCityProcess")
                  .Named(Proto<v1::UpdateCityProcessRequest>(
                      R"(city_process { process_id: "c" name: "Plan" })")),
              ElementsAre(Pair("process_id", "c")));
}

TEST(AuditedMethodTest, OfAPaperBallotOnlyTheSessionIsNamed) {
  const AuditedMethod method = OfParticipation("LeanCoffeeService.EnterPaperBallot");
  EXPECT_TRUE(method.is_act());
  EXPECT_THAT(method.Named(Proto<v1::EnterPaperBallotRequest>(
                  R"(session_id: "s" participant_id: "p" allocations { topic_id: "t" dots: 2 })")),
              ElementsAre(Pair("session_id", "s")));
  EXPECT_THAT(
      method.Made(Proto<v1::EnterPaperBallotResponse>(R"(participant_id: "p" ballot { used: 2 })")),
      IsEmpty());
}

TEST(AuditedMethodTest, OfASheetThatIsPutRightOnlyTheSessionIsNamed) {
  const AuditedMethod method = OfParticipation("PaperVoteService.CorrectSheet");
  EXPECT_TRUE(method.is_act());
  EXPECT_THAT(method.Named(Proto<v1::CorrectSheetRequest>(
                  R"(request_id: "r" session_id: "s" participant_id: "p" expected_version: 1)")),
              ElementsAre(Pair("session_id", "s")));
}

TEST(AuditedMethodTest, WhatAnActMakesIsNamedByItsAnswer) {
  const AuditedMethod method = OfParticipation("BoardService.CreateBoard");
  EXPECT_THAT(method.Named(Proto<v1::CreateBoardRequest>(R"(board { name: "Beirat" })")),
              IsEmpty());
  EXPECT_THAT(
      method.Made(Proto<v1::CreateBoardResponse>(R"(board { board_id: "b" name: "Beirat" })")),
      ElementsAre(Pair("board_id", "b")));
}

TEST(AuditedMethodTest, WithoutAPathTheIdsOfTheRequestSayIt) {
  EXPECT_THAT(
      OfParticipation("LeanCoffeeService.ImportCards")
          .Named(Proto<v1::ImportCardsRequest>(R"(request_id: "r" header { session_id: "s" })")),
      ElementsAre(Pair("session_id", "s")));
}

}  // namespace
}  // namespace zwk::rpc
