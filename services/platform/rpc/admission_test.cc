#include "platform/rpc/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

TEST(TokenBucketTest, RefillsWithTimeUpToItsBurst) {
  const Steady::time_point start{};
  TokenBucket bucket(10, 2, start);
  EXPECT_EQ(bucket.Take(start).count(), 0);
  EXPECT_EQ(bucket.Take(start).count(), 0);
  EXPECT_EQ(bucket.Take(start), milliseconds(100));
  EXPECT_EQ(bucket.Take(start + milliseconds(60)), milliseconds(40));
  EXPECT_EQ(bucket.Take(start + milliseconds(100)).count(), 0);
  const Steady::time_point later = start + std::chrono::hours(1);
  EXPECT_EQ(bucket.Take(later).count(), 0);
  EXPECT_EQ(bucket.Take(later).count(), 0);
  EXPECT_NE(bucket.Take(later).count(), 0);
}

TEST(AdmissionTest, OneCityInAHurryDoesNotTakeTheOthersShare) {
  Admission admission(100, 1, 3);
  const Steady::time_point now{};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(admission.Admit(1, "bremerhaven", now).ok());
  const absl::Status refused = admission.Admit(1, "bremerhaven", now);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "MUNICIPALITY_RATE_EXCEEDED");
  EXPECT_EQ(RetryAfterOf(refused), milliseconds(1000));
  EXPECT_TRUE(admission.Admit(1, "cuxhaven", now).ok());
}

TEST(AdmissionTest, WorkInFlightIsBounded) {
  Admission admission(2, 1000, 1000);
  EXPECT_TRUE(admission.Admit(2, "bremerhaven", {}).ok());
  const absl::Status refused = admission.Admit(3, "bremerhaven", {});
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "SERVER_BUSY");
}

TEST(AdmissionTest, InventedMunicipalitiesShareOneBucketInTheEnd) {
  Admission admission(10, 1, 2);
  const Steady::time_point now{};
  for (size_t i = 0; i < Admission::kMaxMunicipalities; ++i) {
    EXPECT_TRUE(admission.Admit(1, "city-" + std::to_string(i), now).ok());
  }
  EXPECT_TRUE(admission.Admit(1, "one-more", now).ok());
  EXPECT_TRUE(admission.Admit(1, "and-one", now).ok());
  EXPECT_FALSE(admission.Admit(1, "too-many", now).ok());
  EXPECT_TRUE(admission.Admit(1, "city-0", now).ok());
}

}  // namespace
}  // namespace zwk::rpc
