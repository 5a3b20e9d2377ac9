#include "catalog/gap/gap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/gap/gap_message.h"
#include "tests/support/source_tree.h"

namespace zwk::catalog {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

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

// One zone whose supplies are everywhere: nothing depends on ways.
struct Village {
  std::vector<Zone> zones = {{"1", Area(), {{{53.5, 8.6}, 1}}}};
  NeedProblem problem;

  explicit Village(std::vector<std::optional<double>> places, double weekly_hours = 20) {
    problem.need_key = "meeting-place";
    problem.hours_per_place = 20;
    problem.zones = &zones;
    for (const auto& number : places) {
      problem.supplies.push_back({"s", std::nullopt, {}, true, number, weekly_hours});
    }
    problem.groups = {
        {"everybody", {100}, 0.1, 1000, "guideline", std::vector<Fit>(places.size())}};
  }
  OfferGap Row() const { return ComputeGaps(problem)->front(); }
};

TEST(GapTest, UnknownPlacesAreTheMedianOfTheStatedOnes) {
  const auto reachable = [](std::vector<std::optional<double>> places) {
    return Village(std::move(places)).Row().supply_per_1000 * 100 / 1000 / 20;
  };
  EXPECT_NEAR(reachable({4, 10, std::nullopt}), 4 + 10 + 7, 1e-9);
  EXPECT_NEAR(reachable({20, 4, std::nullopt, 10}), 34 + 10, 1e-9);
  EXPECT_NEAR(reachable({std::nullopt, std::nullopt}), 0, 1e-9);
  EXPECT_NEAR(Village({4, 10, std::nullopt}).Row().imputed_share, 7 / 21.0, 1e-9);
  EXPECT_EQ(Village({4, 10}).Row().imputed_share, 0);
  EXPECT_EQ(Village({4, 10}).Row().nearest_meters, 0.0);
}

TEST(GapTest, ARowSaysWhatIsNeededServedAndMissing) {
  const OfferGap row = Village({4}).Row();
  EXPECT_EQ(row.neighborhood_key, "1");
  EXPECT_EQ(row.group_key, "everybody");
  EXPECT_EQ(row.need_key, "meeting-place");
  EXPECT_EQ(row.source, "guideline");
  EXPECT_EQ(row.persons, 100);
  EXPECT_NEAR(row.demand_hours, 200, 1e-9);
  EXPECT_NEAR(row.served_hours, 80, 1e-9);
  EXPECT_NEAR(*row.gap_index, 0.6, 1e-9);
  EXPECT_NEAR(row.persons_without, 60, 1e-9);
  EXPECT_NEAR(row.missing_places, 6, 1e-9);
  EXPECT_NEAR(row.access_2sfca, 0.4, 1e-9);
  EXPECT_EQ(row.gap_class, GapClass::kOverloaded);
  EXPECT_TRUE(row.causes.empty());
  EXPECT_NEAR(row.interaction, 0.6, 1e-9);
}

TEST(GapTest, LongerHoursHelpWhereTheyAreShorterThanAPlaceNeeds) {
  const OfferGap shorter = Village({10}, 5).Row();
  EXPECT_NEAR(*shorter.gap_index, 0.75, 1e-9);
  EXPECT_NEAR(shorter.causes.at(GapCause::kHours), 0.75, 1e-9);
  EXPECT_NEAR(shorter.interaction, 0, 1e-9);
  EXPECT_EQ(shorter.main_cause, GapCause::kHours);
  const OfferGap longer = Village({5}, 30).Row();
  EXPECT_NEAR(*longer.gap_index, 0.25, 1e-9) << "longer ones count with what they have";
  EXPECT_FALSE(longer.causes.contains(GapCause::kHours));
  EXPECT_EQ(longer.main_cause, GapCause::kCapacity);
}

TEST(GapTest, EachObstacleIsACauseOfItsOwn) {
  const std::pair<Obstacle, GapCause> obstacles[] = {
      {Obstacle::kLanguage, GapCause::kLanguage},
      {Obstacle::kAccess, GapCause::kAccess},
      {Obstacle::kCost, GapCause::kCost},
      {Obstacle::kConsumption, GapCause::kConsumption},
      {Obstacle::kThreshold, GapCause::kThreshold}};
  for (const auto& [obstacle, cause] : obstacles) {
    Village village({10});
    village.problem.groups[0].fits[0].without[static_cast<int>(obstacle)] = 0;
    const OfferGap row = village.Row();
    EXPECT_EQ(row.main_cause, cause);
    EXPECT_EQ(row.causes.size(), 1u);
    EXPECT_EQ(row.gap_class, GapClass::kDesert);
    EXPECT_FALSE(row.nearest_meters) << "none that fits";
  }
}

TEST(GapTest, ACauseExplainsAtLeastAFifthOfTheGap) {
  const auto main_cause = [](double fit) {
    // Half of the people live too far away; the others mostly do not understand the language.
    Town town;
    town.problem.rating = NeedRating::kCatchmentOnly;
    town.zones[0].points = {{{53.53, 8.60}, 0.5}, {{53.53, 8.80}, 0.5}};
    town.problem.groups[0].fits[0].without[static_cast<int>(Obstacle::kLanguage)] = fit;
    const OfferGap row = town.Rows()[0];
    EXPECT_NEAR(*row.gap_index, 1 - 0.5 * fit, 1e-9);
    EXPECT_NEAR(row.causes.at(GapCause::kLanguage), 0.5 * (1 - fit), 1e-9);
    return *row.main_cause;
  };
  EXPECT_EQ(main_cause(0.74), GapCause::kLanguage) << "0.13 of 0.63";
  EXPECT_EQ(main_cause(0.76), GapCause::kDistance) << "0.12 of 0.62";
}

TEST(GapTest, WhatTwiceTheWayWouldReachIsADistance) {
  Town town;
  town.problem.groups[0].catchment_meters = 2500;  // the second zone is 3,780 m away
  const OfferGap row = town.Rows()[1];
  EXPECT_EQ(row.gap_class, GapClass::kDesert);
  EXPECT_GT(row.causes.at(GapCause::kDistance), 0.2);
  town.problem.groups[0].catchment_meters = 1850;
  EXPECT_FALSE(town.Rows()[1].causes.contains(GapCause::kDistance));
}

TEST(GapTest, AGapUpToTheBoundIsCovered) {
  for (const NeedRating rating : {NeedRating::kRated, NeedRating::kCatchmentOnly}) {
    Village village({5});
    village.problem.rating = rating;
    village.problem.groups[0].fits[0].eligible = 0.5;
    if (rating == NeedRating::kRated) village.problem.groups[0].fits[0].eligible = 1;
    village.problem.covered_below = 0.5 + 1e-6;
    EXPECT_EQ(village.Row().gap_class, GapClass::kCovered);
    EXPECT_FALSE(village.Row().main_cause);
    village.problem.covered_below = 0.5 - 1e-6;
    EXPECT_EQ(village.Row().gap_class,
              rating == NeedRating::kRated ? GapClass::kOverloaded : GapClass::kPartlyReached);
    EXPECT_TRUE(village.Row().main_cause);
  }
}

TEST(GapTest, AServiceAreaIsReachedWithoutAWayAndNothingElseOfIt) {
  Town town;
  town.problem.supplies = {{"mobile", std::nullopt, {"215"}, false, 5, 20}};
  const auto rows = town.Rows();
  EXPECT_EQ(rows[0].gap_class, GapClass::kDesert);
  EXPECT_FALSE(rows[0].nearest_meters);
  EXPECT_EQ(rows[1].gap_class, GapClass::kCovered);
  EXPECT_EQ(rows[1].nearest_meters, 0.0);
}

TEST(GapTest, RowsComeByZoneAndThenByGroupEachWithItsOwnFigures) {
  Town town;
  town.problem.supplies.push_back({"second", Point{53.53, 8.645}, {}, false, 2, 20});
  town.problem.groups = {{"youth", {100, 50}, 0.1, 1000, "a", {Fit{}, Fit{.eligible = 0}}},
                         {"old", {10, 20}, 0.2, 2000, "b", {Fit{}, Fit{}}}};
  const auto rows = town.Rows();
  ASSERT_EQ(rows.size(), 4u);
  const auto is = [](const OfferGap& row, const char* zone, const char* group, double persons,
                     double demand, const char* source) {
    EXPECT_EQ(row.neighborhood_key, zone);
    EXPECT_EQ(row.group_key, group);
    EXPECT_EQ(row.persons, persons);
    EXPECT_NEAR(row.demand_hours, demand, 1e-9);
    EXPECT_EQ(row.source, source);
  };
  is(rows[0], "212", "youth", 100, 200, "a");
  is(rows[1], "212", "old", 10, 40, "b");
  is(rows[2], "215", "youth", 50, 100, "a");
  is(rows[3], "215", "old", 20, 80, "b");
  EXPECT_NEAR(*rows[2].nearest_meters, 1.3 * 2908, 20) << "the second one is not for them";
  EXPECT_NEAR(*rows[3].nearest_meters, 0, 1e-6);
  EXPECT_EQ(rows[2].gap_class, GapClass::kDesert);
}

TEST(GapTest, DecayFallsLikeABell) {
  EXPECT_NEAR(Decay(200, 400), 0.701367, 1e-5);
  EXPECT_NEAR(Decay(1000, 2000), Decay(200, 400), 1e-12);
}

TEST(GapTest, WhoCannotBeServedLooksForWhatIsLeft) {
  const auto plenty = *Allocate({10, 10}, {10, 30}, {{1, 1}, {0, 1}});
  EXPECT_THAT(plenty.access, Pointwise(DoubleNear(1e-9), {2.0, 2.0}));
  EXPECT_THAT(plenty.served, Pointwise(DoubleNear(1e-9), {10.0, 10.0}));
  EXPECT_EQ(plenty.rounds, 1);
  const auto scarce = *Allocate({10, 10}, {4, 8}, {{1, 1}, {0, 1}});
  EXPECT_THAT(scarce.access, Pointwise(DoubleNear(1e-9), {2 / 3.0, 8 / 15.0}));
  EXPECT_THAT(scarce.served, Pointwise(DoubleNear(1e-9), {20 / 3.0, 16 / 3.0}));
  const auto left = *Allocate({10, 2}, {20, 4}, {{0, 1}, {1, 1}});
  EXPECT_THAT(left.served, Pointwise(DoubleNear(1e-9), {40 / 11.0, 2.0}));
  EXPECT_EQ(left.rounds, 2);
  const auto nothing = *Allocate({10}, {5}, {{0}});
  EXPECT_THAT(nothing.served, Pointwise(DoubleNear(1e-9), {0.0}));
  EXPECT_THAT(nothing.access, Pointwise(DoubleNear(1e-9), {0.0}));
}

TEST(GapTest, FloatingCatchmentDividesASupplyByItsLoad) {
  EXPECT_THAT(TwoStepFloatingCatchment({10, 20}, {6, 9, 1}, {{1, 0, 0}, {0.5, 0.9, 0}}),
              Pointwise(DoubleNear(1e-9), {0.3, 0.15 + 0.45}));
}

// Whatever such a row says follows from people as they were counted.
TEST(GapMessageTest, ARowOfAnOlderBuildTellsItsFiguresToTheStatisticsOffice) {
  OfferGap exact{.neighborhood_key = "n1", .group_key = "boys", .need_key = "youth", .year = 2021};
  exact.persons = 1;
  exact.demand_hours = 10;
  exact.gap_index = 0.5;
  exact.gap_class = GapClass::kDesert;
  exact.supply_per_1000 = 3;
  Caller caller;
  for (const char* role : {"PLANNER", "BOARD_MEMBER", "CHAIR", "OFFER_EDITOR"}) {
    caller.roles = {role};
    const v1::OfferGap told = Shown(caller, ToProto(exact));
    EXPECT_EQ(told.ShortDebugString(),
              "neighborhood_key: \"n1\" target_group_key: \"boys\" need_key: \"youth\" year: 2021")
        << role;
    GapAnalysis analysis;
    analysis.largest = {exact};
    EXPECT_EQ(Shown(caller, ToProto(analysis)).summary().largest(0).persons(), 0) << role;
  }
  OfferGap rounded = exact;
  rounded.persons = 10;
  rounded.rounded_to = 10;
  EXPECT_EQ(Shown(caller, ToProto(rounded)).persons(), 10);
  EXPECT_EQ(FromProto(ToProto(rounded)).rounded_to, 10);
  caller.roles = {"STATISTICS"};
  EXPECT_EQ(Shown(caller, ToProto(exact)).persons(), 1);
}

}  // namespace
}  // namespace zwk::catalog
