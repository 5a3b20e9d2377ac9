#include "forecasting/backtest_run/backtest_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "forecasting/engine/engine_version.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

const Time kStart = *ParseTime("2026-01-31T10:00:00.000000Z");
const Time kLater = *ParseTime("2026-01-31T10:05:00.000000Z");

using Decided = absl::StatusOr<std::vector<BacktestEvent>>;

void Take(BacktestRun& run, const Decided& decided) {
  ASSERT_TRUE(decided.ok()) << decided.status();
  for (const BacktestEvent& event : *decided) run.Apply(event);
}

BacktestRun Started() {
  v1::Backtest wanted;
  wanted.set_backtest_id("b1");
  wanted.set_title("Test");
  BacktestRun run;
  Take(run, run.Start(wanted, kStart));
  return run;
}

TEST(BacktestRunTest, WhatWasNotGivenIsWrittenDown) {
  const BacktestRun run = Started();
  EXPECT_TRUE(run.unfinished());
  EXPECT_EQ(run.state.title(), "Test");
  EXPECT_EQ(run.state.state(), v1::BACKTEST_STATE_RUNNING);
  EXPECT_EQ(run.state.engine_version(), kEngineVersion);
  EXPECT_EQ(run.state.started_at().seconds(), ToTimestamp(kStart).seconds());
  const v1::BacktestParameters& parameters = run.state.parameters();
  EXPECT_THAT(parameters.launches(), IsEmpty()) << "every one that can be";
  EXPECT_THAT(parameters.horizons(), ElementsAre(1, 2, 3, 5, 10));
  EXPECT_EQ(parameters.history_years(), 2);
  EXPECT_EQ(parameters.base_period_years(), 5);
  EXPECT_THAT(parameters.size_limits(), ElementsAre(1000, 2500, 5000, 10000, 20000));
  EXPECT_EQ(parameters.turnover().moves(), 0.12);
  EXPECT_EQ(parameters.turnover().births(), 0.011);
  EXPECT_EQ(parameters.turnover().deaths(), 0.011);
}

TEST(BacktestRunTest, WhatIsGivenHolds) {
  v1::BacktestParameters parameters;
  parameters.add_launches("2015");
  parameters.add_horizons(4);
  parameters.set_history_years(3);
  parameters.set_base_period_years(6);
  parameters.add_size_limits(500);
  parameters.mutable_turnover()->set_moves(0.2);
  parameters.mutable_turnover()->set_births(0.01);
  parameters.mutable_turnover()->set_deaths(0.02);
  parameters.set_by_neighborhood(true);
  const BacktestOptions options = FromProto(parameters);
  EXPECT_THAT(options.launches, ElementsAre("2015"));
  EXPECT_THAT(options.horizons, ElementsAre(4));
  EXPECT_EQ(options.history, 3);
  EXPECT_EQ(options.base_period, 6);
  EXPECT_THAT(options.size_limits, ElementsAre(500));
  EXPECT_EQ(options.turnover.moves, 0.2);
  EXPECT_EQ(options.turnover.births, 0.01);
  EXPECT_EQ(options.turnover.deaths, 0.02);
  EXPECT_TRUE(options.by_neighborhood);
  EXPECT_FALSE(FromProto({}).by_neighborhood);
  v1::Backtest wanted;
  *wanted.mutable_parameters() = parameters;
  BacktestRun run;
  Take(run, run.Start(wanted, kStart));
  EXPECT_EQ(run.state.parameters().SerializeAsString(), parameters.SerializeAsString());
}

