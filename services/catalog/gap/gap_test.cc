#include "catalog/gap/gap.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <random>

#include <nlohmann/json.hpp>

#include "tests/support/source_tree.h"

namespace zwk::catalog {
namespace {

// Two zones three kilometers apart, one youth place in the first.
struct Town {
  std::vector<Zone> zones = {{"212", Area(), {{{53.53, 8.60}, 1}}},
                             {"215", Area(), {{{53.53, 8.645}, 1}}}};
  NeedProblem problem;

  Town() {
    problem.need_key = "open-youth-place";
    problem.hours_per_place = 20;
    problem.zones = &zones;
    problem.supplies = {{"cafe", Point{53.53, 8.601}, {}, false, 10, 20}};
    problem.groups = {{"youth", {100, 50}, 0.1, 1000, "guideline", {Fit{}}}};
  }
  std::vector<OfferGap> Rows() const { return *ComputeGaps(problem); }
};

TEST(GapTest, EnoughInReachIsCoveredAndNothingInReachIsADesertBecauseOfDistance) {
  const auto rows = Town().Rows();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].gap_class, GapClass::kCovered);
  EXPECT_NEAR(rows[0].served_hours, 200, 1e-6);
  EXPECT_EQ(rows[1].gap_class, GapClass::kDesert);
  EXPECT_DOUBLE_EQ(*rows[1].gap_index, 1);
  EXPECT_DOUBLE_EQ(rows[1].missing_places, 5);
  EXPECT_DOUBLE_EQ(rows[1].persons_without, 50);
  EXPECT_EQ(rows[1].main_cause, GapCause::kDistance);
  EXPECT_NEAR(*rows[1].nearest_meters, 1.3 * 2908, 20);
}

TEST(GapTest, HalfOfThePlacesIsAnOverloadBecauseOfCapacity) {
  Town town;
  town.problem.supplies[0].places = 5;
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kOverloaded);
  EXPECT_NEAR(*rows[0].gap_index, 0.5, 1e-9);
  EXPECT_NEAR(rows[0].missing_places, 5, 1e-9);
  EXPECT_EQ(rows[0].main_cause, GapCause::kCapacity);
}

TEST(GapTest, APlaceWhereOneMustBuySomethingIsNoneForWhoCannot) {
  Town town;
  town.problem.groups[0].fits[0].without[static_cast<int>(Obstacle::kConsumption)] = 0;
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kDesert);
  EXPECT_EQ(rows[0].main_cause, GapCause::kConsumption);
  EXPECT_NEAR(rows[0].causes.at(GapCause::kConsumption), 1, 1e-9);
}

TEST(GapTest, ShortHoursAreACause) {
  Town town;
  town.problem.supplies[0].weekly_hours = 5;
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].main_cause, GapCause::kHours);
}

TEST(GapTest, WithoutAnySupplyTheCauseIsThatThereIsNone) {
  Town town;
  town.problem.supplies.clear();
  town.problem.groups[0].fits.clear();
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kDesert);
  EXPECT_EQ(rows[0].main_cause, GapCause::kNoSupply);
  EXPECT_EQ(rows[0].access_2sfca, 0);
}

TEST(GapTest, NobodyThereIsNoDemandAndNotADivisionByZero) {
  Town town;
  town.problem.groups[0].persons = {0, 50};
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kNoDemand);
  EXPECT_FALSE(rows[0].gap_index.has_value());
}

TEST(GapTest, MissingPlacesAreTakenFromTheMedianAndFlagged) {
  Town town;
  town.problem.supplies.push_back({"other", Point{53.53, 8.6}, {}, false, std::nullopt, 20});
  town.problem.groups[0].fits.push_back({});
  const auto rows = town.Rows();
  EXPECT_NEAR(rows[0].imputed_share, 0.5, 0.01);
}

TEST(GapTest, CatchmentNeedsCountAddressesInReach) {
  Town town;
  town.problem.rating = NeedRating::kCatchmentOnly;
  town.problem.groups[0].catchment_meters = 200;
  town.zones[0].points = {{{53.53, 8.60}, 0.75}, {{53.53, 8.63}, 0.25}};
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kPartlyReached);
  EXPECT_NEAR(rows[0].persons_without, 25, 1e-9);
  EXPECT_EQ(rows[1].gap_class, GapClass::kDesert);
  EXPECT_EQ(rows[0].missing_places, 0);
}

