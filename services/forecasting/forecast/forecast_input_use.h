#pragma once

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/data/population_structure_use.h"
#include "forecasting/estimate/rate_estimate_use.h"
#include "forecasting/forecast/forecast_port.h"
#include "forecasting/register/neighborhood_use.h"

namespace zwk::forecasting {

// What a run reads, pinned when it is started: the data of now, or those of the forecast it is a
// variant of.
class ForecastInputs {
 public:
  struct Parts {
    Neighborhoods& neighborhoods;
    PopulationStructures& structures;
    PopulationStore& data;
    ForecastRepository& forecasts;
    EstimateRepository& estimates;
  };
  explicit ForecastInputs(Parts parts) : parts_(parts) {}

  // INVALID_ARGUMENT: parameters, with field paths. NOT_FOUND: the estimate or base forecast.
  // FAILED_PRECONDITION: figures are missing.
  Task<absl::StatusOr<ForecastInput>> Pin(Caller caller, v1::ForecastParameters parameters);

 private:
  Task<absl::StatusOr<ForecastInput>> OfBase(Caller caller, v1::ForecastParameters parameters);
  Task<absl::StatusOr<ForecastInput>> OfNow(Caller caller, v1::ForecastParameters parameters);
  absl::Status PinStocks(const v1::ForecastParameters& parameters, Datasets& datasets,
                         ForecastInput& input);
  Task<absl::Status> PinYears(Caller caller, const v1::ForecastParameters& parameters,
                              Datasets& datasets, ForecastInput& input);
  Task<absl::Status> CheckColumns(Caller caller, const v1::ForecastParameters& parameters,
                                  const ForecastInput& input);
  // The years of a kind up to the jump-off year that cover all neighborhoods, after those that are
  // there.
  Task<absl::StatusOr<std::vector<PinnedYear>>> PinHistory(Caller caller, const Dataset& dataset,
                                                           std::vector<PinnedYear> history,
                                                           const ForecastInput& input);
  Task<absl::Status> CheckAllCover(Caller caller, const v1::ForecastParameters& parameters,
                                   const ForecastInput& input);

  Parts parts_;
};

}  // namespace zwk::forecasting
