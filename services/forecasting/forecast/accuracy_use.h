#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/forecast/forecast_accuracy.h"
#include "forecasting/forecast/forecast_run.h"
#include "platform/base/cancellation.h"
#include "platform/base/pool.h"

namespace zwk::forecasting {

// Measures what a forecast says of its accuracy, on the stocks and flows that the run has pinned.
//
// The cells of one year are in memory at a time, or those that one launch of the model needs.
// CANCELLED by the token.
Task<absl::StatusOr<ForecastAccuracy>> MeasurePast(PopulationStore& data, Pool& pool, Caller caller,
                                                   ForecastRun run, std::vector<double> people,
                                                   Turnover turnover, CancellationToken token);

}  // namespace zwk::forecasting
