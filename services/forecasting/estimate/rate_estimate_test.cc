#include "forecasting/estimate/rate_estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "tests/support/filled.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;

const std::vector<std::string> kKeys = {"1", "2"};
constexpr int kAges = 3;

std::vector<int> Years(int first, int count) {
  std::vector<int> years(static_cast<size_t>(count));
  std::iota(years.begin(), years.end(), first);
  return years;
}

TEST(RateEstimateTest, FaultsOfParametersAreNamedByField) {
  using P = EstimateParameters;
  const auto fault = [](const std::function<void(P&)>& change) {
    P parameters;
    parameters.years = Years(2020, 4);
    change(parameters);
    return FieldOf(CheckEstimateParameters(parameters, kKeys, kAges));
  };
  const std::function<void(P&)> good[] = {
      [](P&) {},
      [](P& p) { p.years = {2020}; },
      [](P& p) { p.years = Years(1800, 20); },
      [](P& p) { p.years = Years(2181, 20); },
      [](P& p) { p.clusters = {{"1", "center"}, {"2", std::string(64, 'x')}}; },
      [](P& p) {
        p.clusters = {{"1", "center"}, {"2", "edge"}};
        p.options.arrivals_by_origin = true;
      },
      [](P& p) { p.trend_damping = 0; },
      [](P& p) { p.trend_damping = 1; },
      [](P& p) {
        p.years = Years(2020, 3);
        p.trend_damping = 0.9;
      },
      [](P& p) { p.options.boys_per_girl = 0.5; },
      [](P& p) { p.options.boys_per_girl = 2; },
      [](P& p) { p.options.fertility_schedule = {0, 1e9, 0}; },
  };
  for (size_t i = 0; i < std::size(good); ++i) EXPECT_EQ(fault(good[i]), "") << i;
  const std::pair<const char*, std::function<void(P&)>> wrong[] = {
      {"parameters.years", [](P& p) { p.years.clear(); }},
      {"parameters.years", [](P& p) { p.years = Years(2000, 21); }},
      {"parameters.years[0]", [](P& p) { p.years = Years(1799, 4); }},
      {"parameters.years[1]", [](P& p) { p.years = {2200, 2201}; }},
      {"parameters.years[1]", [](P& p) { p.years = {2020, 2022}; }},
      {"parameters.years[2]", [](P& p) { p.years = {2020, 2021, 2020}; }},
      {"parameters.clusters", [](P& p) { p.clusters = {{"1", "center"}}; }},
      {"parameters.clusters.3", [](P& p) { p.clusters = {{"1", "a"}, {"2", "a"}, {"3", "a"}}; }},
      {"parameters.clusters.2", [](P& p) { p.clusters = {{"1", "a"}, {"2", ""}}; }},
      {"parameters.clusters.1",
       [](P& p) { p.clusters = {{"1", std::string(65, 'x')}, {"2", "a"}}; }},
      {"parameters.arrivals_by_origin", [](P& p) { p.options.arrivals_by_origin = true; }},
      {"parameters.trend_damping", [](P& p) { p.trend_damping = -0.01; }},
      {"parameters.trend_damping", [](P& p) { p.trend_damping = 1.01; }},
      {"parameters.trend_damping", [](P& p) { p.trend_damping = std::nan(""); }},
      {"parameters.trend_damping",
       [](P& p) {
         p.years = Years(2020, 2);
         p.trend_damping = 0.9;
       }},
      {"parameters.boys_per_girl", [](P& p) { p.options.boys_per_girl = 0.49; }},
      {"parameters.boys_per_girl", [](P& p) { p.options.boys_per_girl = 2.01; }},
      {"parameters.boys_per_girl", [](P& p) { p.options.boys_per_girl = std::nan(""); }},
      {"parameters.fertility_schedule", [](P& p) { p.options.fertility_schedule = {0, 1}; }},
      {"parameters.fertility_schedule", [](P& p) { p.options.fertility_schedule = {0, 1, 2, 3}; }},
      {"parameters.fertility_schedule[1]",
       [](P& p) { p.options.fertility_schedule = {0, -0.1, 0}; }},
      {"parameters.fertility_schedule[2]",
       [](P& p) { p.options.fertility_schedule = {0, 0, 1.1e9}; }},
  };
  for (const auto& [field, change] : wrong) EXPECT_EQ(fault(change), field);
}

TEST(RateEstimateTest, WhatIsWrongIsSaidInWords) {
  EstimateParameters parameters;
  parameters.clusters = {{"1", "a"}};
  parameters.trend_damping = 0.5;
  std::vector<std::string> said;
  for (const FieldViolation& one :
       FieldViolationsOf(CheckEstimateParameters(parameters, kKeys, kAges))) {
    said.push_back(one.description);
  }
  EXPECT_THAT(said,
              ElementsAre("must be 1 to 20", "neighborhood 2 has none", "needs 3 years of flows"));
}

