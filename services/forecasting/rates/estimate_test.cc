#include "forecasting/rates/estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "forecasting/engine/checks.h"
#include "forecasting/rates/counted_city.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

double Sum(const Cells& cells) { return std::accumulate(cells.begin(), cells.end(), 0.0); }

const KindEstimate& Kind(const Estimates& estimates, RateKind kind) {
  for (const KindEstimate& estimate : estimates.kinds) {
    if (estimate.kind == kind) return estimate;
  }
  ADD_FAILURE() << "no " << RateKindName(kind);
  return estimates.kinds[0];
}

struct CityTotals {
  double deaths = 0, births = 0, out = 0, in = 0, moves = 0, naturalized = 0;
};

CityTotals Counted(const EstimationInput& input) {
  CityTotals totals;
  for (const auto& year : input.flows) {
    for (const AreaFlows& flows : year) {
      totals.deaths += Sum(flows.deaths);
      for (size_t i = 0; i < flows.births.size(); ++i) {
        if (i % input.model.grid.ages == 0) totals.births += flows.births[i];
      }
      totals.out += Sum(flows.emigration_abroad) + Sum(flows.emigration_rest);
      totals.in += Sum(flows.immigration_abroad) + Sum(flows.immigration_rest);
      for (const Change& move : flows.moves) totals.moves += move.people;
      for (const Change& change : flows.naturalizations) totals.naturalized += change.people;
    }
  }
  return totals;
}

// Each counted year once more, with the estimated rates.
CityTotals Forecast(const EstimationInput& input, const StepAssumptions& assumptions) {
  CityTotals totals;
  for (size_t y = 0; y < input.years.size(); ++y) {
    const auto step = Step(input.model, input.stocks[y], assumptions);
    EXPECT_TRUE(step.ok()) << step.status();
    for (const AreaStep& area : step->areas) {
      totals.deaths += Sum(area.deaths);
      totals.births += Sum(area.births);
      totals.out += Sum(area.emigration_abroad) + Sum(area.emigration_rest);
      totals.in += Sum(area.immigration_abroad) + Sum(area.immigration_rest);
      totals.moves += Sum(area.internal_departures);
      totals.naturalized += Sum(area.naturalized_out);
    }
  }
  return totals;
}

TEST(EstimateTest, RatesGiveBackWhatWasCountedInTheCity) {
  const CountedCity city(5, 2, 4, 60, {-0.3, 0.2, 0, 0.4, -0.2});
  const CityTotals counted = Counted(city.input);
  for (const bool graduate : {false, true}) {
    const auto estimates = Estimate(city.input, {.graduate = graduate});
    ASSERT_TRUE(estimates.ok()) << estimates.status();
    const CityTotals again = Forecast(city.input, estimates->assumptions);
    // The step exposes who arrives to the mortality of the next age.
    EXPECT_NEAR(again.deaths / counted.deaths, 1, 5e-3) << graduate;
    EXPECT_NEAR(again.births / counted.births, 1, 2e-3) << graduate;
    EXPECT_NEAR(again.out / counted.out, 1, 2e-3) << graduate;
    EXPECT_NEAR(again.in / counted.in, 1, 1e-6) << graduate;
    EXPECT_NEAR(again.moves / counted.moves, 1, 2e-3) << graduate;
    EXPECT_NEAR(again.naturalized / counted.naturalized, 1, 2e-3) << graduate;
  }
}

TEST(EstimateTest, TheLevelsOfLargeNeighborhoodsAreTheirOwn) {
  const std::vector<double> levels = {-0.3, 0.2, 0, 0.4, -0.2};
  const CountedCity city(5, 1, 5, 2000, levels);
  const auto estimates = Estimate(city.input, {});
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  for (size_t r = 0; r < 5; ++r) {
    const AreaAssumptions& found = *estimates->assumptions.areas[r];
    const AreaAssumptions& truth = *city.truth.areas[r];
    for (const int age : {0, 40, 70, 85}) {
      const size_t i = city.input.model.grid.at(0, kFemale, age);
      EXPECT_NEAR(found.mortality[i] / truth.mortality[i], 1, 0.05) << r << " " << age;
    }
    const size_t i = city.input.model.grid.at(0, kFemale, 30);
    EXPECT_NEAR(found.fertility[i] / truth.fertility[i], 1, 0.02);
    EXPECT_NEAR(found.emigration_rest[i] / truth.emigration_rest[i], 1, 0.02);
    EXPECT_NEAR(found.immigration_abroad[i] / truth.immigration_abroad[i], 1, 0.05);
  }
}

