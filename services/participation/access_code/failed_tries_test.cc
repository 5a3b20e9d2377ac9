#include "participation/access_code/failed_tries.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace zwk::participation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(FailedTriesTest, TheSixthWithinAMinuteWaitsUntilTheFirstIsForgotten) {
  FailedTries tries;
  const FailedTries::Steady::time_point start{};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(tries.Count("moorsum", "10.0.0.1", "s", start + seconds(i)), milliseconds(0));
  }
  EXPECT_EQ(tries.Count("moorsum", "10.0.0.1", "s", start + seconds(10)), seconds(51))
      << "the second one is forgotten then";
  EXPECT_EQ(tries.Count("moorsum", "10.0.0.1", "s", start + seconds(71)), milliseconds(0));
}

TEST(FailedTriesTest, NobodyWaitsForSomebodyElse) {
  FailedTries tries;
  const FailedTries::Steady::time_point now{};
  for (int i = 0; i < 20; ++i) tries.Count("moorsum", "10.0.0.1", "s", now);
  EXPECT_EQ(tries.Count("moorsum", "10.0.0.2", "s", now), milliseconds(0));
  EXPECT_EQ(tries.Count("moorsum", "10.0.0.1", "t", now), milliseconds(0));
  EXPECT_EQ(tries.Count("bremerhaven", "10.0.0.1", "s", now), milliseconds(0));
}

TEST(FailedTriesTest, NamingOtherSessionsHelpsNobody) {
  FailedTries tries;
  const FailedTries::Steady::time_point now{};
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(tries.Count("moorsum", "10.0.0.1", absl::StrCat(i), now), milliseconds(0));
  }
  EXPECT_EQ(tries.Count("moorsum", "10.0.0.1", "60", now), seconds(60));
}

TEST(FailedTriesTest, WhoeverComesFromEverywhereFillsNoMemory) {
  FailedTries tries;
  for (int i = 0; i < 50'000; ++i) {
    tries.Count("moorsum", absl::StrCat(i), "s", FailedTries::Steady::time_point{});
  }
  EXPECT_LE(tries.known(), 20'001u);
}

}  // namespace
}  // namespace zwk::participation