TEST(RateEstimateTest, EveryFieldGoesThroughTheDomainAndBack) {
  auto message = test::Filled().Of<v1::RateEstimate>();
  message.clear_version();  // worked out by who answers
  message.mutable_level_trends(0)->set_kind("mortality");
  message.mutable_level_trends(1)->set_kind("fertility");
  EXPECT_EQ(ToProto(FromProto(message)).DebugString(), message.DebugString());
  const EstimateParameters usual = FromProto(v1::EstimateParameters());
  EXPECT_TRUE(usual.options.graduate);
  EXPECT_TRUE(usual.options.bands);
  EXPECT_EQ(usual.options.boys_per_girl, 1.05);
  EXPECT_FALSE(usual.trend_damping.has_value());
}

TEST(RateEstimateTest, RatesGoOnAsTheyMovedIfTheyAreToldTo) {
  RateEstimate estimate;
  estimate.parameters.years = {2020, 2021, 2022};
  estimate.level_trends = {{RateKind::kMortality, {}, -0.01}, {RateKind::kFertility, {}, 0.02}};
  EXPECT_FALSE(estimate.trends().has_value());
  estimate.parameters.trend_damping = 0.9;
  const RateTrends trends = estimate.trends().value();
  EXPECT_EQ(trends.mortality, -0.01);
  EXPECT_EQ(trends.fertility, 0.02);
  EXPECT_EQ(trends.damping, 0.9);
  EXPECT_EQ(trends.years, 3);
  EXPECT_EQ(trends.last_year, 2022);
  estimate.level_trends.pop_back();
  EXPECT_FALSE(estimate.trends().has_value()) << "it has both or none";
}

StepAssumptions Assumptions() {
  StepAssumptions assumptions;
  for (int r = 0; r < 2; ++r) {
    auto area = std::make_shared<AreaAssumptions>();
    const auto cells = [r](double value) { return Cells{value + r, value + r + 0.5}; };
    area->mortality = cells(1);
    area->fertility = cells(11);
    area->emigration_abroad = cells(21);
    area->emigration_rest = cells(31);
    area->leaving = cells(41);
    area->arrival_share = cells(51);
    area->immigration_abroad = cells(61);
    area->immigration_rest = cells(71);
    area->naturalization = {cells(81), {}};
    assumptions.areas.push_back(std::move(area));
  }
  return assumptions;
}

TEST(RateEstimateTest, BlocksAreNamedAsTheColumnsOfFiles) {
  const auto blocks = ToBlocks(Assumptions(), {}, {"german", "foreign"}, kKeys);
  ASSERT_EQ(blocks.size(), 2u);
  const std::map<std::string, double> first = {
      {"mortality", 1},           {"fertility", 11},        {"emigration_abroad", 21},
      {"emigration_rest", 31},    {"leaving", 41},          {"arrival_share", 51},
      {"immigration_abroad", 61}, {"immigration_rest", 71}, {"naturalization_to_german", 81}};
  for (size_t r = 0; r < 2; ++r) {
    EXPECT_EQ(blocks[r].origin_cluster, "");
    EXPECT_EQ(blocks[r].tables.size(), first.size()) << "nothing of what nobody counted";
    for (const auto& [name, value] : first) {
      const double own = value + static_cast<double>(r);
      EXPECT_THAT(blocks[r].tables.at(name), ElementsAre(own, own + 0.5)) << name;
    }
  }
}

TEST(RateEstimateTest, SharesByOriginAreOneTableForEachCluster) {
  StepAssumptions assumptions = Assumptions();
  assumptions.origin_cluster = {1, 0};
  EstimateParameters parameters;
  parameters.clusters = {{"1", "edge"}, {"2", "center"}};
  const auto blocks = ToBlocks(assumptions, parameters, {"german", "foreign"}, kKeys);
  EXPECT_EQ(blocks[0].origin_cluster, "edge");
  EXPECT_EQ(blocks[1].origin_cluster, "center");
  EXPECT_FALSE(blocks[0].tables.contains("arrival_share"));
  EXPECT_THAT(blocks[0].tables.at("arrival_share_from_center"), ElementsAre(51));
  EXPECT_THAT(blocks[0].tables.at("arrival_share_from_edge"), ElementsAre(51.5));
}

ShrunkLevel Level(double weight, double expected) {
  ShrunkLevel level;
  level.weight = weight;
  level.expected = expected;
  return level;
}

