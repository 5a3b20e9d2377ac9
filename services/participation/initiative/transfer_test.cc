#include "participation/initiative/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "platform/base/uuid.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;
using ::testing::ElementsAre;

v1::TransferRequested Requested(const std::string& change = "") {
  v1::TransferRequested requested;
  v1::Transfer& transfer = *requested.mutable_transfer() = Proto<v1::Transfer>(
      R"(transfer_id: "t1" asking_municipality: "musterstadt"
         snapshot { municipality: "bremerhaven" snapshot_version: 2 })");
  transfer.mutable_snapshot()->set_initiative_id(UuidFromName("initiative"));
  transfer.MergeFrom(Proto<v1::Transfer>(change));
  return requested;
}

v1::TransferAccepted Accepted(const std::string& answer = "") {
  v1::TransferAccepted accepted;
  *accepted.mutable_answer() = Proto<v1::TransferAnswer>(answer);
  return accepted;
}

v1::TransferDeclined Declined(const std::string& reason) {
  v1::TransferDeclined declined;
  declined.mutable_answer()->set_reason(reason);
  return declined;
}

v1::TransferWithdrawn Withdrawn(const std::string& reason) {
  v1::TransferWithdrawn withdrawn;
  withdrawn.set_reason(reason);
  return withdrawn;
}

Transfer Asked() {
  Transfer transfer;
  transfer.Apply(*Transfer{}.Request(Requested(), true));
  return transfer;
}

TEST(TransferTest, WhatWasPublishedCanBeAskedFor) {
  const auto requested =
      Transfer{}.Request(Requested(R"(purpose: " Für das Nordquartier ")"), true);
  ASSERT_TRUE(requested.ok()) << requested.status();
  EXPECT_EQ(requested->transfer().status(), v1::TRANSFER_STATUS_REQUESTED);
  EXPECT_EQ(requested->transfer().purpose(), "Für das Nordquartier");
  EXPECT_EQ(Transfer{}.Request(Requested(), false).status().code(), absl::StatusCode::kNotFound);
}

TEST(TransferTest, AllFaultsOfARequestAreToldAtOnce) {
  v1::TransferRequested wanted = Requested();
  *wanted.mutable_transfer() = Proto<v1::Transfer>(
      R"(snapshot { municipality: "{x}" } neighborhood_key: "Am Park" purpose: "\001")");
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(Transfer{}.Request(wanted, true).status())) {
    fields.push_back(fault.field);
  }
  EXPECT_THAT(fields,
              ElementsAre("transfer.snapshot.municipality", "transfer.snapshot.initiative_id",
                          "transfer.snapshot.snapshot_version", "transfer.neighborhood_key",
                          "transfer.purpose"));
}

TEST(TransferTest, WithinACityItIsForANeighborhood) {
  const std::string within = R"(asking_municipality: "bremerhaven")";
  EXPECT_EQ(FieldOf(Transfer{}.Request(Requested(within), true).status()),
            "transfer.neighborhood_key");
  EXPECT_TRUE(Transfer{}.Request(Requested(within + R"( neighborhood_key: "212")"), true).ok());
}

TEST(TransferTest, AnAnswerOnceGivenStays) {
  const v1::Transfer asked = Asked().state;
  TransferAnswer answer;
  EXPECT_EQ(
      FieldOf(answer.Accept(Accepted(R"(preconditions: "a" preconditions: " ")"), asked).status()),
      "preconditions[1]");
  EXPECT_EQ(FieldOf(answer.Decline(Declined(""), asked).status()), "reason");
  answer.Apply(answer.Accept(Accepted(R"(preconditions: "Werkstatt")"), asked)->at(0));
  EXPECT_EQ(answer.state.status(), v1::TRANSFER_STATUS_ACCEPTED);
  EXPECT_TRUE(answer.Accept(Accepted(R"(preconditions: "Werkstatt")"), asked)->empty());
  EXPECT_EQ(ReasonOf(answer.Accept(Accepted(), asked).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(answer.Decline(Declined("nein"), asked).status()), "WRONG_STATE");
}

TEST(TransferTest, NobodyAnswersWhatWasWithdrawn) {
  Transfer transfer = Asked();
  EXPECT_EQ(FieldOf(transfer.Withdraw(Withdrawn("")).status()), "reason");
  transfer.Apply(transfer.Withdraw(Withdrawn("doch nicht"))->at(0));
  EXPECT_TRUE(transfer.Withdraw(Withdrawn("doch nicht"))->empty());
  EXPECT_EQ(ReasonOf(transfer.Withdraw(Withdrawn("anders")).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(TransferAnswer{}.Accept(Accepted(), transfer.state).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(TransferAnswer{}.Decline(Declined("x"), transfer.state).status()),
            "WRONG_STATE");
}

TEST(TransferTest, AWithdrawalOutweighsWhateverWasAnswered) {
  Transfer transfer = Asked();
  TransferAnswer answer;
  answer.Apply(answer.Decline(Declined("nein"), transfer.state)->at(0));
  EXPECT_EQ(Joined(transfer.state, answer.state).status(), v1::TRANSFER_STATUS_DECLINED);
  transfer.Apply(transfer.Withdraw(Withdrawn("doch nicht"))->at(0));
  const v1::Transfer joined = Joined(transfer.state, answer.state);
  EXPECT_EQ(joined.status(), v1::TRANSFER_STATUS_WITHDRAWN);
  // One that is given at the same moment must not appear behind the withdrawal: none is seen then.
  EXPECT_FALSE(joined.has_answer());
}

TEST(TransferTest, PreconditionsHaveALimit) {
  const v1::Transfer asked = Asked().state;
  v1::TransferAccepted accepted;
  for (int i = 0; i < TransferAnswer::kMaxPreconditions; ++i) {
    accepted.mutable_answer()->add_preconditions("Werkstatt");
  }
  EXPECT_TRUE(TransferAnswer{}.Accept(accepted, asked).ok());
  accepted.mutable_answer()->add_preconditions("Werkstatt");
  EXPECT_EQ(FieldOf(TransferAnswer{}.Accept(accepted, asked).status()), "preconditions");
}

TEST(TransferTest, AnAnswerIsShownWithWhatWasAsked) {
  const Transfer transfer = Asked();
  TransferAnswer answer;
  answer.Apply(answer.Accept(Accepted(R"(preconditions: "Werkstatt")"), transfer.state)->at(0));
  const v1::Transfer joined = Joined(transfer.state, answer.state);
  EXPECT_EQ(joined.status(), v1::TRANSFER_STATUS_ACCEPTED);
  EXPECT_EQ(joined.answer().preconditions(0), "Werkstatt");
  Transfer withdrawn = Asked();
  withdrawn.Apply(withdrawn.Withdraw(Withdrawn("doch nicht"))->at(0));
  EXPECT_EQ(withdrawn.state.withdraw_reason(), "doch nicht");
  const absl::Status refused = withdrawn.Withdraw(Withdrawn("anders")).status();
  EXPECT_EQ(refused.message(), "the transfer is WITHDRAWN");
  EXPECT_THAT(DetailsOf(refused), ElementsAre(::testing::Pair("state", "WITHDRAWN")));
}

TEST(TransferTest, BetweenCitiesANeighborhoodMayBeSaidAndIsChecked) {
  EXPECT_TRUE(Transfer{}.Request(Requested(R"(neighborhood_key: "212")"), true).ok());
  EXPECT_EQ(FieldOf(Transfer{}.Request(Requested(R"(neighborhood_key: "Am Park")"), true).status()),
            "transfer.neighborhood_key");
}

}  // namespace
}  // namespace zwk::participation
