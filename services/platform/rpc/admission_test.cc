#include "platform/rpc/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

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

AdmissionLimits Limits(InFlightLimit unary, double per_second = 1000, double burst = 1000) {
  AdmissionLimits limits;
  limits.unary = unary;
  limits.server_streams = {4, 2};
  limits.client_streams = {2, 1};
  limits.calls_per_second_of_a_municipality = per_second;
  limits.burst_of_a_municipality = burst;
  return limits;
}

// What is held in these, in the order in which it came.
using Places = std::vector<Admission::Place>;

absl::Status Admit(Admission& admission, CallClass of, const std::string& municipality,
                   Places& places) {
  absl::StatusOr<Admission::Place> place = admission.Admit(of, municipality, {});
  if (!place.ok()) return place.status();
  places.push_back(*std::move(place));
  return absl::OkStatus();
}

TEST(AdmissionTest, OneCityInAHurryDoesNotTakeTheOthersShare) {
  Admission admission(Limits({100, 100}, 1, 3));
  Places places;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Admit(admission, CallClass::kUnary, "bremerhaven", places).ok());
  }
  const absl::Status refused = Admit(admission, CallClass::kUnary, "bremerhaven", places);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "MUNICIPALITY_RATE_EXCEEDED");
  EXPECT_EQ(RetryAfterOf(refused), milliseconds(1000));
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "cuxhaven", places).ok());
}

TEST(AdmissionTest, WorkInFlightIsBoundedForAllTogether) {
  Admission admission(Limits({2, 1}));
  Places places;
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "bremerhaven", places).ok());
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "cuxhaven", places).ok());
  const absl::Status refused = Admit(admission, CallClass::kUnary, "essen", places);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "SERVER_BUSY");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
  places.clear();
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "essen", places).ok());
}

TEST(AdmissionTest, ACityAtItsLimitOfAClassLeavesItsOtherClassesAndTheOtherCities) {
  constexpr CallClass kAll[] = {CallClass::kUnary, CallClass::kServerStream,
                                CallClass::kClientStream};
  for (const CallClass full : kAll) {
    Admission admission(Limits({4, 2}));
    Places places;
    absl::Status refused;
    int admitted = 0;
    while ((refused = Admit(admission, full, "bremerhaven", places)).ok()) ++admitted;
    EXPECT_EQ(admitted, full == CallClass::kClientStream ? 1 : 2);
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(ReasonOf(refused), "MUNICIPALITY_BUSY");
    EXPECT_GT(RetryAfterOf(refused).count(), 0);
    for (const CallClass other : kAll) {
      if (other != full) {
        EXPECT_TRUE(Admit(admission, other, "bremerhaven", places).ok());
      }
      EXPECT_TRUE(Admit(admission, other, "cuxhaven", places).ok());
    }
    places.erase(places.begin());
    EXPECT_TRUE(Admit(admission, full, "bremerhaven", places).ok())
        << "a place that was given back";
  }
}

TEST(AdmissionTest, InventedMunicipalitiesShareOnePlaceInTheEnd) {
  Admission admission(Limits({1000, 1000}, 1, 2));
  Places places;
  for (size_t i = 0; i < Admission::kMaxMunicipalities; ++i) {
    EXPECT_TRUE(Admit(admission, CallClass::kUnary, "city-" + std::to_string(i), places).ok());
  }
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "one-more", places).ok());
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "and-one", places).ok());
  EXPECT_FALSE(Admit(admission, CallClass::kUnary, "too-many", places).ok());
  EXPECT_TRUE(Admit(admission, CallClass::kUnary, "city-0", places).ok());
}

}  // namespace
}  // namespace zwk::rpc
