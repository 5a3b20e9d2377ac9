#pragma once

#include "forecasting/domain/forecast_accuracy.h"
#include "zwk/forecasting/v1/accuracy.pb.h"

namespace zwk::forecasting {

void ToMessage(const ForecastAccuracy& accuracy, v1::ForecastAccuracy& message);
ForecastAccuracy AccuracyFrom(const v1::ForecastAccuracy& message);

}  // namespace zwk::forecasting
