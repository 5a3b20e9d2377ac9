#include "forecasting/rates/trends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;

TEST(TrendsTest, ADampedTrendSlowsDown) {
  EXPECT_THAT(*DampedTrend(10, 1, 0.5, 3), ElementsAre(11, 11.5, 11.75));
  EXPECT_THAT(*DampedTrend(10, 1, 1, 2), ElementsAre(11, 12));
  EXPECT_THAT(*DampedTrend(10, 1, 0, 2), ElementsAre(11, 11));
  EXPECT_FALSE(DampedTrend(10, 1, 1.1, 2).ok());
  EXPECT_FALSE(DampedTrend(std::nan(""), 1, 0.9, 2).ok());
}

TEST(TrendsTest, TheSlopeIsThatOfTheLine) {
  EXPECT_DOUBLE_EQ(*LinearSlope({1, 3, 5, 7}), 2);
  EXPECT_FALSE(LinearSlope({1}).ok());
  EXPECT_FALSE(LinearSlope({1, HUGE_VAL}).ok());
}

// Mean 4, line 9 and 11 afterwards; half way 6.5 and 7.5, at most 4 (1 + 0.6) = 6.4.
TEST(TrendsTest, ConstantRegressionStandsBetweenMeanAndLineWithinTheThreshold) {
  const std::vector<double> values = {1, 3, 5, 7};
  const auto exact = ConstantRegressionTrend(values, {0.5, 10, 1}, 2);
  ASSERT_TRUE(exact.ok()) << exact.status();
  EXPECT_THAT(*exact, ElementsAre(6.5, 7.5));
  EXPECT_THAT(*ConstantRegressionTrend(values, {0.5, 0.6, 1}, 2), ElementsAre(6.4, 6.4));
  EXPECT_THAT(*ConstantRegressionTrend(values, {0.5, 10, 2}, 2), ElementsAre(6.75, 7.0));
  EXPECT_THAT(*ConstantRegressionTrend(values, {0, 10, 1}, 2), ElementsAre(4, 4));
  EXPECT_FALSE(ConstantRegressionTrend(values, {1.5, 10, 1}, 2).ok());
  EXPECT_FALSE(ConstantRegressionTrend(values, {0.5, 10, 0}, 2).ok());
}

TEST(TrendsTest, RatesFollowTheTrendOfTheirAge) {
  EXPECT_THAT(*ScaleByTrend({0.1, 0.2, 0.3}, {2, 4, 0}, {1, 6, 5}),
              ElementsAre(0.05, testing::DoubleEq(0.3), 0.3));
  EXPECT_FALSE(ScaleByTrend({0.1}, {1, 1}, {1}).ok());
  EXPECT_FALSE(ScaleByTrend({0.1}, {1}, {std::nan("")}).ok());
}

TEST(TrendsTest, ScaledRatesHaveTheEventsThatWereCounted) {
  EXPECT_THAT(*ScaleToEvents({0.1, 0.2}, {10, 20}, 10),
              ElementsAre(testing::DoubleEq(0.2), testing::DoubleEq(0.4)));
  EXPECT_FALSE(ScaleToEvents({0, 0}, {10, 20}, 10).ok());
  EXPECT_FALSE(ScaleToEvents({0.1, 0.2}, {10, 20}, -1).ok());
}

}  // namespace
}  // namespace zwk::forecasting
