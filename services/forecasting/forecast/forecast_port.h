#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/forecast/forecast_result.h"
#include "forecasting/forecast/forecast_run.h"
#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "platform/base/task.h"

namespace zwk::forecasting {

using ForecastRepository = Repository<ForecastRun, ForecastEvent>;

// Progress as it is stored.
struct StoredProgress {
  ForecastProgress value;
  uint64_t version = 0;  // 0: no step is stored
  // As it was read, with what only a newer release knows.
  std::shared_ptr<const google::protobuf::Message> document;
};

// One step of a run: the blocks of its year in the order of the input's neighborhoods, and what the
// run has come to with it.
struct FinishedStep {
  std::string forecast_id;
  uint64_t run_version = 0;
  std::vector<std::string> neighborhood_keys;
  int year = 0;
  std::vector<ResultBlock> blocks;
  StoredProgress progress;  // its version is that of the step before
};

// Keeps what runs have calculated, step by step, beside the forecasts themselves.
class ForecastStore {
 public:
  virtual ~ForecastStore() = default;

  // Stores the blocks and then, in the same commit as the last of them, the progress. ABORTED when
  // the run was changed meanwhile (cancelled), or another process stores its steps: then the
  // progress stands as it was before. Answers the new progress.
  virtual Task<absl::StatusOr<StoredProgress>> StoreStep(Caller caller, FinishedStep step) = 0;

  // Empty where no step is stored.
  virtual Task<absl::StatusOr<StoredProgress>> LoadProgress(Caller caller,
                                                            std::string forecast_id) = 0;
  // The forecast says it all.
  virtual Task<absl::Status> DropProgress(Caller caller, std::string forecast_id) = 0;

  // As far as they are stored; in the order of the keys.
  virtual Task<absl::StatusOr<std::vector<ResultBlock>>> LoadStep(
      Caller caller, std::string forecast_id, int year,
      std::vector<std::string> neighborhood_keys) = 0;

  // The bytes a block is stored as: what the hash of a result is over.
  virtual std::string Bytes(const ResultBlock& block) const = 0;

  // Ids of the municipality's runs that are queued or running.
  virtual Task<absl::StatusOr<std::vector<std::string>>> Unfinished(Caller caller) = 0;
};

}  // namespace zwk::forecasting
