#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <google/protobuf/message.h>

#include "absl/status/statusor.h"
#include "forecasting/engine/model.h"
#include "forecasting/forecast/forecast_input.h"
#include "forecasting/forecast/forecast_parameters.h"
#include "platform/base/clock.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::forecasting {

// What the steps of a run that are stored have come to.
struct ForecastProgress {
  int steps_done = 0;
  // Measured before the first step.
  std::optional<v1::ForecastAccuracy> accuracy;
  // [year][neighborhood], the jump-off year first; empty before the first step.
  std::vector<double> totals;
  std::string result_sha256;  // chained over the steps
  uint64_t run_version = 0;   // of the run when the last step was stored
};

// A run was started; the input stays in the service.
struct ForecastBegun {
  v1::ForecastStarted started;
  ForecastInput input;
};
using ForecastEvent = std::variant<ForecastBegun, v1::ForecastChunksQueued, v1::ForecastCancelled,
                                   v1::ForecastResumed, v1::ForecastFailed, v1::ForecastPublished>;

// A forecast from its start to its publication.
//
// Invariant: it is published with all its steps or not at all, and nothing of it changes
// afterwards.
struct ForecastRun {
  // `wanted` has id, title and parameters that say all.
  absl::StatusOr<std::vector<ForecastEvent>> Start(v1::Forecast wanted, ForecastInput input,
                                                   Time now) const;
  absl::StatusOr<std::vector<ForecastEvent>> QueueChunks() const;
  // Says how many steps are stored.
  absl::StatusOr<std::vector<ForecastEvent>> Cancel(int steps_done, Time now) const;
  absl::StatusOr<std::vector<ForecastEvent>> Resume() const;
  absl::StatusOr<std::vector<ForecastEvent>> Fail(std::string failure, Time now) const;
  // Without trajectories there are neither quantiles nor their hash.
  absl::StatusOr<std::vector<ForecastEvent>> Publish(
      const ForecastProgress& progress, std::string quantiles_sha256,
      const std::vector<v1::FigureQuantiles>& summary, Time now) const;
  void Apply(const ForecastEvent& event);

  bool unfinished() const {
    return state.state() == v1::FORECAST_STATE_QUEUED ||
           state.state() == v1::FORECAST_STATE_RUNNING;
  }
  bool published() const { return state.state() == v1::FORECAST_STATE_PUBLISHED; }
  // Its trajectories are being simulated, or wait for it.
  bool simulating() const { return chunks_queued && unfinished(); }

  const v1::ForecastParameters& parameters() const { return state.parameters(); }
  int steps_total() const { return Steps(parameters(), input.age_width); }
  int chunks_total() const;
  // The year at the end of the step (0: the jump-off year).
  int YearAfter(int step) const {
    return parameters().jump_off_year() + step * StepYears(parameters(), input.age_width);
  }
  std::vector<int> years() const;
  std::vector<v1::NeighborhoodTotals> TotalsOf(const ForecastProgress& progress) const;

  Model model() const;
  double BoysPerGirl(int year) const;
  // Pi of the year, see StepAssumptions.
  std::vector<double> ChildGroups(int year) const;

  v1::Forecast state;  // as it is stored and answered, but for version and progress
  ForecastInput input;
  bool chunks_queued = false;
  // As it was read, with what only a newer release knows; nothing: it is new.
  std::shared_ptr<const google::protobuf::Message> document;
};

// As it is answered: with what is stored of its steps and chunks.
v1::Forecast Shown(const ForecastRun& run, uint64_t version, const ForecastProgress& progress,
                   int chunks_done);

}  // namespace zwk::forecasting