TEST(BacktestRunTest, ItEndsOnce) {
  const BacktestReport report;
  BacktestRun cancelled = Started(), failed = Started(), published = Started();
  Take(cancelled, cancelled.Cancel(kLater));
  Take(failed, failed.Fail("no memory", kLater));
  Take(published, published.Publish(report, "hash", kLater));
  EXPECT_EQ(cancelled.state.state(), v1::BACKTEST_STATE_CANCELLED);
  EXPECT_EQ(failed.state.state(), v1::BACKTEST_STATE_FAILED);
  EXPECT_EQ(failed.state.failure(), "no memory");
  EXPECT_EQ(published.state.state(), v1::BACKTEST_STATE_PUBLISHED);
  for (const BacktestRun* run : {&cancelled, &failed, &published}) {
    EXPECT_FALSE(run->unfinished());
    EXPECT_EQ(run->state.ended_at().seconds(), ToTimestamp(kLater).seconds());
    EXPECT_EQ(run->state.started_at().seconds(), ToTimestamp(kStart).seconds());
    EXPECT_TRUE(absl::IsFailedPrecondition(run->Fail("again", kLater).status()));
    EXPECT_TRUE(absl::IsFailedPrecondition(run->Publish(report, "hash", kLater).status()));
  }
  EXPECT_THAT(cancelled.Cancel(kLater).value(), IsEmpty()) << "it is so already";
  EXPECT_TRUE(absl::IsFailedPrecondition(failed.Cancel(kLater).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(published.Cancel(kLater).status()));
}

TEST(BacktestRunTest, EventsNameTheBacktest) {
  const BacktestRun run = Started();
  EXPECT_EQ(std::get<v1::BacktestCancelled>(run.Cancel(kLater)->at(0)).backtest_id(), "b1");
  const auto failed = std::get<v1::BacktestFailed>(run.Fail("no memory", kLater)->at(0));
  EXPECT_EQ(failed.backtest_id(), "b1");
  EXPECT_EQ(failed.failure(), "no memory");
  EXPECT_EQ(failed.failed_at().seconds(), ToTimestamp(kLater).seconds());
}

TEST(BacktestRunTest, APublishedOneSaysAllOfItself) {
  BacktestReport report;
  report.launches = {"2014", "2015"};
  report.horizons = {1, 5};
  report.rows.resize(3);
  report.summaries = {{ForecastMethod::kLinear, "total", 2.5},
                      {ForecastMethod::kOurs, "sex f", {}}};
  report.notes = {"few years"};
  BacktestRun run = Started();
  Take(run, run.Publish(report, "hash", kLater));
  EXPECT_EQ(run.state.title(), "Test");
  EXPECT_THAT(run.state.launches(), ElementsAre("2014", "2015"));
  EXPECT_THAT(run.state.horizons(), ElementsAre(1, 5));
  EXPECT_EQ(run.state.rows(), 3);
  EXPECT_EQ(run.state.result_sha256(), "hash");
  ASSERT_EQ(run.state.shelf_lives_size(), 2);
  EXPECT_EQ(run.state.shelf_lives(0).method(), v1::BACKTEST_METHOD_LINEAR);
  EXPECT_EQ(run.state.shelf_lives(0).slice(), "total");
  EXPECT_EQ(run.state.shelf_lives(0).years(), 2.5);
  EXPECT_EQ(run.state.shelf_lives(1).method(), v1::BACKTEST_METHOD_OURS);
  EXPECT_EQ(run.state.shelf_lives(1).slice(), "sex f");
  EXPECT_FALSE(run.state.shelf_lives(1).has_years());
  EXPECT_THAT(run.state.notes(), ElementsAre("few years"));
}

std::vector<std::string> FaultsOf(const BacktestOptions& options) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(CheckBacktestOptions(options))) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(BacktestOptionsTest, HaveTheirBounds) {
  EXPECT_THAT(FaultsOf({}), IsEmpty());
  BacktestOptions most;
  most.launches = {"2015", "2015-06-30"};
  most.horizons = {0.1, 100};
  most.history = 100;
  most.base_period = 0.5;
  most.size_limits = {0.5, 1, 1e9};
  most.turnover = {0, 1, 0.5};
  EXPECT_THAT(FaultsOf(most), IsEmpty());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BacktestOptions wrong;
  wrong.launches = {"soon", "2015", "x"};
  wrong.horizons = {0, 1, 100.1, nan};
  wrong.history = 0;
  wrong.base_period = 101;
  wrong.size_limits = {0, 10, 10, 20, 1e9 + 1};
  wrong.turnover = {-0.1, 1.1, nan};
  EXPECT_THAT(
      FaultsOf(wrong),
      ElementsAre("parameters.launches[0]", "parameters.launches[2]", "parameters.horizons[0]",
                  "parameters.horizons[2]", "parameters.horizons[3]", "parameters.history_years",
                  "parameters.base_period_years", "parameters.size_limits[0]",
                  "parameters.size_limits[2]", "parameters.size_limits[4]",
                  "parameters.turnover.moves", "parameters.turnover.births",
                  "parameters.turnover.deaths"));
}

