#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/backtest_run/backtest_run.h"
#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "platform/base/task.h"

namespace zwk::forecasting {

using BacktestRepository = Repository<BacktestRun, BacktestEvent>;

// Keeps what is too large for a backtest's own document. Both are under the backtest's id and the
// hash of the file; whoever writes them again writes the same bytes.
class BacktestStore {
 public:
  virtual ~BacktestStore() = default;

  // The file of the series, piece by piece; pieces are numbered from 0.
  virtual Task<absl::Status> StorePiece(Caller caller, std::string backtest_id,
                                        std::string content_sha256, int number,
                                        std::string bytes) = 0;
  // Empty behind the last piece.
  virtual Task<absl::StatusOr<std::string>> LoadPiece(Caller caller, std::string backtest_id,
                                                      std::string content_sha256, int number) = 0;

  // Answers SHA-256 over the rows.
  virtual Task<absl::StatusOr<std::string>> StoreRows(Caller caller, std::string backtest_id,
                                                      std::vector<v1::BacktestRow> rows) = 0;
  // A batch of rows; empty behind the last one.
  virtual Task<absl::StatusOr<std::vector<v1::BacktestRow>>> LoadRows(Caller caller,
                                                                      std::string backtest_id,
                                                                      int batch) = 0;

  // What is said of neighborhoods, a table each.
  virtual Task<absl::Status> StoreForecasts(Caller caller, std::string backtest_id,
                                            std::vector<v1::NeighborhoodForecasts> tables) = 0;
  // Nothing behind the last one, numbered from 0.
  virtual Task<absl::StatusOr<std::optional<v1::NeighborhoodForecasts>>> LoadForecasts(
      Caller caller, std::string backtest_id, int number) = 0;

  // Ids of the municipality's backtests that have not ended.
  virtual Task<absl::StatusOr<std::vector<std::string>>> Unfinished(Caller caller) = 0;
};

}  // namespace zwk::forecasting
