#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/base/run_signals.h"
#include "forecasting/engine/advance.h"
#include "forecasting/forecast/chunk_port.h"
#include "forecasting/forecast/forecast_run.h"
#include "forecasting/forecast/simulation_plan.h"
#include "forecasting/stochastic/histogram.h"
#include "platform/base/cancellation.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/metrics/metrics.h"

namespace zwk::forecasting {

// What is simulated: a deterministic run, and the assumptions of its steps.
struct SimulationTask {
  Caller caller;
  ForecastRun run;
  Scenario scenario;
  SimulationPlan plan;
  std::vector<Cells> start;            // at the jump-off year, everybody
  std::vector<StepAssumptions> years;  // as Step was given them; shelters behind neighborhoods
  v1::ForecastAccuracy accuracy;       // what the fan is calibrated with
};

// Simulates the trajectories of a run in chunks, beside any number of other processes that do the
// same: each takes a chunk that nobody has, and stores its counts. Counts add up to the same bytes
// in any order, so it does not matter who did which.
class Trajectories {
 public:
  struct Options {
    int workers = 2;                    // chunks that are calculated at once
    std::chrono::milliseconds lease{};  // after this a chunk that somebody took is free again
  };
  Trajectories(ChunkStore& chunks, Pool& pool, Timers& timers, const Clock& clock,
               RunSignals& signals, metrics::Registry& metrics, Options options);

  // Goes on until every chunk is stored, here or elsewhere, and answers all of them together.
  // Memory hardly grows with the number of trajectories: two bytes for each figure, year and
  // trajectory of a chunk. CANCELLED by the token, ABORTED when the
  // run was stopped or published meanwhile.
  Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> Simulate(
      std::shared_ptr<const SimulationTask> task, CancellationToken token);

 private:
  struct Prepared;
  static absl::StatusOr<std::shared_ptr<const Prepared>> Prepare(const SimulationTask& task,
                                                                 CancellationToken token);
  Task<absl::Status> Work(std::shared_ptr<const SimulationTask> task,
                          std::shared_ptr<const Prepared> prepared, int first,
                          CancellationToken token);
  Task<absl::Status> Calculate(std::shared_ptr<const SimulationTask> task,
                               std::shared_ptr<const Prepared> prepared, int chunk,
                               CancellationToken token);
  Task<absl::StatusOr<Counts>> AddUp(std::shared_ptr<const SimulationTask> task, size_t all_rows,
                                     size_t first_row, size_t rows, CancellationToken token);
  Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> PutTogether(
      std::shared_ptr<const SimulationTask> task, std::shared_ptr<const Prepared> prepared,
      CancellationToken token);

  ChunkStore& chunks_;
  Pool& pool_;
  Timers& timers_;
  const Clock& clock_;
  RunSignals& signals_;
  const Options options_;
  const std::string owner_;
  metrics::Counter stored_, lost_;
};

}  // namespace zwk::forecasting
