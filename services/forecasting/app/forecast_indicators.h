#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/app/forecast_store.h"
#include "forecasting/domain/engine/indicators.h"

namespace zwk::forecasting {

// One neighborhood, or the city.
struct IndicatorsOfArea {
  std::string neighborhood;  // empty: the city
  std::vector<int> years;
  struct Row {
    std::string id;
    std::vector<std::optional<double>> values;  // by year
  };
  std::vector<Row> rows;
};

// Indicators of published forecasts, from their cells.
class ForecastIndicators {
 public:
  ForecastIndicators(ForecastRepository& forecasts, ForecastStore& results)
      : forecasts_(forecasts), results_(results) {}

  static constexpr size_t kMost = 200;  // of one query

  struct Query {
    std::string forecast_id;
    std::vector<std::string> neighborhood_keys;  // empty: all, and the city
    std::vector<std::string> indicator_ids;      // empty: all that fit the age classes
    std::vector<int> years;                      // empty: all
  };
  // By neighborhood, the city last. `take` says whether it wants more.
  using Take = std::function<Task<bool>(IndicatorsOfArea)>;
  Task<absl::Status> Stream(Caller caller, Query query, Take take);

 private:
  ForecastRepository& forecasts_;
  ForecastStore& results_;
};

}  // namespace zwk::forecasting
