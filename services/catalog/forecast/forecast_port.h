#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "catalog/forecast/forecast.h"
#include "catalog/forecast/population.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// Published forecasts, as this service has fetched them.
class ForecastSource {
 public:
  virtual ~ForecastSource() = default;
  // "" is the one published last. NOT_FOUND.
  virtual Task<absl::StatusOr<ForecastInfo>> Find(Caller caller, std::string forecast_id) = 0;
  virtual Task<absl::StatusOr<PeopleByNeighborhood>> People(Caller caller, ForecastInfo forecast,
                                                            int year) = 0;
};

}  // namespace zwk::catalog
