#include "forecasting/domain/forecast_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;

const Time kNow{std::chrono::seconds(1'700'000'000)};

ForecastRun Running() {
  ForecastStarted started;
  started.forecast_id = "f";
  started.parameters.jump_off_year = 2024;
  started.parameters.last_year = 2026;
  started.input.age_classes = 3;
  started.input.group_keys = {"german", "foreign"};
  started.input.neighborhood_keys = {"1", "2"};
  ForecastRun run;
  run.Apply(started);
  return run;
}

TEST(ForecastRunTest, IsPublishedWithAllItsStepsOrNotAtAll) {
  ForecastRun run = Running();
  run.steps_done = 1;
  EXPECT_EQ(run.Publish(kNow, 9, "", {}).status().code(), absl::StatusCode::kFailedPrecondition);
  run.steps_done = 2;
  run.Apply(run.Publish(kNow, 9, "", {}).value().at(0));
  EXPECT_EQ(run.state, ForecastState::kPublished);
  EXPECT_FALSE(run.Cancel(kNow).ok());
  EXPECT_FALSE(run.Resume().ok());
  EXPECT_FALSE(run.Fail("late", kNow).ok());
}

TEST(ForecastRunTest, ACanceledRunGoesOnWhereItStopped) {
  ForecastRun run = Running();
  run.steps_done = 1;
  run.Apply(run.Cancel(kNow).value().at(0));
  EXPECT_TRUE(run.Cancel(kNow).value().empty());  // it is so already
  EXPECT_FALSE(run.Publish(kNow, 9, "", {}).ok());
  run.Apply(run.Resume().value().at(0));
  EXPECT_EQ(run.state, ForecastState::kQueued);
  EXPECT_EQ(run.steps_done, 1);
  EXPECT_FALSE(run.Resume().ok());
}

TEST(ForecastRunTest, TotalsAreByNeighborhoodAndForTheCity) {
  ForecastRun run = Running();
  run.totals = {10, 20, 11, 21, 12, 22};
  EXPECT_THAT(run.years(), ElementsAre(2024, 2025, 2026));
  EXPECT_THAT(run.year_totals(), ElementsAre(30, 32, 34));
  EXPECT_THAT(run.neighborhood_totals()[1].people, ElementsAre(20, 21, 22));
}

TEST(ForecastRunTest, ParametersHoldFromTheirYearOn) {
  ForecastRun run = Running();
  run.parameters.sex_ratios_at_birth = {{2020, 1.04}, {2026, 1.07}};
  EXPECT_EQ(run.BoysPerGirl(2019), 1.05);
  EXPECT_EQ(run.BoysPerGirl(2025), 1.04);
  EXPECT_EQ(run.BoysPerGirl(2026), 1.07);
  run.parameters.child_group_shares = {{2020, "foreign", "german", 0.5},
                                       {2020, "foreign", "foreign", 0.5},
                                       {2026, "foreign", "german", 1}};
  EXPECT_THAT(run.ChildGroups(2019), ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(run.ChildGroups(2025), ElementsAre(1, 0, 0.5, 0.5));
  EXPECT_THAT(run.ChildGroups(2026), ElementsAre(1, 0, 1, 0));
}

TEST(ForecastRunTest, FaultsOfParametersAreNamedByField) {
  const auto fault = [](auto change) {
    ForecastParameters parameters = Running().parameters;
    change(parameters);
    return FieldOf(CheckParameters(parameters, 1, {"german", "foreign"}));
  };
  EXPECT_EQ(fault([](auto&) {}), "");
  EXPECT_EQ(fault([](auto& p) { p.jump_off_year = 24; }), "parameters.jump_off_year");
  EXPECT_EQ(fault([](auto& p) { p.last_year = 2024; }), "parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { p.last_year = 2125; }), "parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { p.sex_ratios_at_birth = {{2024, 0}}; }),
            "parameters.sex_ratios_at_birth[0].boys_per_girl");
  EXPECT_EQ(fault([](auto& p) { p.child_group_shares = {{2024, "foreign", "x", 1}}; }),
            "parameters.child_group_shares[0].child_group_key");
  EXPECT_EQ(fault([](auto& p) { p.child_group_shares = {{2024, "foreign", "german", 0.9}}; }),
            "parameters.child_group_shares");
}

TEST(ForecastRunTest, TheInputHashDependsOnEveryImportAndYear) {
  ForecastInput input = Running().input;
  input.stocks = {{"i", "aaaa"}, 2024};
  input.rates = {{{"j", "bbbb"}, 2025}};
  const std::string hash = InputHash(input);
  ForecastInput other = input;
  other.rates[0].year = 2024;
  EXPECT_NE(InputHash(other), hash);
  other = input;
  other.stocks.source.content_sha256 = "cccc";
  EXPECT_NE(InputHash(other), hash);
  other = input;
  other.stocks.source.import_id = "another import of the same bytes";
  EXPECT_EQ(InputHash(other), hash);
  other.history = {{{"h", "dddd"}, 2023}};
  const std::string with_past = InputHash(other);
  EXPECT_NE(with_past, hash);
  other.history[0].source.content_sha256 = "eeee";
  EXPECT_NE(InputHash(other), with_past);
  other = input;
  other.group_flags = {{true, false}, {false, true}};
  EXPECT_NE(InputHash(other), hash);
}

}  // namespace
}  // namespace zwk::forecasting
