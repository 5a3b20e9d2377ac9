#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "forecasting/forecast/forecast_port.h"

namespace zwk::forecasting {

// How far published forecasts differ.
class CompareForecasts {
 public:
  CompareForecasts(ForecastRepository& forecasts, ForecastStore& results)
      : forecasts_(forecasts), results_(results) {}

  // By neighborhood, the city last. `take` says whether it wants more.
  using Take = std::function<Task<bool>(v1::CompareForecastsResponse)>;
  Task<absl::Status> Stream(Caller caller, v1::CompareForecastsRequest asked, Take take);

 private:
  ForecastRepository& forecasts_;
  ForecastStore& results_;
};

}  // namespace zwk::forecasting