TEST(EstimateTest, SaysHowMuchEachNeighborhoodWasShrunk) {
  const CountedCity city(5, 1, 3, 20, {-0.3, 0.2, 0, 0.4, -0.2});
  const auto estimates = Estimate(city.input, {});
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  const KindEstimate& deaths = Kind(*estimates, RateKind::kMortality);
  ASSERT_EQ(deaths.areas.units.size(), 5u);
  double observed = 0;
  for (size_t r = 0; r < 5; ++r) {
    const ShrunkLevel& unit = deaths.areas.units[r];
    observed += unit.observed;
    EXPECT_NEAR(unit.raw, unit.observed / unit.expected, 1e-12);
    EXPECT_GE(unit.weight, 0);
    EXPECT_LT(unit.weight, 1);
    EXPECT_NEAR(unit.level, unit.target + unit.weight * (unit.raw - unit.target), 1e-12);
    EXPECT_GT(deaths.area_exposure[r], 0);
  }
  EXPECT_NEAR(observed, deaths.events, 1e-9 * deaths.events);
  // The smallest one is believed least.
  EXPECT_LT(deaths.areas.units[0].weight, deaths.areas.units[4].weight);
  EXPECT_EQ(deaths.bands.size(), 5u);
}

TEST(EstimateTest, NothingCountedAndNoDifferencesAreSaid) {
  CountedCity city(3, 2, 2, 50);
  for (auto& year : city.input.flows) {
    for (AreaFlows& flows : year) flows.emigration_abroad.clear();
  }
  const auto estimates = Estimate(city.input, {});
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  EXPECT_THAT(Kind(*estimates, RateKind::kEmigrationAbroad).remarks,
              testing::Contains(HasSubstr("nothing was counted")));
  EXPECT_EQ(Sum(estimates->assumptions.areas[0]->emigration_abroad), 0);
  EXPECT_THAT(Kind(*estimates, RateKind::kMortality).remarks,
              testing::Contains(HasSubstr("no more than by chance")));
}

TEST(EstimateTest, NeighborhoodsOfAClusterAreShrunkToIt) {
  CountedCity city(4, 1, 3, 5, {-0.5, -0.5, 0.5, 0.5});
  city.input.clusters = {"old", "old", "new", "new"};
  const auto estimates = Estimate(city.input, {});
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  const KindEstimate& deaths = Kind(*estimates, RateKind::kMortality);
  EXPECT_THAT(deaths.cluster_names, testing::ElementsAre("new", "old"));
  EXPECT_GT(deaths.clusters.units[0].level, deaths.clusters.units[1].level);
  EXPECT_EQ(deaths.areas.units[0].target, deaths.clusters.units[1].level);
}

// Who leaves an old neighborhood goes to the other old one.
TEST(EstimateTest, MoversArriveByTheKindOfNeighborhoodTheyLeave) {
  CountedCity city(4, 1, 3, 50);
  city.input.clusters = {"old", "old", "new", "new"};
  for (auto& year : city.input.flows) {
    for (uint32_t r = 0; r < 4; ++r) {
      for (Change& move : year[r].moves) {
        if (r < 2) move.to = 1 - r;
      }
    }
  }
  EstimationOptions options{.arrivals_by_origin = true};
  const auto estimates = Estimate(city.input, options);
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  const StepAssumptions& found = estimates->assumptions;
  EXPECT_THAT(found.origin_cluster, testing::ElementsAre(1, 1, 0, 0));
  const size_t i = city.input.model.grid.at(0, kFemale, 30), cells = city.input.model.grid.size();
  EXPECT_GT(found.areas[0]->arrival_share[cells + i] + found.areas[1]->arrival_share[cells + i],
            0.95);
  EXPECT_LT(found.areas[0]->arrival_share[i] + found.areas[1]->arrival_share[i], 0.5);
  EXPECT_EQ(Kind(*estimates, RateKind::kArrivalShare).origins.size(), 2u);
  ASSERT_TRUE(Step(city.input.model, city.input.stocks[0], found).ok());
  city.input.clusters.clear();
  EXPECT_FALSE(Estimate(city.input, options).ok());
}

