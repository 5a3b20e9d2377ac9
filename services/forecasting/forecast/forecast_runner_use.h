#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/base/job_queue.h"
#include "forecasting/base/run_signals.h"
#include "forecasting/data/population_port.h"
#include "forecasting/forecast/forecast_port.h"
#include "forecasting/forecast/run_figures_use.h"
#include "forecasting/forecast/trajectories_use.h"
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
  // after the run has been cancelled in the store, which alone decides whether it goes on.
  void Cancel(const std::string& municipality, const std::string& forecast_id);

  // Takes up what a crash left, of one municipality.
  Task<absl::Status> TakeUpUnfinished(std::string municipality);

  // Lets go of all runs and waits for it. They go on when the service starts again.
  void Stop() { queue_.Stop(); }

 private:
  using Key = JobQueue::Key;  // municipality, forecast id
  // A run under way.
  struct UnderWay {
    Caller caller;
    ForecastRun run;
    uint64_t version = 0;  // of the run, the last that is known to be stored
    StoredProgress progress;
    Scenario scenario;
    std::optional<SimulationPlan> plan;
    Standing standing;  // where it stands
    std::shared_ptr<RunFigures> figures;
  };

  static Task<void> Run(ForecastRunner& self, Key key, CancellationToken token);
  Task<void> TakeUpAgain(Key key);
  Task<absl::Status> TryRun(Key key, CancellationToken token);
  // False when there is nothing to do.
  Task<absl::StatusOr<bool>> TakeUp(const Key& key, UnderWay& it);
  Task<absl::Status> TakeUpStanding(UnderWay& it);
  Task<absl::Status> Advance(UnderWay& it);
  Task<absl::Status> Measure(UnderWay& it, CancellationToken token);
  Task<absl::Status> StoreStart(UnderWay& it);
  Task<absl::Status> Store(UnderWay& it, int year, std::vector<ResultBlock> blocks);
  Task<absl::Status> QueueChunks(UnderWay& it);
  Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> Simulate(UnderWay& it,
                                                                  CancellationToken token);
  Task<absl::Status> Publish(UnderWay& it, std::vector<v1::FigureQuantiles> quantiles);
  Task<absl::Status> Settle(Key key, absl::Status fault);

  Parts parts_;
  metrics::Counter published_, failed_, cancelled_;
  metrics::Histogram seconds_;
  metrics::Gauge last_success_;

  JobQueue queue_;  // last: what is under way uses the others
};

}  // namespace zwk::forecasting
