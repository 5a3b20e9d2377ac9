#pragma once

#include <memory>
#include <string>
#include <vector>

#include "forecasting/estimate/rate_estimate_use.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents rate-estimate/<id>; index "rate-estimates", newest first.
std::unique_ptr<EstimateRepository> StoreEstimates(store::Store& store, const Clock& clock);

// Documents levels/<estimate id>/<batch>.
class StoredLevels final : public LevelStore {
 public:
  StoredLevels(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::Status> StoreLevels(Caller caller, std::string estimate_id,
                                 std::vector<v1::ShrunkLevel> levels) override;
  Task<absl::StatusOr<std::vector<v1::ShrunkLevel>>> LoadLevels(Caller caller,
                                                                std::string estimate_id,
                                                                int batch) override;

 private:
  store::Store& store_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