// Counts with chance in them: the estimate is nearer to the truth than the neighborhood's own
// counts, and than the city's rates.
TEST(EstimateTest, RatesOfSmallNeighborhoodsAreNearerToTheTruthThanTheirCounts) {
  constexpr int kAreas = 20;
  double raw = 0, whole = 0, shrunk = 0;
  for (unsigned seed = 0; seed < 8; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<double> levels;
    for (int r = 0; r < kAreas; ++r) {
      levels.push_back(std::normal_distribution<>(0, 0.2)(random));
    }
    CountedCity city(kAreas, 1, 3, 1, levels);
    for (auto& year : city.input.flows) {
      for (AreaFlows& flows : year) {
        for (double& deaths : flows.deaths) {
          deaths = deaths > 0 ? std::poisson_distribution<>(deaths)(random) : 0;
        }
      }
    }
    const auto estimates = Estimate(city.input, {});
    ASSERT_TRUE(estimates.ok()) << estimates.status();
    for (int r = 0; r < kAreas; ++r) {
      // Deaths that the true rates make of the people of all years, against those of each estimate.
      double truth = 0, estimate = 0;
      for (size_t y = 0; y < city.input.years.size(); ++y) {
        const Cells& people = city.input.stocks[y][r];
        const Cells& found = estimates->assumptions.areas[r]->mortality;
        const Cells& real = city.truth.areas[r]->mortality;
        truth += std::inner_product(people.begin(), people.end(), real.begin(), 0.0);
        estimate += std::inner_product(people.begin(), people.end(), found.begin(), 0.0);
      }
      const ShrunkLevel& unit = Kind(*estimates, RateKind::kMortality).areas.units[r];
      const double usual = truth / (1 + levels[r]);  // deaths at the level of 1
      raw += std::pow((unit.raw / unit.level * estimate - truth) / usual, 2);
      whole += std::pow((unit.target / unit.level * estimate - truth) / usual, 2);
      shrunk += std::pow((estimate - truth) / usual, 2);
    }
  }
  EXPECT_LT(shrunk, 0.8 * raw);
  EXPECT_LT(shrunk, 0.7 * whole);
}

TEST(EstimateTest, GroupsOfChildrenFollowFromBirths) {
  const CountedCity city(3, 2, 3, 50);
  const auto estimates = Estimate(city.input, {});
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  for (int i = 0; i < 4; ++i) {
    EXPECT_NEAR(estimates->assumptions.child_group[i], city.truth.child_group[i], 1e-9) << i;
  }
}

TEST(EstimateTest, BirthsWithoutMothersNeedASchedule) {
  CountedCity city(3, 2, 3, 50);
  const CityTotals counted = Counted(city.input);
  for (auto& year : city.input.flows) {
    for (AreaFlows& flows : year) {
      for (size_t i = 0; i < flows.births.size(); ++i) {
        if (i % city.input.model.grid.ages > 0) flows.births[i] = 0;
      }
    }
  }
  EXPECT_THAT(std::string(Estimate(city.input, {}).status().message()),
              HasSubstr("fertility_schedule"));
  EstimationOptions options;
  options.fertility_schedule.resize(101);
  for (int a = 20; a < 40; ++a) options.fertility_schedule[a] = 1;
  const auto estimates = Estimate(city.input, options);
  ASSERT_TRUE(estimates.ok()) << estimates.status();
  EXPECT_NEAR(Forecast(city.input, estimates->assumptions).births / counted.births, 1, 2e-3);
  const Cells& fertility = estimates->assumptions.areas[1]->fertility;
  EXPECT_EQ(fertility[city.input.model.grid.at(0, kFemale, 19)], 0);
  EXPECT_GT(fertility[city.input.model.grid.at(0, kFemale, 20)], 0);
}

