#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/app/forecast_store.h"

namespace zwk::forecasting {

// Years of age, both inclusive; oldest -1: and older.
struct ComparedAges {
  int youngest = 0;
  int oldest = -1;
};

// One neighborhood, or the city, in two forecasts.
struct ForecastDifference {
  std::string neighborhood;  // empty: the city
  std::vector<int> years;
  struct Band {
    std::vector<double> base;    // by year
    std::vector<double> people;  // by year
  };
  std::vector<Band> bands;  // everybody first, then as they were asked for
};

// How far published forecasts differ.
class CompareForecasts {
 public:
  CompareForecasts(ForecastRepository& forecasts, ForecastStore& results)
      : forecasts_(forecasts), results_(results) {}

  struct Query {
    std::string forecast_id;
    std::string base_forecast_id;
    std::vector<std::string> neighborhood_keys;  // empty: all, and the city
    std::vector<ComparedAges> bands;
  };
  // By neighborhood, the city last. `take` says whether it wants more.
  using Take = std::function<Task<bool>(ForecastDifference)>;
  Task<absl::Status> Stream(Caller caller, Query query, Take take);

 private:
  Task<absl::StatusOr<ForecastRun>> Published(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<std::vector<double>>> PeopleIn(Caller caller, const ForecastRun& run,
                                                     int year, const std::string& key,
                                                     const std::vector<ComparedAges>& bands);

  ForecastRepository& forecasts_;
  ForecastStore& results_;
};

}  // namespace zwk::forecasting
