#pragma once

#include "forecasting/forecast/comparison_use.h"
#include "forecasting/forecast/forecast_use.h"
#include "forecasting/forecast/indicator_use.h"
#include "platform/base/timers.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.ForecastService; meaning and refusals of each method are in the proto.
void ServeForecasts(rpc::ServiceMethods methods, Forecasts& forecasts, CompareForecasts& comparison,
                    ForecastIndicators& indicators, Timers& timers);

}  // namespace zwk::forecasting
