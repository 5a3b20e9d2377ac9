#pragma once

#include <string>
#include <vector>

#include "forecasting/app/rate_estimates.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents levels/<estimate id>/<batch>, beside those of store::Documents for the estimate itself.
class KeptLevelStore final : public LevelStore {
 public:
  KeptLevelStore(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::Status> StoreLevels(Caller caller, std::string estimate_id,
                                 std::vector<LevelRow> rows) override;
  Task<absl::StatusOr<std::vector<LevelRow>>> LoadLevels(Caller caller, std::string estimate_id,
                                                         int batch) override;

 private:
  store::Store& store_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
