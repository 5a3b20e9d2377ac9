#include "forecasting/backtest/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace zwk::forecasting {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;

// PE: +10 %, -25 %, 0, +5 %; one neighborhood where nobody was counted.
TEST(MetricsTest, WhatIsRightButForRoundingIsRight) {
  EXPECT_EQ(Skill(1.5e-16, 0), 0);
  EXPECT_EQ(Skill(0, 1e-16), 0);
  Quantiles sure;
  sure.fill(100 * (1 + 1.5e-16) + 1e-13);
  EXPECT_EQ(MeasureIntervals({sure}, {100}).coverage[1], 1);
}

TEST(MetricsTest, TheSumOverTheNeighborhoodsHasAnErrorOfItsOwn) {
  EXPECT_DOUBLE_EQ(Measure({110, 90}, {100, 100}).total_pe, 0);
  EXPECT_DOUBLE_EQ(Measure({110, 110}, {100, 100}).total_pe, 0.1);
}

TEST(MetricsTest, FiguresAreThoseOfTheHand) {
  const Accuracy a = Measure({110, 75, 50, 210, 3}, {100, 100, 50, 200, 0});
  EXPECT_EQ(a.neighborhoods, 5);
  EXPECT_EQ(a.without_pe, 1);
  EXPECT_NEAR(a.mape, 0.1, 1e-12);
  EXPECT_NEAR(a.medape, 0.075, 1e-12);
  EXPECT_NEAR(a.malpe, -0.025, 1e-12);
  EXPECT_NEAR(a.wape, 48.0 / 450, 1e-12);
  EXPECT_NEAR(a.rmse, std::sqrt((100 + 625 + 0 + 100 + 9) / 5.0), 1e-12);
  EXPECT_NEAR(a.over_10, 0.25, 1e-12);  // exactly 10 % is not more than 10 %
  EXPECT_NEAR(a.over_20, 0.25, 1e-12);
  EXPECT_NEAR(a.p80, 0.16, 1e-12);   // 0, .05, .10, .25: place 2.4
  EXPECT_NEAR(a.p90, 0.205, 1e-12);  // place 2.7
}

TEST(MetricsTest, WhereNobodyWasCountedThereIsNoPercentage) {
  const Accuracy a = Measure({1}, {0});
  EXPECT_TRUE(std::isnan(a.mape));
  EXPECT_EQ(a.rmse, 1);
}

// Quantiles of the uniform distribution on 0 to 40: 1, 2, ..., 39.
Quantiles Uniform() {
  Quantiles quantiles;
  for (int i = 0; i < kQuantiles; ++i) quantiles[i] = i + 1;
  return quantiles;
}

TEST(MetricsTest, IntervalsAreMeasured) {
  // 50 % is 10 to 30, 80 % is 4 to 36, 95 % is 1 to 39.
  const IntervalAccuracy a = MeasureIntervals({Uniform(), Uniform()}, {20, 38});
  EXPECT_THAT(a.coverage, ElementsAre(0.5, 0.5, 1));
  EXPECT_THAT(a.mean_width, ElementsAre(20, 32, 38));
  EXPECT_THAT(a.interval_score,
              ElementsAre(DoubleNear(20 + 4 * 8 / 2.0, 1e-12), DoubleNear(32 + 10 * 2 / 2.0, 1e-9),
                          DoubleNear(38, 1e-12)));
  EXPECT_THAT(a.pit, ElementsAre(0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0.5));
}

TEST(MetricsTest, ContinuousRankedProbabilityScoreIsThatOfTheUniform) {
  // For U(0, 1) and y = 1/2 the CRPS is 1/12; here times 40.
  EXPECT_NEAR(MeasureIntervals({Uniform()}, {20}).crps, 40.0 / 12, 0.1);
  // Without spread it is the distance.
  Quantiles point;
  point.fill(7);
  EXPECT_NEAR(MeasureIntervals({point}, {10}).crps, 3, 1e-12);
}

TEST(MetricsTest, ValuesOutsideAllQuantilesAreInTheOutermostTenths) {
  const IntervalAccuracy a = MeasureIntervals({Uniform(), Uniform()}, {-5, 100});
  EXPECT_EQ(a.pit.front(), 0.5);
  EXPECT_EQ(a.pit.back(), 0.5);
  EXPECT_EQ(a.coverage[2], 0);
}

TEST(MetricsTest, SkillAndShelfLife) {
  EXPECT_NEAR(Skill(8, 10), 0.2, 1e-12);
  EXPECT_EQ(Skill(0, 0), 0);
  EXPECT_THAT(ShelfLife({1, 2, 5}, {0.05, 0.2, 0.3}), Optional(2.0));
  EXPECT_EQ(ShelfLife({1, 2}, {0.21, 0.1}), std::nullopt);
}

}  // namespace
}  // namespace zwk::forecasting
