#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/domain/backtest/protocol.h"
#include "platform/base/clock.h"

namespace zwk::forecasting {

// What is known of the file that was sent, without its figures.
struct SeriesFacts {
  std::string content_sha256;
  int64_t rows = 0;
  int neighborhoods = 0;
  std::vector<std::string> dates;
  std::vector<std::string> slices;
  std::vector<std::string> left_out;
  std::string source;
  bool synthetic = false;
};

// The same numbers as in the protos.
enum class BacktestState { kRunning = 1, kCanceled = 2, kFailed = 3, kPublished = 4 };

// What a backtest came to, without its rows.
struct BacktestOutcome {
  std::vector<std::string> launches;
  std::vector<double> horizons;
  int64_t rows = 0;
  std::string result_sha256;
  std::vector<BacktestSummary> summaries;
  std::vector<std::string> notes;
};

struct BacktestStarted {
  std::string backtest_id;
  std::string title;
  BacktestOptions options;
  bool leave_out_incomplete = false;
  SeriesFacts series;
  Time at{};
};
struct BacktestCanceled {
  Time at{};
};
struct BacktestFailed {
  std::string failure;
  Time at{};
};
struct BacktestPublished {
  BacktestOutcome outcome;
  Time at{};
};
using BacktestEvent =
    std::variant<BacktestStarted, BacktestCanceled, BacktestFailed, BacktestPublished>;

// A backtest from its start to its publication.
//
// Invariant: it ends once, and nothing of it changes afterwards.
struct BacktestRun {
  std::string backtest_id;
  std::string title;
  BacktestOptions options;
  bool leave_out_incomplete = false;
  SeriesFacts series;
  std::string engine_version;
  BacktestState state = BacktestState::kRunning;
  Time started_at{};
  Time ended_at{};
  std::string failure;
  BacktestOutcome outcome;

  bool unfinished() const { return state == BacktestState::kRunning; }
  absl::StatusOr<std::vector<BacktestEvent>> Start(BacktestStarted wanted) const;
  absl::StatusOr<std::vector<BacktestEvent>> Cancel(Time now) const;
  absl::StatusOr<std::vector<BacktestEvent>> Fail(std::string failure, Time now) const;
  absl::StatusOr<std::vector<BacktestEvent>> Publish(BacktestOutcome outcome, Time now) const;
  void Apply(const BacktestEvent& event);
};

// INVALID_ARGUMENT with field paths.
absl::Status CheckBacktestOptions(const BacktestOptions& options);

}  // namespace zwk::forecasting
