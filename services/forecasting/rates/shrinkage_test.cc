#include "forecasting/rates/shrinkage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

// By hand: m = 30/20, s2 = (10 (1-1.5)^2 + 10 (2-1.5)^2) / 20 = 0.25, A = 0.25 - 1.5/10 = 0.1,
// w = 0.1 / (0.1 + 0.15) = 0.4.
TEST(ShrinkageTest, FollowsMarshallByHand) {
  const auto shrunk = ShrinkLevels({10, 20}, {10, 10});
  ASSERT_TRUE(shrunk.ok()) << shrunk.status();
  EXPECT_NEAR(shrunk->variance, 0.1, 1e-12);
  EXPECT_NEAR(shrunk->units[0].weight, 0.4, 1e-12);
  EXPECT_NEAR(shrunk->units[0].level, 1.3, 1e-12);
  EXPECT_NEAR(shrunk->units[1].level, 1.7, 1e-12);
}

TEST(ShrinkageTest, TheMeanOfWhatIsKnownIsTheLevel) {
  const auto shrunk = ShrinkLevels({3, 40, 11, 0}, {10, 20, 10, 5});
  ASSERT_TRUE(shrunk.ok()) << shrunk.status();
  for (const ShrunkLevel& unit : shrunk->units) {
    EXPECT_NEAR(unit.shape / unit.rate, unit.level, 1e-12);
  }
}

TEST(ShrinkageTest, DifferencesThatMayBeChanceGoToTheMean) {
  const auto shrunk = ShrinkLevels({9, 11, 10}, {10, 10, 10});
  ASSERT_TRUE(shrunk.ok());
  EXPECT_EQ(shrunk->variance, 0);
  for (const ShrunkLevel& unit : shrunk->units) {
    EXPECT_EQ(unit.level, 1.0);
    EXPECT_EQ(unit.weight, 0);
    EXPECT_EQ(unit.shape, 0);
  }
}

TEST(ShrinkageTest, WhoHasNothingToExpectGetsTheMean) {
  const auto shrunk = ShrinkLevels({10, 40, 0}, {10, 20, 0});
  ASSERT_TRUE(shrunk.ok());
  EXPECT_GT(shrunk->variance, 0);
  EXPECT_NEAR(shrunk->units[2].level, 5.0 / 3, 1e-12);
  // A unit without people does not make the others look more alike.
  EXPECT_EQ(shrunk->variance, ShrinkLevels({10, 40}, {10, 20})->variance);
}

TEST(ShrinkageTest, NoEventsAtAllAreLevelsOfZeroAndSaidSo) {
  const auto shrunk = ShrinkLevels({0, 0}, {10, 20});
  ASSERT_TRUE(shrunk.ok());
  EXPECT_TRUE(shrunk->no_events);
  EXPECT_EQ(shrunk->units[0].level, 0);
}

TEST(ShrinkageTest, WrongNumbersAreRefusedByUnit) {
  EXPECT_THAT(std::string(ShrinkLevels({1, std::nan("")}, {1, 1}).status().message()),
              HasSubstr("unit 1"));
  EXPECT_THAT(std::string(ShrinkLevels({-1, 2}, {1, 1}).status().message()), HasSubstr("unit 0"));
  EXPECT_THAT(std::string(ShrinkLevels({1, 2}, {1, 0}).status().message()),
              HasSubstr("unit 1 has 2 observed events where none are expected"));
  EXPECT_FALSE(ShrinkLevels({1, 2}, {1}).ok());
  EXPECT_FALSE(ShrinkInClusters({"a"}, {1, 2}, {1, 1}).ok());
}

TEST(ShrinkageTest, NeighborhoodsAreShrunkToTheirClusterNotToTheCity) {
  // Two kinds of neighborhoods, alike inside: 0.5 and 2.
  const std::vector<std::string> clusters = {"center", "center", "edge", "edge"};
  const auto levels = ShrinkInClusters(clusters, {50, 51, 200, 199}, {100, 100, 100, 100});
  ASSERT_TRUE(levels.ok()) << levels.status();
  EXPECT_THAT(levels->names, testing::ElementsAre("center", "edge"));
  EXPECT_NEAR(levels->units.units[0].level, 0.5, 0.03);
  EXPECT_NEAR(levels->units.units[3].level, 2.0, 0.03);
  EXPECT_EQ(levels->units.units[0].level, levels->units.units[1].level);
}

// forecasting.md 2.6: 60 neighborhoods, true levels with sd 0.15, 5 to 120 expected events.
TEST(ShrinkageTest, ShrunkLevelsAreCloserToTheTruthThanRawOnesAndTheCity) {
  std::mt19937_64 random(20240601);
  double raw = 0, city = 0, shrunk_error = 0;
  int runs = 200, areas = 60;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> truth, observed, expected;
    for (int r = 0; r < areas; ++r) {
      truth.push_back(std::max(0.1, std::normal_distribution<>(1.0, 0.15)(random)));
      expected.push_back(std::uniform_real_distribution<>(5, 120)(random));
      observed.push_back(std::poisson_distribution<>(truth[r] * expected[r])(random));
    }
    const auto shrunk = ShrinkLevels(observed, expected);
    ASSERT_TRUE(shrunk.ok());
    for (int r = 0; r < areas; ++r) {
      const ShrunkLevel& unit = shrunk->units[r];
      raw += std::pow(unit.raw - truth[r], 2);
      city += std::pow(unit.target - truth[r], 2);
      shrunk_error += std::pow(unit.level - truth[r], 2);
    }
  }
  const double n = static_cast<double>(runs) * areas;
  RecordProperty("rmse_raw", std::to_string(std::sqrt(raw / n)));
  RecordProperty("rmse_city", std::to_string(std::sqrt(city / n)));
  RecordProperty("rmse_shrunk", std::to_string(std::sqrt(shrunk_error / n)));
  EXPECT_LT(std::sqrt(shrunk_error / n), 0.75 * std::sqrt(raw / n));
  EXPECT_LT(std::sqrt(shrunk_error / n), 0.75 * std::sqrt(city / n));
}

}  // namespace
}  // namespace zwk::forecasting
