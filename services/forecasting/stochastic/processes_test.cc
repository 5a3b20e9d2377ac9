// What the processes of 2.11 do to the people, seen through figures that show one process alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/stochastic/random_job.h"
#include "forecasting/stochastic/standards.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

constexpr int kTrajectories = 20000;

// `areas` neighborhoods of one group, ages 0, 1, 2+, without anybody and anything.
SimulationInput Empty(int areas, int years) {
  SimulationInput input;
  input.model.grid = {3, 1};
  const size_t cells = input.model.grid.size();
  input.start.assign(areas, Cells(cells));
  StepAssumptions year;
  for (int r = 0; r < areas; ++r) {
    auto area = std::make_shared<AreaAssumptions>();
    area->mortality = area->fertility = area->immigration_abroad = Cells(cells);
    year.areas.push_back(area);
  }
  year.child_group = OwnGroup(1);
  input.years.assign(years, year);
  return input;
}

AreaAssumptions& Area(SimulationInput& input, int area) {
  return const_cast<AreaAssumptions&>(*input.years[0].areas[area]);
}

std::vector<double> Figures(const SimulationInput& input, int count = kTrajectories) {
  const auto simulation = Prepare(input);
  EXPECT_TRUE(simulation.ok()) << simulation.status();
  return *SimulateFigures(*simulation, 0, count);
}

struct Moments {
  double mean = 0, sd = 0;
};
template <class Value>
Moments Over(int count, const Value& value) {
  Moments moments;
  for (int k = 0; k < count; ++k) moments.mean += value(k) / count;
  for (int k = 0; k < count; ++k) {
    moments.sd += (value(k) - moments.mean) * (value(k) - moments.mean) / count;
  }
  moments.sd = std::sqrt(moments.sd);
  return moments;
}

// Immigrants of age 0 are what the factor makes of them: 1 person.
TEST(ProcessesTest, MigrationIsAnAutoregressionOnLogsThatNeighborhoodsShare) {
  constexpr int kYears = 3;
  SimulationInput input = Empty(3, kYears);
  for (int r = 0; r < 3; ++r) Area(input, r).immigration_abroad[0] = 1;
  input.uncertainty.migration = {{0.0}, {0.5, 0.8, 0.8}, {0.2, 0.1, 0.1}, 0.4};
  for (int r = 0; r < 3; ++r) {
    input.figures.push_back({"came", {{1.0, {{r}, {}, {kMale}, 0, 0}}}});
  }
  const auto figures = Figures(input);
  const auto came = [&](int t, int r, int k) { return figures[(t * 3 + r) * kTrajectories + k]; };
  for (int r = 0; r < 3; ++r) {
    const double phi = r == 0 ? 0.5 : 0.8, sigma = r == 0 ? 0.2 : 0.1;
    double variance = 0;
    for (int t = 0; t < kYears; ++t) {
      variance = phi * phi * variance + sigma * sigma;
      const Moments people = Over(kTrajectories, [&](int k) { return came(t, r, k); });
      EXPECT_NEAR(people.mean, 1, 4 * people.sd / std::sqrt(kTrajectories)) << t << r;
      const Moments logs = Over(kTrajectories, [&](int k) { return std::log(came(t, r, k)); });
      EXPECT_NEAR(logs.mean, -variance / 2, 4 * logs.sd / std::sqrt(kTrajectories)) << t << r;
      EXPECT_NEAR(logs.sd * logs.sd, variance, 0.05 * variance) << t << r;
    }
  }
  const auto log_of = [&](int t, int r, int k) { return std::log(came(t, r, k)); };
  const auto correlation = [&](const auto& a, const auto& b) {
    const Moments of_a = Over(kTrajectories, a), of_b = Over(kTrajectories, b);
    return Over(kTrajectories, [&](int k) { return (a(k) - of_a.mean) * (b(k) - of_b.mean); })
               .mean /
           (of_a.sd * of_b.sd);
  };
  EXPECT_NEAR(
      correlation([&](int k) { return log_of(0, 1, k); }, [&](int k) { return log_of(0, 2, k); }),
      0.4, 0.03);
  // One year to the next: phi sd_1 / sd_2.
  EXPECT_NEAR(
      correlation([&](int k) { return log_of(0, 1, k); }, [&](int k) { return log_of(1, 1, k); }),
      0.8 / std::sqrt(1 + 0.8 * 0.8), 0.03);
}

// 100 women of age 1, nobody dies: the births of a year are the factor.
SimulationInput Mothers(int years) {
  SimulationInput input = Empty(1, years);
  const Grid& grid = input.model.grid;
  Area(input, 0).fertility[grid.at(0, kFemale, 1)] = 1.8;
  Area(input, 0).immigration_abroad[grid.at(0, kFemale, 1)] = 200;
  Area(input, 0).mortality.assign(grid.size(), 0);
  Area(input, 0).mortality[grid.at(0, kFemale, 2)] = 0.5;
  Area(input, 0).mortality[grid.at(0, kMale, 2)] = 0.5;
  input.figures = {{"born", {{1.0, {{}, {}, {}, 0, 0}}}}};
  return input;
}

