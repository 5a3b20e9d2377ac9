#pragma once

#include <string>
#include <vector>

#include "forecasting/app/backtest_store.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents series/<backtest id>/<content hash>/<piece> and backtest-rows/<backtest id>/<batch>,
// beside those of store::Documents for the backtest itself.
class KeptBacktestStore final : public BacktestStore {
 public:
  KeptBacktestStore(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::Status> StorePiece(Caller caller, std::string backtest_id, std::string content_sha256,
                                int number, std::string bytes) override;
  Task<absl::StatusOr<std::string>> LoadPiece(Caller caller, std::string backtest_id,
                                              std::string content_sha256, int number) override;
  Task<absl::StatusOr<std::string>> StoreRows(Caller caller, std::string backtest_id,
                                              std::vector<BacktestRow> rows) override;
  Task<absl::StatusOr<std::vector<BacktestRow>>> LoadRows(Caller caller, std::string backtest_id,
                                                          int batch) override;
  Task<absl::StatusOr<std::vector<std::string>>> Unfinished(Caller caller) override;

 private:
  store::Store& store_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
