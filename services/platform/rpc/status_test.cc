#include "platform/rpc/status.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

google::rpc::Status Wire(const absl::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(WireDetails(status)));
  return wire;
}

template <class Detail>
std::vector<Detail> Details(const google::rpc::Status& wire) {
  std::vector<Detail> details;
  for (const auto& any : wire.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) details.push_back(detail);
  }
  return details;
}

absl::Status ThereAndBack(const absl::Status& status) {
  return FromWire(status.code(), std::string(status.message()), WireDetails(status));
}

TEST(StatusTest, EveryRefusalHasExactlyOneErrorInfo) {
  const auto wire = Wire(
      WithDetail(WithReason(absl::FailedPreconditionError("2 dots left"), "DOT_BUDGET_EXCEEDED"),
                 "remaining_dots", "2"));
  const auto infos = Details<google::rpc::ErrorInfo>(wire);
  ASSERT_EQ(infos.size(), 1u);
  EXPECT_EQ(infos[0].domain(), "zwk");
  EXPECT_EQ(infos[0].reason(), "DOT_BUDGET_EXCEEDED");
  EXPECT_EQ(infos[0].metadata().at("remaining_dots"), "2");
  EXPECT_EQ(wire.code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Details<google::rpc::BadRequest>(wire), IsEmpty());
  EXPECT_THAT(Details<google::rpc::RetryInfo>(wire), IsEmpty());

  const auto plain = Details<google::rpc::ErrorInfo>(Wire(absl::NotFoundError("no such board")));
  ASSERT_EQ(plain.size(), 1u);
  EXPECT_EQ(plain[0].reason(), "NOT_FOUND");
}

TEST(StatusTest, FieldsBecomeViolations) {
  FieldErrors errors;
  errors.Add("title", "must not be empty");
  errors.Add("members[2].organisation", "is not known");
  const auto bad = Details<google::rpc::BadRequest>(Wire(errors.ToStatus()));
  ASSERT_EQ(bad.size(), 1u);
  ASSERT_EQ(bad[0].field_violations_size(), 2);
  EXPECT_EQ(bad[0].field_violations(1).field(), "members[2].organisation");
  EXPECT_EQ(bad[0].field_violations(1).description(), "is not known");
}

TEST(StatusTest, OverloadSaysWhenToComeBack) {
  const auto given = Details<google::rpc::RetryInfo>(
      Wire(WithRetryAfter(absl::ResourceExhaustedError("busy"), std::chrono::milliseconds(1250))));
  ASSERT_EQ(given.size(), 1u);
  EXPECT_EQ(given[0].retry_delay().seconds(), 1);
  EXPECT_EQ(given[0].retry_delay().nanos(), 250'000'000);
  EXPECT_EQ(Details<google::rpc::RetryInfo>(Wire(absl::UnavailableError("away"))).size(), 1u);
}

TEST(StatusTest, TheClientSeesWhatTheServerSaid) {
  FieldErrors errors;
  errors.Add("a", "is wrong");
  errors.Add("b.c", "is wrong too");
  const absl::Status invalid = ThereAndBack(WithDetail(errors.ToStatus(), "hint", "x"));
  EXPECT_EQ(invalid.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(invalid), "INVALID_FIELD");
  ASSERT_EQ(FieldViolationsOf(invalid).size(), 2u);
  EXPECT_EQ(FieldViolationsOf(invalid)[1].field, "b.c");
  EXPECT_EQ(FieldViolationsOf(invalid)[1].description, "is wrong too");
  EXPECT_THAT(DetailsOf(invalid), ElementsAre(Pair("hint", "x")));

  const absl::Status busy =
      ThereAndBack(WithRetryAfter(absl::UnavailableError("away"), std::chrono::milliseconds(250)));
  EXPECT_EQ(RetryAfterOf(busy), std::chrono::milliseconds(250));
  EXPECT_TRUE(ThereAndBack(absl::OkStatus()).ok());
}

TEST(StatusTest, UnreadableDetailsAreLeftOut) {
  const absl::Status status =
      FromWire(absl::StatusCode::kAborted, "changed", "\xff\xff not a message");
  EXPECT_EQ(status, absl::AbortedError("changed"));
}

}  // namespace
}  // namespace zwk::rpc
