#pragma once

#include "absl/status/statusor.h"
#include "forecasting/app/forecast_store.h"
#include "forecasting/app/neighborhoods.h"
#include "forecasting/app/parameter_reader.h"
#include "forecasting/app/population_store.h"
#include "forecasting/app/population_structures.h"
#include "forecasting/app/rate_estimates.h"

namespace zwk::forecasting {

// Decides what a run reads: the data of now, or those of the forecast it is a variant of.
class PinInput {
 public:
  struct Parts {
    Neighborhoods& neighborhoods;
    PopulationStructures& structures;
    PopulationStore& data;
    ForecastRepository& forecasts;
    EstimateRepository& estimates;
    const ParameterReader& parameters;
  };
  explicit PinInput(Parts parts) : parts_(parts) {}

  // INVALID_ARGUMENT: parameters, with field paths. NOT_FOUND: the estimate or base forecast.
  // FAILED_PRECONDITION: figures are missing.
  Task<absl::StatusOr<ForecastInput>> Pin(Caller caller, ForecastParameters parameters);

 private:
  Task<absl::StatusOr<ForecastInput>> OfBase(Caller caller, ForecastParameters parameters);
  Task<absl::StatusOr<ForecastInput>> OfNow(Caller caller, ForecastParameters parameters);
  absl::Status PinStocks(const ForecastParameters& parameters, Datasets& datasets,
                         ForecastInput& input);
  Task<absl::Status> PinYears(Caller caller, const ForecastParameters& parameters,
                              Datasets& datasets, ForecastInput& input);
  Task<absl::Status> CheckColumns(Caller caller, const ForecastParameters& parameters,
                                  const ForecastInput& input);
  Task<absl::Status> PinHistory(Caller caller, Datasets& datasets, ForecastInput& input);
  Task<absl::Status> CheckAllCover(Caller caller, const ForecastParameters& parameters,
                                   const ForecastInput& input);

  Parts parts_;
};

}  // namespace zwk::forecasting
