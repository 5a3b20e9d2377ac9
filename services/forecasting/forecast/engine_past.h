#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/backtest/protocol.h"
#include "forecasting/engine/model.h"
#include "forecasting/forecast/accuracy.h"
#include "forecasting/forecast/forecast_input.h"
#include "forecasting/rates/estimate.h"

// ENGINE: the model of a forecast, run from earlier years with what was known then, for the backtest
// that ships with it.
namespace zwk::forecasting {

// Flows of so many years before a launch are what its rates are estimated from.
inline constexpr int kEngineFlowYears = 3;

// The years of input.history from which the model can be run and compared, as their indices: all
// that it needs is pinned, and a later year is there. Of many neighborhoods some launches only, far
// apart: each of them costs as much as a forecast.
std::vector<size_t> EngineLaunches(const ForecastInput& input, MigrationForm form, int ratio_years);

// Forecasts from `launch`, for each year of the history that a step ends in, at most ten years later.
// FAILED_PRECONDITION and INVALID_ARGUMENT as the model refuses the stocks and flows.
//
// Gross flows: rates are estimated of the input, whose last year is the launch.
absl::StatusOr<std::vector<GivenForecast>> GrossFlowsFrom(const StocksSeries& stocks, size_t launch,
                                                          const EstimationInput& input);
// Hamilton-Perry: of two counts that are model.ratio_years apart.
absl::StatusOr<std::vector<GivenForecast>> HamiltonPerryFrom(const StocksSeries& stocks,
                                                             size_t launch, const Model& model,
                                                             const std::vector<Cells>& before,
                                                             const std::vector<Cells>& now);

}  // namespace zwk::forecasting
