#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/backtest/protocol.h"
#include "platform/base/clock.h"
#include "zwk/forecasting/v1/backtest.pb.h"

namespace zwk::forecasting {

using BacktestEvent = std::variant<v1::BacktestStarted, v1::BacktestCancelled, v1::BacktestFailed,
                                   v1::BacktestPublished>;

// A backtest from its start to its publication.
//
// Invariant: it ends once, and nothing of it changes afterwards.
struct BacktestRun {
  // `wanted` has what was asked for and what is known of the series.
  absl::StatusOr<std::vector<BacktestEvent>> Start(v1::Backtest wanted, Time now) const;
  absl::StatusOr<std::vector<BacktestEvent>> Cancel(Time now) const;
  absl::StatusOr<std::vector<BacktestEvent>> Fail(std::string failure, Time now) const;
  // What the report says but its rows, which are stored under this hash.
  absl::StatusOr<std::vector<BacktestEvent>> Publish(const BacktestReport& report,
                                                     std::string rows_sha256, Time now) const;
  void Apply(const BacktestEvent& event);

  bool unfinished() const { return state.state() == v1::BACKTEST_STATE_RUNNING; }

  v1::Backtest state;  // as it is stored and answered, but for version and progress
};

// What is not given gets its default.
BacktestOptions FromProto(const v1::BacktestParameters& parameters);
// INVALID_ARGUMENT with field paths.
absl::Status CheckBacktestOptions(const BacktestOptions& options);

v1::BacktestRow ToProto(const BacktestRow& row);
v1::NeighborhoodForecasts ToProto(const NeighborhoodTable& table,
                                  const std::vector<std::string>& neighborhoods);

}  // namespace zwk::forecasting