// Few people, empty neighborhoods, groups without anybody, ages without events.
TEST(EstimateTest, SparseCountsGiveRatesThatCanBeCalculatedWith) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random(seed);
    const auto draw = [&](double mean) {
      return mean > 0 ? static_cast<double>(std::poisson_distribution<>(mean)(random)) : 0.0;
    };
    EstimationInput input;
    input.model.grid = {20 + static_cast<int>(seed), 1 + static_cast<int>(seed % 4)};
    const Grid& grid = input.model.grid;
    const uint32_t areas = 1 + seed % 6;
    const int years = 1 + seed % 3;
    for (int y = 0; y <= years; ++y) {
      std::vector<Cells> stock(areas, Cells(grid.size()));
      for (uint32_t r = 0; r < areas; ++r) {
        if (r == 3) continue;  // nobody lives there
        for (size_t i = 0; i < grid.size(); ++i) stock[r][i] = draw(0.1 + 4 * (seed % 3));
        stock[r][grid.at(0, kFemale, 5)] += 1;
      }
      input.stocks.push_back(stock);
      if (y == years) break;
      input.years.push_back(2000 + y);
      std::vector<AreaFlows> flows(areas);
      for (uint32_t r = 0; r < areas; ++r) {
        if (r == 3) continue;
        for (Cells* table : {&flows[r].births, &flows[r].deaths, &flows[r].emigration_abroad,
                             &flows[r].emigration_rest, &flows[r].immigration_abroad}) {
          for (size_t i = 0; i < grid.size(); ++i) table->push_back(draw(0.02 * (seed % 5)));
        }
        for (size_t i = 0; i < grid.size(); ++i) {
          const bool mother = i / grid.ages % kSexes == kFemale && i % grid.ages > 0 &&
                              static_cast<int>(i % grid.ages) < grid.open();
          if (!mother && i % grid.ages > 0) flows[r].births[i] = 0;
          const uint32_t cell = static_cast<uint32_t>(i);
          if (areas > 1) flows[r].moves.push_back({(r + 1) % areas, cell, draw(0.3)});
          const uint32_t group = static_cast<uint32_t>(i / grid.ages / kSexes);
          if (grid.groups > 1) {
            flows[r].naturalizations.push_back(
                {(group + 1) % grid.groups, cell, draw(0.1 * (seed % 2))});
          }
        }
        const uint32_t first = static_cast<uint32_t>(grid.at(0, kFemale, 10));
        flows[r].births[first] += 1;
      }
      input.flows.push_back(std::move(flows));
    }
    const auto estimates = Estimate(input, {.bands = seed % 2 == 0});
    ASSERT_TRUE(estimates.ok()) << seed << " " << estimates.status();
    ASSERT_TRUE(CheckAssumptions(input.model, estimates->assumptions).ok());
    const auto step = Step(input.model, input.stocks[0], estimates->assumptions);
    ASSERT_TRUE(step.ok()) << seed << " " << step.status();
  }
}

class EstimationInputTest : public testing::Test {
 protected:
  std::string Fault() {
    const absl::Status status = Estimate(city_.input, {}).status();
    EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  }
  AreaFlows& flows() { return city_.input.flows[1][2]; }
  CountedCity city_{3, 2, 2, 10};
  const size_t cell_ = city_.input.model.grid.at(1, kFemale, 17);
};

TEST_F(EstimationInputTest, NumbersThatAreNoCountsAreRefusedByPlace) {
  const std::string place = "neighborhood 2, group 1, female, age 17, 2019";
  flows().deaths[cell_] = std::nan("");
  EXPECT_THAT(Fault(), testing::AllOf(HasSubstr(place), HasSubstr("deaths")));
  flows().deaths[cell_] = -1;
  EXPECT_THAT(Fault(), HasSubstr(place));
  flows().deaths[cell_] = 0;
  city_.input.stocks[2][2][cell_] = HUGE_VAL;
  EXPECT_THAT(Fault(), HasSubstr(place));
  city_.input.stocks[2][2][cell_] = 1;
  flows().moves.push_back({1, static_cast<uint32_t>(cell_), -3});
  EXPECT_THAT(Fault(), HasSubstr(place));
}

