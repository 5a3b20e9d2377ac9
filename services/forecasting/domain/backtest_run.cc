#include "forecasting/domain/backtest_run.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/domain/forecast_run.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

absl::Status Ended() { return absl::FailedPreconditionError("the backtest has ended"); }

}  // namespace

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Start(BacktestStarted wanted) const {
  return std::vector<BacktestEvent>{std::move(wanted)};
}

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Cancel(Time now) const {
  if (state == BacktestState::kCanceled) return std::vector<BacktestEvent>{};
  if (!unfinished()) return Ended();
  return std::vector<BacktestEvent>{BacktestCanceled{now}};
}

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Fail(std::string why, Time now) const {
  if (!unfinished()) return Ended();
  return std::vector<BacktestEvent>{BacktestFailed{std::move(why), now}};
}

absl::StatusOr<std::vector<BacktestEvent>> BacktestRun::Publish(BacktestOutcome result,
                                                                Time now) const {
  if (!unfinished()) return Ended();
  return std::vector<BacktestEvent>{BacktestPublished{std::move(result), now}};
}

void BacktestRun::Apply(const BacktestEvent& event) {
  struct {
    BacktestRun& self;
    void operator()(const BacktestStarted& e) {
      self.backtest_id = e.backtest_id;
      self.title = e.title;
      self.options = e.options;
      self.leave_out_incomplete = e.leave_out_incomplete;
      self.series = e.series;
      self.engine_version = kEngineVersion;
      self.started_at = e.at;
      self.state = BacktestState::kRunning;
    }
    void operator()(const BacktestCanceled& e) {
      self.state = BacktestState::kCanceled;
      self.ended_at = e.at;
    }
    void operator()(const BacktestFailed& e) {
      self.state = BacktestState::kFailed;
      self.failure = e.failure;
      self.ended_at = e.at;
    }
    void operator()(const BacktestPublished& e) {
      self.state = BacktestState::kPublished;
      self.outcome = e.outcome;
      self.ended_at = e.at;
    }
  } take{*this};
  std::visit(take, event);
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
