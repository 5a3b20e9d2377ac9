#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "forecasting/forecast/forecast_port.h"
#include "zwk/forecasting/v1/indicator.pb.h"

namespace zwk::forecasting {

// Indicators of published forecasts, from their cells.
class ForecastIndicators {
 public:
  ForecastIndicators(ForecastRepository& forecasts, ForecastStore& results)
      : forecasts_(forecasts), results_(results) {}

  static constexpr int kMost = 200;  // of one request

  // By neighborhood, the city last. `take` says whether it wants more.
  using Take = std::function<Task<bool>(v1::StreamForecastIndicatorsResponse)>;
  Task<absl::Status> Stream(Caller caller, v1::StreamForecastIndicatorsRequest asked, Take take);

 private:
  ForecastRepository& forecasts_;
  ForecastStore& results_;
};

}  // namespace zwk::forecasting
