#include "forecasting/rates/smoothing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace zwk::forecasting {
namespace {

TEST(SmoothingTest, StraightLinesStayWhatTheyAre) {
  const std::vector<double> line = {1, 3, 5, 7, 9, 11}, weights = {1, 2, 0, 5, 1, 1};
  for (const double lambda : {0.1, 1e4}) {
    const auto smooth = WhittakerHenderson(line, weights, lambda, 2);
    ASSERT_TRUE(smooth.ok()) << smooth.status();
    for (size_t i = 0; i < line.size(); ++i) EXPECT_NEAR((*smooth)[i], line[i], 1e-9);
  }
}

// (I + D'D) z = y with D'D = [1 -2 1; -2 4 -2; 1 -2 1], y = (0, 1, 0): z = y - D'D y / (1 + 6) =
// (2, 3, 2) / 7.
TEST(SmoothingTest, FollowsTheEquationByHand) {
  const auto smooth = WhittakerHenderson({0, 1, 0}, {1, 1, 1}, 1, 2);
  ASSERT_TRUE(smooth.ok());
  EXPECT_NEAR((*smooth)[0], 2.0 / 7, 1e-14);
  EXPECT_NEAR((*smooth)[1], 3.0 / 7, 1e-14);
  EXPECT_NEAR((*smooth)[2], 2.0 / 7, 1e-14);
}

TEST(SmoothingTest, GraduationKeepsEventsAndTheirMeanAge) {
  std::mt19937_64 random(5);
  std::vector<double> events, exposure;
  for (int a = 0; a <= 100; ++a) {
    exposure.push_back(a == 50 ? 0 : 900 * std::exp(-a / 60.0));
    events.push_back(
        std::poisson_distribution<>(exposure[a] * 5e-5 * std::exp(0.09 * a) + 1e-9)(random));
  }
  const auto graduated = GraduateRates(events, exposure, 2);
  ASSERT_TRUE(graduated.ok()) << graduated.status();
  double counted = 0, fitted = 0, age_counted = 0, age_fitted = 0;
  for (int a = 0; a <= 100; ++a) {
    counted += events[a], fitted += exposure[a] * graduated->rates[a];
    age_counted += a * events[a], age_fitted += a * exposure[a] * graduated->rates[a];
  }
  EXPECT_NEAR(fitted, counted, 1e-6 * counted);
  EXPECT_NEAR(age_fitted, age_counted, 1e-6 * age_counted);
  // Nobody is 50, the curve goes on.
  EXPECT_NEAR(graduated->rates[50] / std::sqrt(graduated->rates[49] * graduated->rates[51]), 1,
              0.01);
  // Close to the truth where single ages are all noise.
  for (int a = 30; a <= 90; ++a) {
    EXPECT_NEAR(std::log(graduated->rates[a]), std::log(5e-5) + 0.09 * a, 0.35) << a;
  }
}

TEST(SmoothingTest, NoEventsAreRatesOfZeroAndLevelOrderContinuesLevel) {
  EXPECT_EQ(GraduateRates({0, 0, 0}, {1, 2, 3}, 2)->rates, std::vector<double>({0, 0, 0}));
  const auto level = GraduateRates({5, 5, 0, 0}, {10, 10, 0, 0}, 1);
  ASSERT_TRUE(level.ok());
  for (const double rate : level->rates) EXPECT_NEAR(rate, 0.5, 1e-9);
}

TEST(SmoothingTest, LoessOfALineIsTheLineAndOfNoiseIsLess) {
  std::vector<double> line, noisy;
  std::mt19937_64 random(3);
  for (int i = 0; i < 40; ++i) {
    line.push_back(2 + 0.5 * i);
    noisy.push_back(line[i] + std::normal_distribution<>(0, 1)(random));
  }
  const std::vector<double> weights(40, 1.0);
  const auto same = Loess(line, weights, 0.3);
  const auto smooth = Loess(noisy, weights, 0.5);
  ASSERT_TRUE(same.ok() && smooth.ok());
  double before = 0, after = 0;
  for (int i = 0; i < 40; ++i) {
    EXPECT_NEAR((*same)[i], line[i], 1e-9);
    before += std::pow(noisy[i] - line[i], 2);
    after += std::pow((*smooth)[i] - line[i], 2);
  }
  EXPECT_LT(after, before / 3);
}

TEST(SmoothingTest, WrongNumbersAreRefused) {
  EXPECT_FALSE(WhittakerHenderson({1, std::nan("")}, {1, 1}, 1, 1).ok());
  EXPECT_FALSE(WhittakerHenderson({1, 2}, {1, -1}, 1, 1).ok());
  EXPECT_FALSE(WhittakerHenderson({1, 2}, {1, 1}, 0, 1).ok());
  EXPECT_FALSE(WhittakerHenderson({1, 2, 3}, {1, 0, 0}, 1, 2).ok());
  EXPECT_FALSE(GraduateRates({1, 2}, {1, 0}, 1).ok());
  EXPECT_FALSE(GraduateRates({1, -2}, {1, 1}, 1).ok());
  EXPECT_FALSE(Loess({1, 2, 3}, {1, 1, 1}, 0.1).ok());
}

}  // namespace
}  // namespace zwk::forecasting
