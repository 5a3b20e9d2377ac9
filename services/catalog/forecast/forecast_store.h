#pragma once

#include "catalog/forecast/forecast_port.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// Published forecasts from the view.
class StoredForecasts : public ForecastSource {
 public:
  explicit StoredForecasts(stream::ViewReader& view) : view_(view) {}

  Task<absl::StatusOr<ForecastInfo>> Find(Caller caller, std::string forecast_id) override;
  Task<absl::StatusOr<PeopleByNeighborhood>> People(Caller caller, ForecastInfo forecast,
                                                    int year) override;

 private:
  stream::ViewReader& view_;
};

}  // namespace zwk::catalog
