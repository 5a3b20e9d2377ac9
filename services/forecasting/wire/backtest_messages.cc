#include "forecasting/wire/backtest_messages.h"

#include <algorithm>
#include <limits>

#include "forecasting/wire/messages.h"

namespace zwk::forecasting {
namespace {

template <typename Repeated>
std::vector<std::string> Texts(const Repeated& from) {
  return {from.begin(), from.end()};
}

template <typename Values>
void Keep(const Values& from, google::protobuf::RepeatedField<double>& to) {
  to.Assign(from.begin(), from.end());
}

template <size_t N>
void Take(const google::protobuf::RepeatedField<double>& from, std::array<double, N>& to) {
  std::copy_n(from.begin(), std::min<size_t>(from.size(), N), to.begin());
}

void ToMessage(const Accuracy& accuracy, v1::Accuracy& message) {
  message.set_neighborhoods(accuracy.neighborhoods);
  message.set_without_pe(accuracy.without_pe);
  message.set_mape(accuracy.mape);
  message.set_medape(accuracy.medape);
  message.set_malpe(accuracy.malpe);
  message.set_wape(accuracy.wape);
  message.set_rmse(accuracy.rmse);
  message.set_over_10(accuracy.over_10);
  message.set_over_20(accuracy.over_20);
  message.set_p80(accuracy.p80);
  message.set_p90(accuracy.p90);
}

Accuracy AccuracyFrom(const v1::Accuracy& message) {
  return {.neighborhoods = message.neighborhoods(),
          .without_pe = message.without_pe(),
          .mape = message.mape(),
          .medape = message.medape(),
          .malpe = message.malpe(),
          .wape = message.wape(),
          .rmse = message.rmse(),
          .over_10 = message.over_10(),
          .over_20 = message.over_20(),
          .p80 = message.p80(),
          .p90 = message.p90()};
}

void ToMessage(const IntervalAccuracy& intervals, v1::IntervalAccuracy& message) {
  message.set_neighborhoods(intervals.neighborhoods);
  Keep(intervals.coverage, *message.mutable_coverage());
  Keep(intervals.mean_width, *message.mutable_mean_width());
  Keep(intervals.interval_score, *message.mutable_interval_score());
  message.set_crps(intervals.crps);
  Keep(intervals.pit, *message.mutable_pit());
}

IntervalAccuracy IntervalsFrom(const v1::IntervalAccuracy& message) {
  IntervalAccuracy intervals;
  intervals.neighborhoods = message.neighborhoods();
  Take(message.coverage(), intervals.coverage);
  Take(message.mean_width(), intervals.mean_width);
  Take(message.interval_score(), intervals.interval_score);
  intervals.crps = message.crps();
  Take(message.pit(), intervals.pit);
  return intervals;
}

void ToMessage(const BacktestRun& run, v1::BacktestParameters& message) {
  const BacktestOptions& options = run.options;
  message.mutable_launches()->Assign(options.launches.begin(), options.launches.end());
  Keep(options.horizons, *message.mutable_horizons());
  message.set_history_years(options.history);
  message.set_base_period_years(options.base_period);
  Keep(options.size_limits, *message.mutable_size_limits());
  message.mutable_turnover()->set_moves(options.turnover.moves);
  message.mutable_turnover()->set_births(options.turnover.births);
  message.mutable_turnover()->set_deaths(options.turnover.deaths);
  message.set_leave_out_incomplete(run.leave_out_incomplete);
}

void ToMessage(const SeriesFacts& series, v1::BacktestSeries& message) {
  message.set_content_sha256(series.content_sha256);
  message.set_rows(series.rows);
  message.set_neighborhoods(series.neighborhoods);
  message.mutable_dates()->Assign(series.dates.begin(), series.dates.end());
  message.mutable_slices()->Assign(series.slices.begin(), series.slices.end());
  message.mutable_left_out()->Assign(series.left_out.begin(), series.left_out.end());
  message.set_source(series.source);
  message.set_synthetic(series.synthetic);
}

}  // namespace

void ToMessage(const BacktestSummary& summary, v1::BacktestShelfLife& message) {
  message.set_method(static_cast<v1::BacktestMethod>(summary.method));
  message.set_slice(summary.slice);
  if (summary.shelf_life) message.set_years(*summary.shelf_life);
}

void ToMessage(const BacktestRun& run, uint64_t version, int percent_done, v1::Backtest& message) {
  message.set_backtest_id(run.backtest_id);
  message.set_version(version);
  message.set_title(run.title);
  ToMessage(run, *message.mutable_parameters());
  message.set_state(static_cast<v1::BacktestState>(run.state));
  message.set_percent_done(percent_done);
  message.set_failure(run.failure);
  *message.mutable_started_at() = ToTimestamp(run.started_at);
  if (run.ended_at != Time{}) *message.mutable_ended_at() = ToTimestamp(run.ended_at);
  ToMessage(run.series, *message.mutable_series());
  message.set_engine_version(run.engine_version);
  const BacktestOutcome& outcome = run.outcome;
  message.mutable_launches()->Assign(outcome.launches.begin(), outcome.launches.end());
  Keep(outcome.horizons, *message.mutable_horizons());
  message.set_rows(outcome.rows);
  message.set_result_sha256(outcome.result_sha256);
  for (const BacktestSummary& summary : outcome.summaries) {
    ToMessage(summary, *message.add_shelf_lives());
  }
  message.mutable_notes()->Assign(outcome.notes.begin(), outcome.notes.end());
}

BacktestOptions OptionsFrom(const v1::BacktestParameters& message) {
  BacktestOptions options;
  options.launches = Texts(message.launches());
  if (message.horizons_size() > 0) {
    options.horizons = {message.horizons().begin(), message.horizons().end()};
  }
  if (message.history_years() != 0) options.history = message.history_years();
  if (message.base_period_years() != 0) options.base_period = message.base_period_years();
  if (message.size_limits_size() > 0) {
    options.size_limits = {message.size_limits().begin(), message.size_limits().end()};
  }
  if (message.has_turnover()) {
    options.turnover = {message.turnover().moves(), message.turnover().births(),
                        message.turnover().deaths()};
  }
  return options;
}

BacktestRun BacktestFrom(const v1::Backtest& message) {
  BacktestRun run;
  run.backtest_id = message.backtest_id();
  run.title = message.title();
  run.options = OptionsFrom(message.parameters());
  run.leave_out_incomplete = message.parameters().leave_out_incomplete();
  run.state = static_cast<BacktestState>(message.state());
  run.failure = message.failure();
  run.started_at = TimeFrom(message.started_at());
  if (message.has_ended_at()) run.ended_at = TimeFrom(message.ended_at());
  const v1::BacktestSeries& series = message.series();
  run.series.content_sha256 = series.content_sha256();
  run.series.rows = series.rows();
  run.series.neighborhoods = series.neighborhoods();
  run.series.dates = Texts(series.dates());
  run.series.slices = Texts(series.slices());
  run.series.left_out = Texts(series.left_out());
  run.series.source = series.source();
  run.series.synthetic = series.synthetic();
  run.engine_version = message.engine_version();
  run.outcome.launches = Texts(message.launches());
  run.outcome.horizons = {message.horizons().begin(), message.horizons().end()};
  run.outcome.rows = message.rows();
  run.outcome.result_sha256 = message.result_sha256();
  for (const v1::BacktestShelfLife& life : message.shelf_lives()) {
    BacktestSummary& summary = run.outcome.summaries.emplace_back();
    summary.method = static_cast<ForecastMethod>(life.method());
    summary.slice = life.slice();
    if (life.has_years()) summary.shelf_life = life.years();
  }
  run.outcome.notes = Texts(message.notes());
  return run;
}

void ToMessage(const BacktestRow& row, v1::BacktestRow& message) {
  message.set_method(static_cast<v1::BacktestMethod>(row.method));
  message.set_launch(row.launch);
  message.set_horizon(row.horizon);
  message.set_slice(row.slice);
  message.set_size_from(row.size.from);
  const bool limited = row.size.to < std::numeric_limits<double>::infinity();
  message.set_size_to(limited ? row.size.to : 0);
  ToMessage(row.accuracy, *message.mutable_accuracy());
  if (row.intervals) ToMessage(*row.intervals, *message.mutable_intervals());
  message.set_skill(row.skill);
  message.set_noise_floor(row.noise_floor);
}

BacktestRow RowFrom(const v1::BacktestRow& message) {
  BacktestRow row;
  row.method = static_cast<ForecastMethod>(message.method());
  row.launch = message.launch();
  row.horizon = message.horizon();
  row.slice = message.slice();
  row.size.from = message.size_from();
  row.size.to =
      message.size_to() == 0 ? std::numeric_limits<double>::infinity() : message.size_to();
  row.accuracy = AccuracyFrom(message.accuracy());
  if (message.has_intervals()) row.intervals = IntervalsFrom(message.intervals());
  row.skill = message.skill();
  row.noise_floor = message.noise_floor();
  return row;
}

}  // namespace zwk::forecasting
