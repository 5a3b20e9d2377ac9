// Demographic noise: people are counted, and the counts are those of the expected step on average.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "forecasting/stochastic/random_job.h"

namespace zwk::forecasting {
namespace {

bool Whole(double x) { return std::floor(x) == x; }

TEST(PeopleTest, AreWholeAndNeverFewerThanNone) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    SimulationInput input = RandomInput(seed, 3, 1 + seed % 3, 12);
    input.uncertainty.demographic_noise = true;
    input.uncertainty.life_expectancy.emplace();
    input.uncertainty.migration.emplace();
    input.figures = EveryCell(input.model.grid, 3);
    const auto simulation = Prepare(input);
    ASSERT_TRUE(simulation.ok()) << simulation.status();
    const auto figures = SimulateFigures(*simulation, 0, 40);
    for (const double people : *figures) {
      EXPECT_TRUE(Whole(people) && people >= 0) << people;
    }
  }
}

// Nobody is born, dies or crosses the city's border: who moves and changes group still is
// somewhere.
TEST(PeopleTest, NobodyGetsLostInsideTheCity) {
  SimulationInput input = RandomInput(1, 5, 3, 10);
  const Grid& grid = input.model.grid;
  for (StepAssumptions& year : input.years) {
    for (auto& shared : year.areas) {
      auto area = std::make_shared<AreaAssumptions>(*shared);
      area->mortality.clear();
      area->fertility.clear();
      area->emigration_abroad.clear();
      area->emigration_rest.clear();
      area->immigration_abroad.clear();
      area->immigration_rest.clear();
      shared = area;
    }
  }
  for (Cells& area : input.start) {
    for (double& people : area) people = std::round(people);
  }
  input.uncertainty.demographic_noise = true;
  for (int s = 0; s < kSexes; ++s) {
    for (int a = 0; a < grid.ages; ++a)
      input.figures.push_back({"cohort", {{1.0, {{}, {}, {s}, a, a}}}});
  }
  input.figures.push_back({"moved", {{1.0, {{0}, {1}}}}});
  const auto simulation = Prepare(input);
  ASSERT_TRUE(simulation.ok()) << simulation.status();
  const auto cohort_at_start = [&](int s, int a) {
    double people = 0;
    for (const Cells& area : input.start) {
      for (int g = 0; g < grid.groups; ++g) people += area[grid.at(g, s, a)];
    }
    return people;
  };
  constexpr int kTrajectories = 50;
  const auto figures = SimulateFigures(*simulation, 0, kTrajectories);
  const auto at = [&](int t, int figure, int k) {
    return (*figures)[simulation->row(t, figure) * kTrajectories + k];
  };
  std::set<double> moved;
  for (int k = 0; k < kTrajectories; ++k) {
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 4; a < grid.open(); ++a) {
        EXPECT_EQ(at(3, s * grid.ages + a, k), cohort_at_start(s, a - 4));
      }
      double oldest = 0;
      for (int a = grid.open() - 4; a <= grid.open(); ++a) oldest += cohort_at_start(s, a);
      EXPECT_EQ(at(3, s * grid.ages + grid.open(), k), oldest);
    }
    moved.insert(at(3, 2 * grid.ages, k));
  }
  EXPECT_GT(moved.size(), 20u);  // it is not that nothing happens
}

TEST(PeopleTest, AreOnAverageThoseOfTheExpectedStep) {
  for (unsigned seed : {2, 3}) {
    SimulationInput input = RandomInput(seed, 3, 2, 8);
    for (Cells& area : input.start) {
      for (double& people : area) people = std::round(people / 8);  // small cells, as they are
    }
    input.figures = EveryCell(input.model.grid, 3);
    const auto expected = SimulateFigures(*Prepare(input), 0, 1);
    input.uncertainty.demographic_noise = true;
    const auto simulation = Prepare(input);
    ASSERT_TRUE(simulation.ok()) << simulation.status();
    constexpr int kTrajectories = 6000;
    const auto figures = SimulateFigures(*simulation, 0, kTrajectories);
    double worst = 0;
    for (size_t row = 0; row < simulation->rows(); ++row) {
      double mean = 0, square = 0;
      for (int k = 0; k < kTrajectories; ++k) {
        const double people = (*figures)[row * kTrajectories + k];
        mean += people / kTrajectories;
        square += people * people / kTrajectories;
      }
      const double error = std::sqrt((square - mean * mean) / kTrajectories);
      worst = std::max(worst, std::abs(mean - (*expected)[row]) / error);
    }
    // Some 400 figures: the largest deviation in standard errors.
    EXPECT_LT(worst, 4.5) << seed;
  }
}

// 1,000 people, 10 % die: the survivors are binomial; nothing else happens.
TEST(PeopleTest, DeathsAreBinomialAndImmigrantsPoisson) {
  SimulationInput input;
  input.model.grid = {4, 1};
  const Grid& grid = input.model.grid;
  auto area = std::make_shared<AreaAssumptions>();
  area->mortality = area->immigration_rest = Cells(grid.size());
  area->mortality[grid.at(0, kMale, 1)] = 0.1;
  area->immigration_rest[grid.at(0, kMale, 2)] = 7;
  input.start = {Cells(grid.size())};
  input.start[0][grid.at(0, kMale, 0)] = 40;
  input.years = {{{area}, 1.05, OwnGroup(1)}};
  input.figures = {{"alive", {{1.0, {{}, {}, {}, 1, 1}}}}, {"came", {{1.0, {{}, {}, {}, 2, 2}}}}};
  input.uncertainty.demographic_noise = true;
  constexpr int kTrajectories = 40000;
  const auto figures = SimulateFigures(*Prepare(input), 0, kTrajectories);
  const double means[] = {36, 7}, variances[] = {3.6, 7};
  for (int f = 0; f < 2; ++f) {
    double mean = 0, square = 0;
    for (int k = 0; k < kTrajectories; ++k) {
      const double people = (*figures)[f * kTrajectories + k];
      mean += people / kTrajectories;
      square += people * people / kTrajectories;
    }
    EXPECT_NEAR(mean, means[f], 4 * std::sqrt(variances[f] / kTrajectories));
    EXPECT_NEAR(square - mean * mean, variances[f], 0.04 * variances[f]);
  }
}

TEST(PeopleTest, AtTheStartAreRoundedSoThatTotalsStay) {
  SimulationInput input;
  input.model.grid = {100, 1};
  input.start = {Cells(200, 0.3)};
  auto nothing = std::make_shared<AreaAssumptions>();
  input.years = {{{nothing}, 1.05, OwnGroup(1)}};
  input.figures = {{"total", {{}}}};
  input.uncertainty.demographic_noise = true;
  EXPECT_EQ((*SimulateFigures(*Prepare(input), 0, 1))[0], 60);
}

TEST(PeopleTest, OfTheFsosInfantTermThereAreNone) {
  SimulationInput input = RandomInput(2, 2, 2, 8);
  input.model.fso_infant_term = true;
  EXPECT_TRUE(Prepare(input).ok());
  input.uncertainty.demographic_noise = true;
  EXPECT_EQ(Prepare(input).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace zwk::forecasting
