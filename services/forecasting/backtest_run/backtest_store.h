#pragma once

#include <memory>
#include <string>
#include <vector>

#include "forecasting/backtest_run/backtest_port.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents backtest/<id>; indexes "backtests", newest first, and "unfinished-backtests".
std::unique_ptr<BacktestRepository> StoreBacktests(store::Store& store, const Clock& clock);

// Documents series/<backtest id>/<content hash>/<piece>, backtest-rows/<backtest id>/<batch> and
// backtest-forecasts/<backtest id>/<number>, beside those of store::Documents for the backtest itself.
class StoredSeries final : public BacktestStore {
 public:
  StoredSeries(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::Status> StorePiece(Caller caller, std::string backtest_id, std::string content_sha256,
                                int number, std::string bytes) override;
  Task<absl::StatusOr<std::string>> LoadPiece(Caller caller, std::string backtest_id,
                                              std::string content_sha256, int number) override;
  Task<absl::StatusOr<std::string>> StoreRows(Caller caller, std::string backtest_id,
                                              std::vector<v1::BacktestRow> rows) override;
  Task<absl::StatusOr<std::vector<v1::BacktestRow>>> LoadRows(Caller caller,
                                                              std::string backtest_id,
                                                              int batch) override;
  Task<absl::Status> StoreForecasts(Caller caller, std::string backtest_id,
                                    std::vector<v1::NeighborhoodForecasts> tables) override;
  Task<absl::StatusOr<std::optional<v1::NeighborhoodForecasts>>> LoadForecasts(
      Caller caller, std::string backtest_id, int number) override;
  Task<absl::StatusOr<std::vector<std::string>>> Unfinished(Caller caller) override;

 private:
  store::Store& store_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
