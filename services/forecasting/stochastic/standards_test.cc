#include "forecasting/stochastic/standards.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zwk::forecasting {
namespace {

Model OneGroup(int ages) {
  Model model;
  model.grid = {ages, 1};
  return model;
}

TEST(StandardsTest, LifeExpectancyOfAConstantHazard) {
  // Half of those alive survive each year, also in the open class: 1/2 + 1/4 + ... = 1.
  const Model model = OneGroup(4);
  const std::vector<double> mortality(8, 0.5), pattern(8, 1.0);
  EXPECT_DOUBLE_EQ(LifeExpectancy(model, mortality, pattern, 0), 1);
  // Twice the mortality: nobody lives.
  EXPECT_NEAR(LifeExpectancy(model, mortality, pattern, std::log(2.0)), 0, 1e-12);
}

TEST(StandardsTest, MortalityOfTheGapsGivesTheLifeExpectancyAsked) {
  const Model model = OneGroup(101);
  std::vector<double> mortality, pattern;
  for (int i = 0; i < 202; ++i) {
    mortality.push_back(std::min(0.4, 2e-5 * std::exp(0.1 * (i % 101))));
    pattern.push_back(i % 101 < 60 ? 1.0 : 0.6);
  }
  const double e0 = LifeExpectancy(model, mortality, pattern, 0);
  const auto kappas = KappaOfGaps(model, mortality, pattern);
  ASSERT_EQ(kappas.size(), static_cast<size_t>(kGaps));
  for (int i = 0; i < kGaps; ++i) {
    const double gap = kWidestGap * (2.0 * i / (kGaps - 1) - 1);
    EXPECT_NEAR(LifeExpectancy(model, mortality, pattern, kappas[i]), e0 + gap, 1e-6) << gap;
  }
  EXPECT_EQ(kappas[kGaps / 2], 0);
}

TEST(StandardsTest, FiveYearsOfAnnualStepsMakeOneFiveYearStep) {
  const Annual annual = Annualize(0.92464, 0.04522 * 0.04522);
  EXPECT_NEAR(std::pow(annual.rho, 5), 0.92464, 1e-12);
  double variance = 0;
  for (int t = 0; t < 5; ++t) {
    variance = annual.rho * annual.rho * variance + annual.sd * annual.sd;
  }
  EXPECT_NEAR(variance, 0.04522 * 0.04522, 1e-12);
  EXPECT_EQ(Annualize(0, 4).rho, 0);
  EXPECT_EQ(Annualize(0, 4).sd, 2);
}

TEST(StandardsTest, CityRatesAreWeightedWithThePeopleWhoReachTheAge) {
  const Model model = OneGroup(4);
  const Grid& grid = model.grid;
  auto few = std::make_shared<AreaAssumptions>();
  auto many = std::make_shared<AreaAssumptions>();
  few->fertility = few->mortality = Cells(grid.size());
  few->fertility[grid.at(0, kFemale, 1)] = 0.4;
  few->fertility[grid.at(0, kFemale, 2)] = 0.6;
  few->mortality[grid.at(0, kMale, 3)] = 0.8;
  std::vector<Cells> start(2, Cells(grid.size()));
  start[0][grid.at(0, kFemale, 0)] = 100;
  start[1][grid.at(0, kFemale, 0)] = 300;
  start[0][grid.at(0, kMale, 2)] = 10;
  start[0][grid.at(0, kMale, 3)] = 10;
  start[1][grid.at(0, kMale, 3)] = 20;
  const StepAssumptions year{{few, many}, 1.05, OwnGroup(1)};
  // Nobody reaches age 2: unweighted there.
  EXPECT_DOUBLE_EQ(CityTfr(model, start, year), 0.4 * 100 / 400 + 0.6 / 2);
  EXPECT_DOUBLE_EQ(CityMortality(model, start, year)[3], 0.8 * 20 / 40);
}

}  // namespace
}  // namespace zwk::forecasting
