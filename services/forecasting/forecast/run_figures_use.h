#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/engine/advance.h"
#include "forecasting/forecast/forecast_run.h"
#include "platform/base/cancellation.h"
#include "platform/base/pool.h"

namespace zwk::forecasting {

// The figures that a run has pinned, step by step.
class RunFigures {
 public:
  RunFigures(PopulationStore& data, Pool& pool, Caller caller, ForecastRun run)
      : data_(data), pool_(pool), caller_(std::move(caller)), run_(std::move(run)) {}

  // By neighborhood; nothing where nothing is pinned.
  Task<absl::StatusOr<std::vector<Cells>>> Stocks(PinnedYear pinned);

  Task<absl::StatusOr<StepAssumptions>> AssumptionsOf(int step);

  // A fault in the last year is found before the first one is calculated.
  Task<absl::Status> CheckAllSteps(const Scenario& scenario, CancellationToken token);

 private:
  Task<absl::StatusOr<std::vector<DataBlock>>> Blocks(PinnedYear pinned);
  Task<absl::Status> Load(PinnedStep pinned);
  Task<absl::Status> LoadCohorts();
  bool Has(const PinnedStep& pinned) const {
    return !assumptions_.areas.empty() && pinned_ == pinned;
  }

  PopulationStore& data_;
  Pool& pool_;
  const Caller caller_;
  const ForecastRun run_;
  // What was loaded last: most steps share it.
  PinnedStep pinned_;
  StepAssumptions assumptions_;
  std::vector<double> totals_;  // Hamilton-Perry: of the city, by step
};

}  // namespace zwk::forecasting
