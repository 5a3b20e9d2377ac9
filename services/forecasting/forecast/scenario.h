#pragma once

#include "absl/status/statusor.h"
#include "forecasting/engine/advance.h"
#include "forecasting/forecast/forecast_run.h"

namespace zwk::forecasting {

// The scenario of the run's parameters, as the engine has it; the run has its input. INVALID_ARGUMENT
// with paths such as "parameters.scenario.modifiers[2].amount".
absl::StatusOr<Scenario> ReadScenario(const ForecastRun& run);

}  // namespace zwk::forecasting
