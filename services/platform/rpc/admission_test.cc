#include "platform/rpc/admission.h"

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
                   Places& places, const Holder& holder = {}) {
  absl::StatusOr<Admission::Place> place = admission.Admit(of, municipality, holder, {});
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

TEST(AdmissionTest, OneCallerLeavesItsCityTheRest) {
  constexpr CallClass kStream = CallClass::kServerStream;
  AdmissionLimits limits = Limits({4, 4});
  limits.server_streams = {20, 10, 2, 4};
  Admission admission(limits);
  Places places;
  for (const char* who : {"zwkp.bremerhaven.code", "moe"}) {
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(Admit(admission, kStream, "bremerhaven", places, {who}).ok());
    }
    const absl::Status refused = Admit(admission, kStream, "bremerhaven", places, {who});
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(ReasonOf(refused), "CALLER_BUSY");
    EXPECT_GT(RetryAfterOf(refused).count(), 0);
    EXPECT_TRUE(Admit(admission, CallClass::kUnary, "bremerhaven", places, {who}).ok());
    EXPECT_TRUE(Admit(admission, kStream, "cuxhaven", places, {who}).ok()) << "is another there";
  }
  // Nobody at one address is many; services, which have no name, are ours.
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(Admit(admission, kStream, "bremerhaven", places, {"10.0.0.1", true}).ok());
  }
  EXPECT_EQ(ReasonOf(Admit(admission, kStream, "bremerhaven", places, {"10.0.0.1", true})),
            "CALLER_BUSY");
  EXPECT_TRUE(Admit(admission, kStream, "bremerhaven", places).ok());
  EXPECT_TRUE(Admit(admission, kStream, "bremerhaven", places).ok());
  places.erase(places.begin());
  EXPECT_TRUE(Admit(admission, kStream, "bremerhaven", places, {"zwkp.bremerhaven.code"}).ok())
      << "a place that was given back";
}

TEST(AdmissionTest, AHolderIsWhatTheCallBrings) {
  Caller caller;
  EXPECT_EQ(HolderOf(caller).name, "") << "a service";
  caller.subject_ref = "ada";
  EXPECT_EQ(HolderOf(caller).name, "ada");
  caller.participant_token = "zwkp.bremerhaven." + std::string(8000, 'x');
  EXPECT_EQ(HolderOf(caller).name, caller.participant_token.substr(0, 256));
  Caller nobody;
  nobody.nobody = true;
  nobody.address = "10.0.0.1";
  EXPECT_EQ(HolderOf(nobody).name, "10.0.0.1");
  EXPECT_TRUE(HolderOf(nobody).is_address);
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
