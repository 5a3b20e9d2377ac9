#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/app/forecast_store.h"
#include "forecasting/app/job_queue.h"
#include "forecasting/app/parameter_reader.h"
#include "forecasting/app/population_store.h"
#include "forecasting/app/run_signals.h"
#include "forecasting/app/trajectories.h"
#include "platform/base/cancellation.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/metrics/metrics.h"

namespace zwk::forecasting {

// Carries runs out, a few at a time, on the threads of a pool.
//
// Each step is stored before the next one starts, and the figures depend on what is stored alone: a
// run that a crash or a cancellation stopped goes on after its last stored step and comes to the
// same bytes.
class ForecastRunner {
 public:
  struct Parts {
    ForecastRepository& forecasts;
    ForecastStore& results;
    PopulationStore& data;
    const ParameterReader& parameters;
    Trajectories& trajectories;
    ChunkStore& chunks;
    Pool& pool;
    Timers& timers;
    const Clock& clock;
    RunSignals& signals;
    metrics::Registry& metrics;
  };
  ForecastRunner(Parts parts, int at_once);
  // Takes the run up as soon as there is a place. Harmless for one that is under way or through.
  void Enqueue(std::string municipality, std::string forecast_id);

  // Lets go of the run if it is under way here; what it is calculating is dropped. To be called
  // after the run has been canceled in the store, which alone decides whether it goes on.
  void Cancel(const std::string& municipality, const std::string& forecast_id);

  // Takes up what a crash left, of one municipality.
  Task<absl::Status> TakeUpUnfinished(std::string municipality);

  // Lets go of all runs and waits for it. They go on when the service starts again.
  void Stop() { queue_.Stop(); }

 private:
  using Key = JobQueue::Key;  // municipality, forecast id
  // The last version of the run that is known to be stored.
  struct Progress {
    Caller caller;
    ForecastRun run;
    uint64_t version = 0;
    Scenario scenario;
    std::optional<SimulationPlan> plan;
  };
  // The blocks that were loaded last: most steps share them.
  struct Loaded {
    PinnedStep pinned;
    StepAssumptions assumptions;
    std::vector<double> totals;  // Hamilton-Perry: of the city, by step
  };

  static Task<void> Run(ForecastRunner& self, Key key, CancellationToken token);
  Task<void> TakeUpAgain(Key key);
  Task<absl::Status> TryRun(Key key, CancellationToken token);
  Task<absl::Status> CheckAllSteps(Progress& progress, Loaded& loaded, CancellationToken token);
  Task<absl::StatusOr<std::vector<Cells>>> LoadStocks(const Progress& progress,
                                                      const PinnedYear& pinned);
  Task<absl::StatusOr<Standing>> StandingOf(Progress& progress);
  Task<absl::Status> Advance(Progress& progress, Standing& standing, Loaded& loaded);
  Task<absl::Status> Measure(Progress& progress, const Standing& standing, Loaded& loaded,
                             CancellationToken token);
  Task<absl::Status> StoreStart(Progress& progress, const Standing& standing);
  Task<absl::Status> QueueChunks(Progress& progress);
  Task<absl::StatusOr<std::vector<FigureQuantiles>>> Simulate(Progress& progress, Loaded& loaded,
                                                              CancellationToken token);
  Task<absl::Status> Publish(Progress& progress, std::vector<FigureQuantiles> quantiles);
  Task<absl::StatusOr<std::vector<DataBlock>>> LoadBlocks(const Progress& progress,
                                                          const PinnedYear& pinned);
  Task<absl::Status> LoadFigures(const Progress& progress, const PinnedStep& pinned,
                                 Loaded& loaded);
  Task<absl::Status> LoadCohorts(const Progress& progress, Loaded& loaded);
  Task<absl::StatusOr<StepAssumptions>> AssumptionsOf(const Progress& progress, int step,
                                                      Loaded& loaded);
  Task<absl::Status> Settle(Key key, absl::Status fault);
  Task<absl::Status> EnterPool();

  Parts parts_;
  metrics::Counter published_, failed_, canceled_;
  metrics::Histogram seconds_;
  metrics::Gauge last_success_;

  JobQueue queue_;  // last: what is under way uses the others
};

}  // namespace zwk::forecasting
