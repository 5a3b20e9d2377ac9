#include "forecasting/rates/level_trends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/rates/counted_city.h"
#include "forecasting/rates/trends.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

// Mortality falls by 5 % a year, fertility rises by 3 %.
CountedCity ChangingCity(int years) {
  CountedCity city(3, 1, 0, 2000);
  for (int y = 0; y < years; ++y) {
    for (auto& area : city.truth.areas) {
      auto changed = std::make_shared<AreaAssumptions>(*area);
      for (double& rate : changed->mortality) rate *= 0.95;
      for (double& rate : changed->fertility) rate *= 1.03;
      area = changed;
    }
    city.Count(2018 + y);
  }
  return city;
}

TEST(LevelTrendsTest, SlopesAreThoseOfTheRatesThatWereCounted) {
  const CountedCity city = ChangingCity(5);
  const auto estimates = Estimate(city.input, {});
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  const auto trends = LevelTrends(city.input, {}, estimates->assumptions);
  ASSERT_TRUE(trends.ok()) << trends.status();
  ASSERT_EQ(trends->size(), 2u);
  EXPECT_EQ((*trends)[0].kind, RateKind::kMortality);
  ASSERT_EQ((*trends)[0].levels.size(), 5u);
  EXPECT_NEAR((*trends)[0].levels[2], 1, 0.01);
  EXPECT_NEAR((*trends)[0].slope, std::log(0.95), 0.003);
  EXPECT_EQ((*trends)[1].kind, RateKind::kFertility);
  EXPECT_NEAR((*trends)[1].slope, std::log(1.03), 0.003);
}

TEST(LevelTrendsTest, ARateGoesOnFromTheLineAndIsDampedAfterTheLastYear) {
  const RateTrends trends{.mortality = -0.02, .damping = 0.9, .years = 5, .last_year = 2024};
  EXPECT_DOUBLE_EQ(TrendFactor(-0.02, trends, 2022), 1);  // the middle of the years
  EXPECT_DOUBLE_EQ(TrendFactor(-0.02, trends, 2024), std::exp(-0.04));
  const auto damped = DampedTrend(-0.04, -0.02, 0.9, 6);
  ASSERT_TRUE(damped.ok());
  EXPECT_DOUBLE_EQ(TrendFactor(-0.02, trends, 2025), std::exp((*damped)[0]));
  EXPECT_DOUBLE_EQ(TrendFactor(-0.02, trends, 2030), std::exp((*damped)[5]));
  const auto modifiers = TrendModifiers(trends, 2030);
  ASSERT_EQ(modifiers.size(), 2u);
  EXPECT_DOUBLE_EQ(modifiers[0].amount, std::exp((*damped)[5]));
  EXPECT_EQ(modifiers[1].amount, 1);  // fertility has no slope
}

TEST(LevelTrendsTest, ATrendNeedsThreeYearsWithDeathsAndBirths) {
  const CountedCity two = ChangingCity(2);
  const auto few = LevelTrends(two.input, {}, two.truth);
  EXPECT_TRUE(absl::IsInvalidArgument(few.status()));
  EXPECT_THAT(few.status().message(), HasSubstr("need 3 years, not 2"));
  CountedCity three = ChangingCity(3);
  for (AreaFlows& flows : three.input.flows[1]) flows.deaths.clear();
  const auto immortal = LevelTrends(three.input, {}, three.truth);
  EXPECT_TRUE(absl::IsInvalidArgument(immortal.status()));
  EXPECT_THAT(immortal.status().message(), HasSubstr("no deaths were counted in 2019"));
}

}  // namespace
}  // namespace zwk::forecasting
