#pragma once

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/engine/advance.h"
#include "forecasting/forecast/forecast_run.h"

namespace zwk::forecasting {

// The run's own scenario and the imported figures that it uses beside it: special populations from
// the jump-off year on, and room in dwellings where the scenario has no target for a neighborhood
// and year. INVALID_ARGUMENT, with field paths, where the parameters do not fit the imported
// housing.
Task<absl::StatusOr<Scenario>> WithImported(PopulationStore& data, Caller caller,
                                            const ForecastRun& run, Scenario scenario);

}  // namespace zwk::forecasting