TEST(RateEstimateTest, ASummaryWeighsByWhatWasExpected) {
  Estimates estimates;
  KindEstimate& kind = estimates.kinds.emplace_back();
  kind.kind = RateKind::kNaturalization;
  kind.from_group = 1;
  kind.to_group = 0;
  kind.events = 7;
  kind.exposure = 70;
  kind.areas.variance = 0.5;
  kind.areas.units = {Level(1, 30), Level(0.2, 10)};
  kind.remarks = {"few"};
  estimates.kinds.emplace_back();  // nothing was counted
  const auto summaries = Summarize(estimates, {"german", "foreign"});
  ASSERT_EQ(summaries.size(), 2u);
  EXPECT_EQ(summaries[0].kind, "naturalization");
  EXPECT_EQ(summaries[0].from_group, "foreign");
  EXPECT_EQ(summaries[0].to_group, "german");
  EXPECT_EQ(summaries[0].events, 7);
  EXPECT_EQ(summaries[0].exposure, 70);
  EXPECT_EQ(summaries[0].variance, 0.5);
  EXPECT_DOUBLE_EQ(summaries[0].mean_weight, 32.0 / 40);
  EXPECT_THAT(summaries[0].remarks, ElementsAre("few"));
  EXPECT_EQ(summaries[1].from_group, "");
  EXPECT_EQ(summaries[1].mean_weight, 0);
}

std::vector<std::string> Shown(const std::vector<LevelRow>& rows) {
  std::vector<std::string> shown;
  for (const LevelRow& row : rows) {
    shown.push_back(absl::StrCat(row.kind, " ", row.from_group, ">", row.to_group, " '",
                                 row.neighborhood, "' '", row.cluster, "' ", row.first_age, "-",
                                 row.last_age, " ", row.level.weight));
  }
  return shown;
}

TEST(RateEstimateTest, RowsAreOfClustersThenOfEachNeighborhoodWithItsAgesAndGroups) {
  Estimates estimates;
  KindEstimate& kind = estimates.kinds.emplace_back();
  kind.kind = RateKind::kArrivalShare;
  kind.cluster_names = {"center", "edge"};
  kind.clusters.units = {Level(0.1, 1), Level(0.2, 1)};
  kind.areas.units = {Level(0.3, 1), Level(0.4, 1)};
  kind.bands.resize(2);
  kind.bands[0].units = {Level(0.31, 1), Level(0.41, 1)};
  kind.bands[1].units = {Level(0.32, 1), Level(0.42, 1)};
  kind.groups.resize(1);
  kind.groups[0].units = {Level(0.39, 1), Level(0.49, 1)};
  EstimateParameters parameters;
  parameters.clusters = {{"1", "edge"}};
  EXPECT_THAT(
      Shown(ToRows(estimates, parameters, Grid{25, 1}, {"german"}, kKeys)),
      ElementsAre("arrival_share > '' 'center' 0-0 0.1", "arrival_share > '' 'edge' 0-0 0.2",
                  "arrival_share > '1' 'edge' 0-0 0.3", "arrival_share > '1' 'edge' 0-17 0.31",
                  "arrival_share > '1' 'edge' 18-24 0.32",
                  "arrival_share german> '1' 'edge' 0-0 0.39", "arrival_share > '2' '' 0-0 0.4",
                  "arrival_share > '2' '' 0-17 0.41", "arrival_share > '2' '' 18-24 0.42",
                  "arrival_share german> '2' '' 0-0 0.49"));
  kind.kind = RateKind::kNaturalization;
  kind.from_group = 0;
  kind.to_group = 1;
  kind.clusters.units.clear();
  kind.bands.resize(5);
  kind.groups.clear();
  kind.areas.units.pop_back();
  EXPECT_THAT(Shown(ToRows(estimates, {}, Grid{3, 2}, {"foreign", "german"}, kKeys)),
              ElementsAre("naturalization foreign>german '1' '' 0-0 0.3",
                          "naturalization foreign>german '1' '' 0-2 0.31"))
      << "a grid has as many bands as it has ages";
}

TEST(RateEstimateTest, ARowIsShownInFull) {
  LevelRow row{"leaving", "a", "b", "1", "center", 18, 29, {}};
  row.level.observed = 1;
  row.level.expected = 2;
  row.level.raw = 3;
  row.level.target = 4;
  row.level.weight = 5;
  row.level.level = 6;
  EXPECT_EQ(ToProto(row).ShortDebugString(),
            "kind: \"leaving\" from_group_key: \"a\" to_group_key: \"b\" neighborhood_key: \"1\" "
            "cluster: "
            "\"center\" first_age: 18 last_age: 29 observed: 1 expected: 2 raw: 3 target: 4 "
            "weight: 5 level: 6");
}

}  // namespace
}  // namespace zwk::forecasting