TEST(GapTest, AnUnratedNeedHasNoGapNumber) {
  Town town;
  town.problem.rating = NeedRating::kUnrated;
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kUnrated);
  EXPECT_FALSE(rows[0].gap_index.has_value());
  EXPECT_GT(rows[0].supply_per_1000, 0);
}

TEST(GapTest, DecayIsOneAtTheDoorAndNothingBeyondTheCatchment) {
  EXPECT_DOUBLE_EQ(Decay(0, 400), 1);
  EXPECT_NEAR(Decay(400, 400), 0, 1e-12);
  EXPECT_EQ(Decay(401, 400), 0);
  EXPECT_EQ(Decay(std::numeric_limits<double>::infinity(), 400), 0);
}

TEST(GapTest, AllocationConservesAndLeavesNoSupplyThatUnmetDemandCouldReach) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 300; ++round) {
    const size_t n = 2 + random() % 8, m = 1 + random() % 6;
    std::vector<double> demand(n), supply(m);
    Matrix weights(n, std::vector<double>(m));
    for (double& d : demand) d = 100 * uniform(random);
    for (double& s : supply) s = 100 * uniform(random);
    for (auto& row : weights) {
      for (double& w : row) w = uniform(random) < 0.5 ? 0 : uniform(random);
    }
    const auto allocation = Allocate(demand, supply, weights);
    ASSERT_TRUE(allocation.ok()) << allocation.status();
    const double served =
        std::accumulate(allocation->served.begin(), allocation->served.end(), 0.0);
    EXPECT_LE(served, std::accumulate(supply.begin(), supply.end(), 0.0) + 1e-6);
    for (size_t i = 0; i < n; ++i) EXPECT_LE(allocation->served[i], demand[i] + 1e-6);
    // More of an existing supply never leaves more people without.
    std::vector<double> more = supply;
    more[0] += 10;
    const auto grown = Allocate(demand, more, weights);
    EXPECT_GE(std::accumulate(grown->served.begin(), grown->served.end(), 0.0), served - 1e-6);
    EXPECT_LE(allocation->rounds, 20);
  }
}

TEST(GapTest, FloatingCatchmentGivesThePublishedReferenceNumbers) {
  std::ifstream file(test::CasesFolder("catalog") + "sfca_reference.json");
  if (!file) GTEST_SKIP() << "no cases at " << test::CasesFolder("catalog");
  const nlohmann::json scenarios = nlohmann::json::parse(file, nullptr, false);
  ASSERT_FALSE(scenarios.is_discarded());
  for (const auto& scenario : scenarios) {
    std::vector<double> demand, supply;
    Matrix all(3, std::vector<double>(3)), within = all;
    const auto& inputs = scenario["inputs"];
    const double max_cost = inputs["max_cost"].get<double>();
    for (int i = 0; i < 3; ++i) {
      demand.push_back(inputs["demand"][std::to_string(i + 1)].get<double>());
      supply.push_back(inputs["supply"][std::to_string(i + 1)].get<double>());
      for (int j = 0; j < 3; ++j) {
        const double cost =
            inputs["cost_from_to"][std::to_string(i + 1) + "-" + std::to_string(j + 1)]
                .get<double>();
        all[i][j] = 1 / cost;
        within[i][j] = cost <= max_cost ? 1 / cost : 0;
      }
    }
    const auto two_step = TwoStepFloatingCatchment(demand, supply, within);
    // The three-step variant weighs by the chance that the supply is chosen.
    Matrix chosen = within;
    for (int i = 0; i < 3; ++i) {
      const double sum = std::accumulate(all[i].begin(), all[i].end(), 0.0);
      for (int j = 0; j < 3; ++j) chosen[i][j] = within[i][j] * all[i][j] / sum;
    }
    const auto three_step = TwoStepFloatingCatchment(demand, supply, chosen);
    double total = 0;
    for (int i = 0; i < 3; ++i) {
      const std::string key = std::to_string(i + 1);
      EXPECT_NEAR(two_step[i], scenario["A_2sfca"][key].get<double>(), 1e-9);
      EXPECT_NEAR(three_step[i], scenario["A_3sfca"][key].get<double>(), 1e-9);
      total += demand[i] * two_step[i];
    }
    EXPECT_NEAR(total, scenario["sum_S"].get<double>(), 1e-9);
  }
}

}  // namespace
}  // namespace zwk::catalog
