#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

namespace zwk::forecasting {

// Keeps what chunks of trajectories came to, until they are put together, and the quantiles.
//
// A chunk is stored once: by one commit that fails when it is there already, or when the run was
// stopped meanwhile.
class ChunkStore {
 public:
  virtual ~ChunkStore() = default;

  // Numbers of the chunks that are stored.
  virtual Task<absl::StatusOr<std::set<int>>> Done(Caller caller, std::string forecast_id) = 0;

  // True when the chunk is neither stored nor being calculated by somebody else; from then on it is
  // this owner's until `until`. Should its owner die, others take it after that.
  virtual Task<absl::StatusOr<bool>> Claim(Caller caller, std::string forecast_id, int chunk,
                                           std::string owner, Time now, Time until) = 0;

  // False when it was stored by somebody else. ABORTED when the run was stopped.
  virtual Task<absl::StatusOr<bool>> Store(Caller caller, std::string forecast_id, int chunk,
                                           std::string counts) = 0;
  virtual Task<absl::StatusOr<std::string>> Load(Caller caller, std::string forecast_id,
                                                 int chunk) = 0;
  // They have been put together.
  virtual Task<absl::Status> Drop(Caller caller, std::string forecast_id, int chunks) = 0;

  // Answers SHA-256 over the quantiles. Whoever writes them again writes the same bytes.
  virtual Task<absl::StatusOr<std::string>> StoreQuantiles(
      Caller caller, std::string forecast_id, std::vector<v1::FigureQuantiles> quantiles) = 0;
  // A batch, numbered from 0; empty behind the last one.
  virtual Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> LoadQuantiles(
      Caller caller, std::string forecast_id, int batch) = 0;
};

}  // namespace zwk::forecasting
