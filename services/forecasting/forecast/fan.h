#pragma once

#include <vector>

#include "zwk/forecasting/v1/accuracy.pb.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

namespace zwk::forecasting {

// Trajectories vary what their processes vary, and no more: left alone, their intervals held a
// quarter of real neighborhoods where they said 80 %. So numbers of people keep the median of the
// trajectories, and their quantiles are moved around it as far as forecasts were wrong before
// (backtest/intervals.h). Ratios stay as they are.
//
// All figures of a forecast, "total" and bands of age of the city and of each neighborhood; `fans` is
// what was measured with it.
void Calibrate(const v1::ForecastAccuracy& accuracy, std::vector<v1::FigureQuantiles>& figures);

}  // namespace zwk::forecasting
