#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/data/population_structure_use.h"
#include "forecasting/estimate/rate_estimate.h"
#include "forecasting/register/neighborhood_use.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"

namespace zwk::forecasting {

using EstimateRepository = Repository<RateEstimate, RateEstimate>;

// Keeps what is too large for an estimate's own document; batches are numbered from 0.
class LevelStore {
 public:
  virtual ~LevelStore() = default;
  virtual Task<absl::Status> StoreLevels(Caller caller, std::string estimate_id,
                                         std::vector<v1::ShrunkLevel> levels) = 0;
  // Empty behind the last batch.
  virtual Task<absl::StatusOr<std::vector<v1::ShrunkLevel>>> LoadLevels(Caller caller,
                                                                        std::string estimate_id,
                                                                        int batch) = 0;
};

struct EstimateRatesCommand {
  std::string estimate_id;
  std::string title;
  EstimateParameters parameters;
};

// Rates from what was imported.
class RateEstimates {
 public:
  struct Parts {
    Neighborhoods& neighborhoods;
    PopulationStructures& structures;
    PopulationStore& data;
    EstimateRepository& estimates;
    LevelStore& levels;
    Pool& pool;
    const Clock& clock;
  };
  explicit RateEstimates(Parts parts) : parts_(parts) {}

  // FAILED_PRECONDITION: stocks or flows are missing for a year or a registered neighborhood, or
  // age classes are wider than a year.
  Task<absl::StatusOr<Stored<RateEstimate>>> Estimate(Caller caller, EstimateRatesCommand command);
  Task<absl::StatusOr<Stored<RateEstimate>>> Get(Caller caller, std::string estimate_id);
  Task<absl::StatusOr<Page<RateEstimate>>> List(Caller caller, int page_size,
                                                std::string page_token);

  // Batches, in order. `take` says whether it wants more.
  using TakeLevels = std::function<Task<bool>(std::vector<v1::ShrunkLevel>)>;
  Task<absl::Status> StreamLevels(Caller caller, std::string estimate_id, TakeLevels take);

 private:
  // What an estimate is made from, as it is now.
  struct Counted {
    RateEstimate estimate;
    EstimationInput input;
    std::string used;  // what the hash of the input is over
  };
  Task<absl::Status> LoadYear(Caller caller, ImportKind kind, int year, const Datasets& datasets,
                              Counted& counted, std::vector<std::vector<DataBlock>>& blocks);
  Task<absl::StatusOr<Counted>> Load(Caller caller, EstimateRatesCommand command);
  Task<absl::StatusOr<RateEstimate>> Calculate(Caller caller, EstimateRatesCommand command);

  Parts parts_;
};

}  // namespace zwk::forecasting
