#include "forecasting/backtest_run/backtest_run.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/engine_version.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"

namespace zwk::forecasting {
namespace {

absl::Status Ended() { return absl::FailedPreconditionError("the backtest has ended"); }

// What was not given is written down.
void SayDefaults(v1::BacktestParameters& parameters) {
  const BacktestOptions options = FromProto(parameters);
  parameters.mutable_horizons()->Assign(options.horizons.begin(), options.horizons.end());
  parameters.set_history_years(options.history);
  parameters.set_base_period_years(options.base_period);
  parameters.mutable_size_limits()->Assign(options.size_limits.begin(), options.size_limits.end());
  parameters.mutable_turnover()->set_moves(options.turnover.moves);
  parameters.mutable_turnover()->set_births(options.turnover.births);
  parameters.mutable_turnover()->set_deaths(options.turnover.deaths);
}

}  // namespace

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Start(v1::Backtest wanted, Time now) const {
  v1::BacktestStarted event;
  v1::Backtest& started = *event.mutable_backtest() = std::move(wanted);
  SayDefaults(*started.mutable_parameters());
  started.set_engine_version(kEngineVersion);
  *started.mutable_started_at() = ToTimestamp(now);
  started.set_state(v1::BACKTEST_STATE_RUNNING);
  return std::vector<BacktestEvent>{std::move(event)};
}

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Cancel(Time now) const {
  if (state.state() == v1::BACKTEST_STATE_CANCELLED) return std::vector<BacktestEvent>{};
  if (!unfinished()) return Ended();
  v1::BacktestCancelled event;
  event.set_backtest_id(state.backtest_id());
  *event.mutable_cancelled_at() = ToTimestamp(now);
  return std::vector<BacktestEvent>{std::move(event)};
}

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Fail(std::string failure, Time now) const {
  if (!unfinished()) return Ended();
  v1::BacktestFailed event;
  event.set_backtest_id(state.backtest_id());
  event.set_failure(std::move(failure));
  *event.mutable_failed_at() = ToTimestamp(now);
  return std::vector<BacktestEvent>{std::move(event)};
}

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Publish(const BacktestReport& report,
                                                                std::string rows_sha256,
                                                                Time now) const {
  if (!unfinished()) return Ended();
  v1::BacktestPublished event;
  v1::Backtest& published = *event.mutable_backtest() = state;
  published.mutable_launches()->Assign(report.launches.begin(), report.launches.end());
  published.mutable_horizons()->Assign(report.horizons.begin(), report.horizons.end());
  published.set_rows(static_cast<int64_t>(report.rows.size()));
  published.set_result_sha256(std::move(rows_sha256));
  for (const BacktestSummary& summary : report.summaries) {
    v1::BacktestShelfLife& life = *published.add_shelf_lives();
    life.set_method(static_cast<v1::BacktestMethod>(summary.method));
    life.set_slice(summary.slice);
    if (summary.shelf_life) life.set_years(*summary.shelf_life);
  }
  published.mutable_notes()->Assign(report.notes.begin(), report.notes.end());
  *published.mutable_ended_at() = ToTimestamp(now);
  published.set_state(v1::BACKTEST_STATE_PUBLISHED);
  return std::vector<BacktestEvent>{std::move(event)};
}

void BacktestRun::Apply(const BacktestEvent& event) {
  struct {
    v1::Backtest& state;
    void operator()(const v1::BacktestStarted& e) { state = e.backtest(); }
    void operator()(const v1::BacktestCancelled& e) {
      state.set_state(v1::BACKTEST_STATE_CANCELLED);
      *state.mutable_ended_at() = e.cancelled_at();
    }
    void operator()(const v1::BacktestFailed& e) {
      state.set_state(v1::BACKTEST_STATE_FAILED);
      state.set_failure(e.failure());
      *state.mutable_ended_at() = e.failed_at();
    }
    void operator()(const v1::BacktestPublished& e) { state = e.backtest(); }
  } take{state};
  std::visit(take, event);
}

BacktestOptions FromProto(const v1::BacktestParameters& parameters) {
  BacktestOptions options;
  options.launches = {parameters.launches().begin(), parameters.launches().end()};
  if (parameters.horizons_size() > 0) {
    options.horizons = {parameters.horizons().begin(), parameters.horizons().end()};
  }
  options.by_neighborhood = parameters.by_neighborhood();
  if (parameters.history_years() != 0) options.history = parameters.history_years();
  if (parameters.base_period_years() != 0) options.base_period = parameters.base_period_years();
  if (parameters.size_limits_size() > 0) {
    options.size_limits = {parameters.size_limits().begin(), parameters.size_limits().end()};
  }
  if (parameters.has_turnover()) {
    options.turnover = {parameters.turnover().moves(), parameters.turnover().births(),
                        parameters.turnover().deaths()};
  }
  return options;
}

absl::Status CheckBacktestOptions(const BacktestOptions& options) {
  FieldErrors errors;
  const auto is_years = [](double years) { return years > 0 && years <= 100; };
  for (size_t i = 0; i < options.launches.size(); ++i) {
    const std::string field = absl::StrCat("parameters.launches[", i, "]");
    if (!ParseReferenceDate(options.launches[i]).ok()) {
      errors.Add(field, "must be a reference date as in the file, such as 2015 or 2015-06-30");
    }
  }
  for (size_t i = 0; i < options.horizons.size(); ++i) {
    if (!is_years(options.horizons[i])) {
      errors.Add(absl::StrCat("parameters.horizons[", i, "]"),
                 "must be years above 0, at most 100");
    }
  }
  if (!is_years(options.history)) {
    errors.Add("parameters.history_years", "must be years above 0, at most 100");
  }
  if (!is_years(options.base_period)) {
    errors.Add("parameters.base_period_years", "must be years above 0, at most 100");
  }
  for (size_t i = 0; i < options.size_limits.size(); ++i) {
    if (!(options.size_limits[i] > (i == 0 ? 0 : options.size_limits[i - 1]) &&
          options.size_limits[i] <= 1e9)) {
      errors.Add(absl::StrCat("parameters.size_limits[", i, "]"), "limits ascend, above 0");
    }
  }
  for (const auto& [name, rate] :
       {std::pair("moves", options.turnover.moves), std::pair("births", options.turnover.births),
        std::pair("deaths", options.turnover.deaths)}) {
    if (!(rate >= 0 && rate <= 1)) {
      errors.Add(absl::StrCat("parameters.turnover.", name), "must be from 0 to 1 per head");
    }
  }
  return errors.ToStatus();
}

}  // namespace zwk::forecasting