TEST(ProcessesTest, FertilityFollowsTheAnnualizedAutoregression) {
  SimulationInput input = Mothers(5);
  const double base = Figures(input, 1)[0];
  input.uncertainty.fertility.emplace();
  const auto figures = Figures(input);
  // After five years one five-year step has been made.
  const Moments first = Over(kTrajectories, [&](int k) { return figures[k] / base; });
  EXPECT_NEAR(first.mean, 1, 0.001);
  EXPECT_NEAR(first.sd, Annualize(0.92464, 0.04522 * 0.04522).sd, 0.0005);
}

TEST(ProcessesTest, FertilityStaysAboveItsLimitAndFollowsNationalPaths) {
  SimulationInput input = Mothers(1);
  const double base = Figures(input, 1)[0];
  input.uncertainty.fertility = FertilityUncertainty{0.9, 5.0, 0.9, {}};
  const auto figures = Figures(input, 1000);
  const double least = *std::min_element(figures.begin(), figures.end());
  EXPECT_NEAR(least / base, 0.9 / 1.8, 1e-12);
  input.uncertainty.fertility = FertilityUncertainty{0.9, 0.0, 0.5, {{1.8}, {2.7}, {0.1}}};
  const auto paths = Figures(input, 6);
  const double expected[] = {1, 1.5, 0.5 / 1.8, 1, 1.5, 0.5 / 1.8};
  for (int k = 0; k < 6; ++k) EXPECT_NEAR(paths[k] / base, expected[k], 1e-12) << k;
}

TEST(ProcessesTest, MortalityFollowsNationalLifeExpectancy) {
  SimulationInput input;
  input.model.grid = {101, 1};
  const Grid& grid = input.model.grid;
  auto area = std::make_shared<AreaAssumptions>();
  for (size_t i = 0; i < grid.size(); ++i) {
    area->mortality.push_back(std::min(0.4, 3e-5 * std::exp(0.095 * (i % 101))));
  }
  input.start = {Cells(grid.size(), 1000.0)};
  input.years = {{{area}, 1.05, OwnGroup(1)}};
  const std::vector<double> pattern(grid.size(), 1.0);
  const auto mortality = CityMortality(input.model, input.start, input.years[0]);
  const double e0 = LifeExpectancy(input.model, mortality, pattern, 0);
  input.uncertainty.life_expectancy.emplace();
  input.uncertainty.life_expectancy->a = input.uncertainty.life_expectancy->b = 0;
  input.uncertainty.life_expectancy->national = {{e0 + 2.1}, {e0 - 3.3}};
  input.figures = EveryCell(grid, 1);
  const auto figures = Figures(input, 2);
  for (int k = 0; k < 2; ++k) {
    // The life table of what happened: S_a = survivors / 1000; the open class has two ages.
    std::vector<double> happened(grid.size());
    for (int s = 0; s < kSexes; ++s) {
      happened[grid.at(0, s, 0)] = mortality[grid.at(0, s, 0)];  // nobody is born
      for (int a = 1; a < 101; ++a) {
        happened[grid.at(0, s, a)] =
            1 - figures[(s * 101 + a) * 2 + k] / (a < 100 ? 1000.0 : 2000.0);
      }
    }
    const double reached = LifeExpectancy(input.model, happened, pattern, 0);
    EXPECT_NEAR(reached - e0, k == 0 ? 2.1 : -3.3, 0.02);
  }
}

TEST(ProcessesTest, FaultsAreNamedByField) {
  SimulationInput input = Empty(2, 3);
  input.uncertainty.fertility = FertilityUncertainty{1.0, -1, 0.5, {{1.5, 1.5}}};
  input.uncertainty.life_expectancy.emplace();
  input.uncertainty.life_expectancy->age_pattern = {1, 2, 3};
  input.uncertainty.migration = {{0.0}, {0.5, 1.5}, {0.1, 0.1, 0.1}, 2};
  input.figures = {{"empty", {}}, {"wrong", {{1.0, {{0, 2}, {}, {7}, 2, 1}}}}};
  auto refused = Prepare(input).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(refused)) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, testing::ElementsAre(
                          "uncertainty.fertility.rho", "uncertainty.fertility.sigma",
                          "uncertainty.fertility.national[0]",
                          "uncertainty.life_expectancy.age_pattern", "uncertainty.migration.phi[1]",
                          "uncertainty.migration.sigma", "uncertainty.migration.correlation"));
  input.uncertainty = {};
  refused = Prepare(input).status();
  fields.clear();
  for (const FieldViolation& violation : FieldViolationsOf(refused)) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, testing::ElementsAre(
                          "figures[0].numerator", "figures[1].numerator[0].areas[1]",
                          "figures[1].numerator[0].sexes[0]", "figures[1].numerator[0].youngest"));
}

TEST(ProcessesTest, LifeExpectancyNeedsALevel) {
  SimulationInput input = Empty(1, 1);  // nobody dies
  input.uncertainty.life_expectancy.emplace();
  EXPECT_THAT(std::string(Prepare(input).status().message()), HasSubstr("open age class"));
}

}  // namespace
}  // namespace zwk::forecasting
