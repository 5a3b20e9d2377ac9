#include "forecasting/forecast/forecast_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "forecasting/forecast/simulation_plan.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Time kNow{std::chrono::seconds(1'700'000'000)};

v1::ForecastParameters TwoYears() {
  v1::ForecastParameters parameters;
  parameters.set_jump_off_year(2024);
  parameters.set_last_year(2026);
  parameters.set_form(v1::MIGRATION_FORM_GROSS_FLOWS);
  return parameters;
}

ForecastRun Running() {
  v1::Forecast wanted;
  wanted.set_forecast_id("f");
  *wanted.mutable_parameters() = TwoYears();
  ForecastInput input;
  input.age_classes = 3;
  input.group_keys = {"german", "foreign"};
  input.neighborhood_keys = {"1", "2"};
  ForecastRun run;
  run.Apply(run.Start(wanted, input, kNow).value().at(0));
  return run;
}

// A city of so many neighborhoods that asks for trajectories over 30 years.
ForecastRun Uncertain(int neighborhoods, int trajectories) {
  v1::Forecast wanted;
  wanted.set_forecast_id("f");
  *wanted.mutable_parameters() = TwoYears();
  wanted.mutable_parameters()->set_last_year(2054);
  wanted.mutable_parameters()->mutable_uncertainty()->set_trajectories(trajectories);
  ForecastInput input;
  input.age_classes = 101;
  input.group_keys = {"german", "foreign"};
  for (int r = 0; r < neighborhoods; ++r) input.neighborhood_keys.push_back(absl::StrCat(1000 + r));
  input.trajectories = trajectories;
  ForecastRun run;
  run.Apply(run.Start(wanted, input, kNow).value().at(0));
  return run;
}