TEST(BacktestRowTest, IsShownInFull) {
  BacktestRow row{ForecastMethod::kOurs, "2014", 5, "total", {1000, 2500}, {}, {}, 0.3, 0.04};
  row.accuracy = {40, 1, 0.11, 0.12, -0.13, 0.14, 150, 0.16, 0.17, 0.18, 0.19, 0.2};
  row.intervals = IntervalAccuracy{39, {0.5, 0.8, 0.95}, {1, 2, 3}, {4, 5, 6}, 7, {}};
  row.intervals->pit.fill(0.1);
  const v1::BacktestRow shown = ToProto(row);
  EXPECT_EQ(shown.method(), v1::BACKTEST_METHOD_OURS);
  EXPECT_EQ(shown.launch(), "2014");
  EXPECT_EQ(shown.horizon(), 5);
  EXPECT_EQ(shown.slice(), "total");
  EXPECT_EQ(shown.size_from(), 1000);
  EXPECT_EQ(shown.size_to(), 2500);
  EXPECT_EQ(shown.skill(), 0.3);
  EXPECT_EQ(shown.noise_floor(), 0.04);
  const v1::Accuracy& a = shown.accuracy();
  EXPECT_EQ(a.neighborhoods(), 40);
  EXPECT_EQ(a.without_pe(), 1);
  EXPECT_THAT((std::vector<double>{a.mape(), a.medape(), a.malpe(), a.wape(), a.rmse(), a.over_10(),
                                   a.over_20(), a.total_pe(), a.p80(), a.p90()}),
              ElementsAre(0.11, 0.12, -0.13, 0.14, 150, 0.16, 0.17, 0.18, 0.19, 0.2));
  const v1::IntervalAccuracy& intervals = shown.intervals();
  EXPECT_EQ(intervals.neighborhoods(), 39);
  EXPECT_THAT(intervals.coverage(), ElementsAre(0.5, 0.8, 0.95));
  EXPECT_THAT(intervals.mean_width(), ElementsAre(1, 2, 3));
  EXPECT_THAT(intervals.interval_score(), ElementsAre(4, 5, 6));
  EXPECT_EQ(intervals.crps(), 7);
  EXPECT_EQ(intervals.pit_size(), 10);
  EXPECT_EQ(intervals.pit(9), 0.1);
  row.intervals.reset();
  row.size.to = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(ToProto(row).has_intervals());
  EXPECT_EQ(ToProto(row).size_to(), 0) << "no end";
}

TEST(NeighborhoodForecastsTest, TellSevenQuantilesOfEach) {
  NeighborhoodTable table{"2014", 5, "total", {100, 200}, {101, 199}, {}};
  for (const double first : {1.0, 101.0}) {
    Quantiles& quantiles = table.quantiles.emplace_back();
    std::iota(quantiles.begin(), quantiles.end(), first);
  }
  const v1::NeighborhoodForecasts shown = ToProto(table, {"a", "b"});
  EXPECT_EQ(shown.launch(), "2014");
  EXPECT_EQ(shown.horizon(), 5);
  EXPECT_EQ(shown.slice(), "total");
  EXPECT_THAT(shown.neighborhood_keys(), ElementsAre("a", "b"));
  EXPECT_THAT(shown.forecast(), ElementsAre(100, 200));
  EXPECT_THAT(shown.actual(), ElementsAre(101, 199));
  EXPECT_THAT(shown.levels(), ElementsAre(0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975));
  // The first of 39 is that of 0.025, and so on in steps of 0.025.
  EXPECT_THAT(shown.quantiles(),
              ElementsAreArray({1, 4, 10, 20, 30, 36, 39, 101, 104, 110, 120, 130, 136, 139}));
}

}  // namespace
}  // namespace zwk::forecasting