TEST_F(EstimationInputTest, YearsAreConsecutive) {
  city_.input.years = {2019, 2018};
  EXPECT_THAT(Fault(), HasSubstr("2018 stands after 2019"));
  city_.input.years = {2018, 2020};
  EXPECT_THAT(Fault(), HasSubstr("consecutive"));
  city_.input.years = {2018};
  EXPECT_THAT(Fault(), HasSubstr("one stock more"));
}

TEST_F(EstimationInputTest, ANeighborhoodWithoutWomenIsRefused) {
  for (size_t i = 0; i < city_.input.model.grid.size(); ++i) {
    if (i / 101 % kSexes == kFemale) city_.input.stocks[1][2][i] = 0;
  }
  EXPECT_THAT(Fault(), testing::AllOf(HasSubstr("neighborhood 2, 2019"), HasSubstr("no woman")));
}

TEST_F(EstimationInputTest, ChangesLeadToAnotherPlace) {
  flows().moves.push_back({2, static_cast<uint32_t>(cell_), 1});
  EXPECT_THAT(Fault(), HasSubstr("should be another of 3"));
  flows().moves.back().to = 3;
  EXPECT_THAT(Fault(), HasSubstr("should be another of 3"));
  flows().moves.pop_back();
  flows().naturalizations.push_back({1, static_cast<uint32_t>(cell_), 1});
  EXPECT_THAT(Fault(), HasSubstr("should be another of 2"));
  flows().naturalizations.back() = {0, 9999, 1};
  EXPECT_THAT(Fault(), HasSubstr("no cell 9999"));
}

TEST_F(EstimationInputTest, MoreDeathsThanPeopleAndMenWhoGiveBirthAreRefused) {
  flows().births[city_.input.model.grid.at(0, kMale, 30)] = 1;
  EXPECT_THAT(Fault(), HasSubstr("mothers are women"));
  flows().births[city_.input.model.grid.at(0, kMale, 30)] = 0;
  flows().deaths[cell_] = 1e6;
  EXPECT_THAT(Fault(), HasSubstr("deaths, but only"));
}

TEST_F(EstimationInputTest, WrongOptionsAreRefused) {
  EXPECT_FALSE(Estimate(city_.input, {.child_group = {1, 0}}).ok());
  EXPECT_FALSE(Estimate(city_.input, {.child_group = {1, 0, 0.5, 0.6}}).ok());
  EXPECT_FALSE(Estimate(city_.input, {.boys_per_girl = -1}).ok());
  city_.input.clusters = {"a"};
  EXPECT_FALSE(Estimate(city_.input, {}).ok());
}

TEST_F(EstimationInputTest, StocksThatDoNotFollowAreNamed) {
  EXPECT_THAT(CheckBalance(city_.input, 1e-6).faults, testing::IsEmpty());
  city_.input.stocks[2][2][cell_] += 3;
  const Balance balance = CheckBalance(city_.input, 0.5);
  EXPECT_NEAR(balance.largest_difference, 3, 1e-6);
  EXPECT_NEAR(balance.difference, 3, 1e-6);
  const std::vector<BalanceFault>& faults = balance.faults;
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].area, 2u);
  EXPECT_EQ(faults[0].year, 2019);
  EXPECT_EQ(faults[0].cell, cell_);
  EXPECT_NEAR(faults[0].difference, 3, 1e-9);
  EXPECT_THAT(Describe(city_.input.model, faults[0]),
              HasSubstr("neighborhood 2, group 1, female, age 17, 2019"));
  EXPECT_THAT(CheckBalance(city_.input, 3.5).faults, testing::IsEmpty());
  // Who is told of is no fault.
  flows().other_changes.resize(city_.input.model.grid.size());
  flows().other_changes[cell_] = 3;
  EXPECT_THAT(CheckBalance(city_.input, 0.5).faults, testing::IsEmpty());
}

}  // namespace
}  // namespace zwk::forecasting
