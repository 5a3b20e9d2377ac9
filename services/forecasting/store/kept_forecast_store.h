#pragma once

#include <string>
#include <vector>

#include "forecasting/app/forecast_store.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents cells/<forecast id>/<year>/<neighborhood>, beside those of store::Documents for the run
// itself.
class KeptForecastStore final : public ForecastStore {
 public:
  KeptForecastStore(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::StatusOr<uint64_t>> StoreStep(Caller caller, ForecastRun run, uint64_t version,
                                           int year, std::vector<ResultBlock> blocks) override;
  Task<absl::StatusOr<std::vector<ResultBlock>>> LoadStep(
      Caller caller, std::string forecast_id, int year,
      std::vector<std::string> neighborhood_keys) override;
  std::string Bytes(const ResultBlock& block) const override;
  Task<absl::StatusOr<std::vector<std::string>>> Unfinished(Caller caller) override;

 private:
  store::Store& store_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
