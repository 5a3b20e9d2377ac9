#include "platform/rpc/status.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

google::rpc::Status Wire(const absl::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(ToWire(status).details));
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
  const WireStatus wire = ToWire(status);
  return FromWire(status.code(), wire.message, wire.details);
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
  errors.Add("members[2].organization", "is not known");
  const auto bad = Details<google::rpc::BadRequest>(Wire(errors.ToStatus()));
  ASSERT_EQ(bad.size(), 1u);
  ASSERT_EQ(bad[0].field_violations_size(), 2);
  EXPECT_EQ(bad[0].field_violations(1).field(), "members[2].organization");
  EXPECT_EQ(bad[0].field_violations(1).description(), "is not known");
  EXPECT_EQ(bad[0].field_violations(1).reason(), "INVALID_FIELD");
}

// A status such as nothing in the platform keeps anybody from making.
absl::Status Flood(const std::string& text, int violations) {
  FieldErrors errors;
  for (int i = 0; i < violations; ++i) errors.Add(text, text, text);
  absl::Status status = WithReason(absl::InvalidArgumentError(text), text);
  for (int i = 0; i < 100; ++i) {
    status = WithDetail(std::move(status), absl::StrCat(i, text), text);
  }
  return errors.AttachTo(std::move(status));
}

TEST(StatusTest, ARefusalFitsIntoTrailersWhateverItHolds) {
  std::string greek;
  for (int i = 0; i < 10'000; ++i) greek += "Ω";
  for (const std::string& text :
       {std::string("x"), std::string(10'000, 'x'), greek, std::string(10'000, '\n'),
        std::string(10'000, '%'), std::string(10'000, '\xFF')}) {
    for (const int violations : {0, 1, 5'000}) {
      const WireStatus wire = ToWire(Flood(text, violations));
      EXPECT_LE(wire.TrailerBytes(), WireStatus::kMostBytes) << text.substr(0, 4) << violations;
      google::rpc::Status parsed;
      EXPECT_TRUE(parsed.ParseFromString(wire.details));
      EXPECT_EQ(parsed.message(), wire.message);
    }
  }
}

TEST(StatusTest, ViolationsThatDoNotFitAreCounted) {
  FieldErrors errors;
  for (int i = 0; i < 5'000; ++i) {
    errors.Add(absl::StrCat("items[", i, "].", std::string(100, 'x')), "TOO_LONG",
               std::string(100, 'y'));
  }
  const absl::Status refused = ThereAndBack(errors.ToStatus());
  const std::vector<FieldViolation> told = FieldViolationsOf(refused);
  EXPECT_GT(told.size(), 3u);
  EXPECT_LT(told.size(), FieldErrors::kMost);
  EXPECT_EQ(told.size() + FurtherViolationsOf(refused), 5'000u);
  EXPECT_EQ(told.front().code, "TOO_LONG");
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
