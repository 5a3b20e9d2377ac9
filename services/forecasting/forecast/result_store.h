#pragma once

#include <string>
#include <vector>

#include "forecasting/forecast/forecast_port.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents cells/<forecast id>/<year>/<neighborhood> and forecast-progress/<forecast id>.
class StoredResults final : public ForecastStore {
 public:
  StoredResults(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::StatusOr<StoredProgress>> StoreStep(Caller caller, FinishedStep step) override;
  Task<absl::StatusOr<StoredProgress>> LoadProgress(Caller caller,
                                                    std::string forecast_id) override;
  Task<absl::Status> DropProgress(Caller caller, std::string forecast_id) override;
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
