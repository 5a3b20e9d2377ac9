#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "forecasting/domain/engine/projection.h"
#include "forecasting/domain/forecast_run.h"
#include "forecasting/domain/simulation_plan.h"

namespace zwk::forecasting {

// Scenario and uncertainty are kept as they were sent; this reads them against what a run has
// pinned. Both checked: INVALID_ARGUMENT with paths such as
// "parameters.scenario.modifiers[2].amount".
class ParameterReader {
 public:
  virtual ~ParameterReader() = default;
  virtual absl::StatusOr<Scenario> ReadScenario(const ForecastRun& run) const = 0;
  // Nothing where one path is asked for.
  virtual absl::StatusOr<std::optional<SimulationPlan>> ReadPlan(
      const ForecastRun& run, const Scenario& scenario) const = 0;
};

}  // namespace zwk::forecasting