TEST(SimulationPlanTest, ALargeCityGetsWhatIsUsual) {
  const ForecastRun run = Uncertain(500, 1000);
  const auto plan = ReadPlan(run, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ((*plan)->figures.size(), 501u * 9);
  EXPECT_TRUE(ReadPlan(Uncertain(1000, 1000), {}).ok());
  EXPECT_TRUE(ReadPlan(Uncertain(500, 20'000), {}).ok());
  EXPECT_EQ(FieldOf(ReadPlan(Uncertain(500, 100'000), {}).status()),
            "parameters.uncertainty.trajectories");
  EXPECT_EQ(FieldOf(ReadPlan(Uncertain(2000, 1000), {}).status()), "parameters.uncertainty");
}

TEST(SimulationPlanTest, WhatIsToldCanBeChosen) {
  ForecastRun run = Uncertain(5000, 1000);
  v1::UncertaintyParameters& asked = *run.state.mutable_parameters()->mutable_uncertainty();
  EXPECT_FALSE(ReadPlan(run, {}).ok());
  asked.set_no_age_bands(true);
  EXPECT_EQ(ReadPlan(run, {}).value()->figures.size(), 5001u);
  asked.set_city_only(true);
  EXPECT_EQ(ReadPlan(run, {}).value()->figures.size(), 1u);
  asked.set_no_age_bands(false);
  EXPECT_EQ(ReadPlan(run, {}).value()->figures.size(), 9u);
  asked.set_no_age_bands(true);
  asked.add_age_bands()->set_youngest(65);
  EXPECT_EQ(FieldOf(ReadPlan(run, {}).status()), "parameters.uncertainty.no_age_bands");
}

TEST(SimulationPlanTest, FewTrajectoriesAreAllowedAndSaySo) {
  EXPECT_EQ(FieldOf(ReadPlan(Uncertain(3, 9), {}).status()), "parameters.uncertainty.trajectories");
  const ForecastRun few = Uncertain(3, 10), enough = Uncertain(3, 64);
  EXPECT_TRUE(ReadPlan(few, {}).ok());
  EXPECT_THAT(few.state.remarks(), ElementsAre(HasSubstr("10 trajectories are few")));
  EXPECT_EQ(few.chunks_total(), 0);
  EXPECT_THAT(enough.state.remarks(), IsEmpty());
  EXPECT_EQ(enough.chunks_total(), 8);
}

ForecastProgress After(int steps) {
  ForecastProgress progress;
  progress.steps_done = steps;
  for (int year = 0; year <= steps; ++year) {
    progress.totals.push_back(10 + year);
    progress.totals.push_back(20 + year);
  }
  return progress;
}

TEST(ForecastRunTest, IsPublishedWithAllItsStepsOrNotAtAll) {
  ForecastRun run = Running();
  EXPECT_EQ(run.Publish(After(1), "", {}, kNow).status().code(),
            absl::StatusCode::kFailedPrecondition);
  run.Apply(run.Publish(After(2), "", {}, kNow).value().at(0));
  EXPECT_TRUE(run.published());
  EXPECT_FALSE(run.Cancel(2, kNow).ok());
  EXPECT_FALSE(run.Resume().ok());
  EXPECT_FALSE(run.Fail("late", kNow).ok());
}

TEST(ForecastRunTest, ACancelledRunGoesOnWhereItStopped) {
  ForecastRun run = Running();
  run.Apply(run.Cancel(1, kNow).value().at(0));
  EXPECT_TRUE(run.Cancel(1, kNow).value().empty());  // it is so already
  EXPECT_FALSE(run.Publish(After(2), "", {}, kNow).ok());
  run.Apply(run.Resume().value().at(0));
  EXPECT_EQ(run.state.state(), v1::FORECAST_STATE_QUEUED);
  EXPECT_FALSE(run.state.has_ended_at());
  EXPECT_EQ(run.state.steps_done(), 1);
  EXPECT_FALSE(run.Resume().ok());
}

TEST(ForecastRunTest, ItRunsWhenAStepOfThisVersionIsStored) {
  const ForecastRun run = Running();
  ForecastProgress progress = After(1);
  progress.run_version = 3;
  EXPECT_EQ(Shown(run, 3, progress, 0).state(), v1::FORECAST_STATE_RUNNING);
  EXPECT_EQ(Shown(run, 3, progress, 0).steps_done(), 1);
  EXPECT_EQ(Shown(run, 3, progress, 0).percent_done(), 50);
  EXPECT_EQ(Shown(run, 5, progress, 0).state(), v1::FORECAST_STATE_QUEUED);  // resumed since
}

TEST(ForecastRunTest, TotalsAreByNeighborhoodAndForTheCity) {
  ForecastRun run = Running();
  EXPECT_THAT(run.years(), ElementsAre(2024, 2025, 2026));
  EXPECT_THAT(run.TotalsOf(After(2))[1].people(), ElementsAre(20, 21, 22));
  run.Apply(run.Publish(After(2), "", {}, kNow).value().at(0));
  EXPECT_THAT(run.state.years(), ElementsAre(2024, 2025, 2026));
  EXPECT_THAT(run.state.year_totals(), ElementsAre(30, 32, 34));
}

void AddRatio(v1::ForecastParameters& parameters, int from_year, double ratio) {
  v1::SexRatioAtBirth& entry = *parameters.add_sex_ratios_at_birth();
  entry.set_from_year(from_year);
  entry.set_boys_per_girl(ratio);
}

void AddShare(v1::ForecastParameters& parameters, int from_year, const char* mother,
              const char* child, double share) {
  v1::ChildGroupShare& entry = *parameters.add_child_group_shares();
  entry.set_from_year(from_year);
  entry.set_mother_group_key(mother);
  entry.set_child_group_key(child);
  entry.set_share(share);
}

TEST(ForecastRunTest, ParametersHoldFromTheirYearOn) {
  ForecastRun run = Running();
  v1::ForecastParameters& parameters = *run.state.mutable_parameters();
  AddRatio(parameters, 2020, 1.04);
  AddRatio(parameters, 2026, 1.07);
  EXPECT_EQ(run.BoysPerGirl(2019), 1.05);
  EXPECT_EQ(run.BoysPerGirl(2025), 1.04);
  EXPECT_EQ(run.BoysPerGirl(2026), 1.07);
  AddShare(parameters, 2020, "foreign", "german", 0.5);
  AddShare(parameters, 2020, "foreign", "foreign", 0.5);
  AddShare(parameters, 2026, "foreign", "german", 1);
  EXPECT_THAT(run.ChildGroups(2019), ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(run.ChildGroups(2025), ElementsAre(1, 0, 0.5, 0.5));
  EXPECT_THAT(run.ChildGroups(2026), ElementsAre(1, 0, 1, 0));
}

TEST(ForecastRunTest, FaultsOfParametersAreNamedByField) {
  const auto fault = [](auto change) {
    v1::ForecastParameters parameters = TwoYears();
    change(parameters);
    SayDefaults(parameters);
    return FieldOf(CheckParameters(parameters, 1, {"german", "foreign"}));
  };
  EXPECT_EQ(fault([](auto&) {}), "");
  EXPECT_EQ(fault([](auto& p) { p.set_jump_off_year(24); }), "parameters.jump_off_year");
  EXPECT_EQ(fault([](auto& p) { p.set_last_year(2024); }), "parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { p.set_last_year(2125); }), "parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { AddRatio(p, 2024, 0); }),
            "parameters.sex_ratios_at_birth[0].boys_per_girl");
  EXPECT_EQ(fault([](auto& p) { AddShare(p, 2024, "foreign", "x", 1); }),
            "parameters.child_group_shares[0].child_group_key");
  EXPECT_EQ(fault([](auto& p) { AddShare(p, 2024, "foreign", "german", 0.9); }),
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
