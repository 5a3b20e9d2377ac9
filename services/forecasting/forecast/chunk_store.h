#pragma once

#include <set>
#include <string>
#include <vector>

#include "forecasting/forecast/chunk_port.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Set while trajectories of the run may be stored; see ForecastCodec::Complete.
std::string SimulatingGuard(const std::string& forecast_id);
inline constexpr char kSimulating[] = "simulating";

// Documents chunk/<forecast id>/<n>, chunk-lease/<forecast id>/<n>, quantiles/<forecast
// id>/<batch>; counter chunks/<forecast id> with one field for each chunk that is stored.
class StoredChunks final : public ChunkStore {
 public:
  StoredChunks(store::Store& store, Pool& pool) : store_(store), pool_(pool) {}

  Task<absl::StatusOr<std::set<int>>> Done(Caller caller, std::string forecast_id) override;
  Task<absl::StatusOr<bool>> Claim(Caller caller, std::string forecast_id, int chunk,
                                   std::string owner, Time now, Time until) override;
  Task<absl::StatusOr<bool>> Store(Caller caller, std::string forecast_id, int chunk,
                                   std::string counts) override;
  Task<absl::StatusOr<std::string>> Load(Caller caller, std::string forecast_id,
                                         int chunk) override;
  Task<absl::Status> Drop(Caller caller, std::string forecast_id, int chunks) override;
  Task<absl::StatusOr<std::string>> StoreQuantiles(
      Caller caller, std::string forecast_id, std::vector<v1::FigureQuantiles> quantiles) override;
  Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> LoadQuantiles(Caller caller,
                                                                       std::string forecast_id,
                                                                       int batch) override;

 private:
  store::Store& store_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
