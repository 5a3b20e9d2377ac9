#pragma once

#include "forecasting/app/forecasts.h"
#include "forecasting/app/import_population.h"
#include "forecasting/app/neighborhoods.h"
#include "forecasting/app/population_structures.h"
#include "forecasting/app/stocks.h"
#include "platform/rpc/service.h"
#include "zwk/forecasting/v1/forecasting_service.pb.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.ForecastingService: translates, decides nothing. One .cc file per kind of
// thing.
class ForecastingApi {
 public:
  struct UseCases {
    Neighborhoods& neighborhoods;
    PopulationStructures& structures;
    ImportPopulation& imports;
    PopulationStore& data;
    Stocks& stocks;
    Forecasts& forecasts;
  };
  explicit ForecastingApi(UseCases use_cases) : use_(use_cases) {}

  // Registers every method of the service.
  void Register(rpc::ServiceMethods service);

  // --- the register (register_api.cc) ---
  Task<absl::StatusOr<v1::RegisterNeighborhoodResponse>> RegisterNeighborhood(
      Caller caller, const v1::RegisterNeighborhoodRequest& request);
  Task<absl::StatusOr<v1::GetNeighborhoodResponse>> GetNeighborhood(
      Caller caller, const v1::GetNeighborhoodRequest& request);
  Task<absl::StatusOr<v1::ListNeighborhoodsResponse>> ListNeighborhoods(
      Caller caller, const v1::ListNeighborhoodsRequest& request);
  Task<absl::StatusOr<v1::SetPopulationStructureResponse>> SetPopulationStructure(
      Caller caller, const v1::SetPopulationStructureRequest& request);
  Task<absl::StatusOr<v1::GetPopulationStructureResponse>> GetPopulationStructure(
      Caller caller, const v1::GetPopulationStructureRequest& request);

  // --- data (data_api.cc) ---
  Task<absl::StatusOr<v1::ImportPopulationResponse>> Import(
      Caller caller, rpc::Reader<v1::ImportPopulationRequest>& reader);
  Task<absl::StatusOr<v1::GetImportResponse>> GetImport(Caller caller,
                                                        const v1::GetImportRequest& request);
  Task<absl::StatusOr<v1::ListImportsResponse>> ListImports(Caller caller,
                                                            const v1::ListImportsRequest& request);
  Task<absl::StatusOr<v1::GetStocksResponse>> GetStocks(Caller caller,
                                                        const v1::GetStocksRequest& request);
  Task<absl::Status> StreamStocks(Caller caller, const v1::StreamStocksRequest& request,
                                  rpc::Writer<v1::StreamStocksResponse>& writer);

  // --- forecasts (forecast_api.cc) ---
  Task<absl::StatusOr<v1::StartForecastResponse>> StartRun(Caller caller,
                                                           const v1::StartForecastRequest& request);
  Task<absl::StatusOr<v1::GetForecastResponse>> GetForecast(Caller caller,
                                                            const v1::GetForecastRequest& request);
  Task<absl::StatusOr<v1::ListForecastsResponse>> ListForecasts(
      Caller caller, const v1::ListForecastsRequest& request);
  Task<absl::Status> WatchForecast(Caller caller, const v1::WatchForecastRequest& request,
                                   rpc::Writer<v1::WatchForecastResponse>& writer);
  Task<absl::StatusOr<v1::CancelForecastResponse>> CancelForecast(
      Caller caller, const v1::CancelForecastRequest& request);
  Task<absl::StatusOr<v1::ResumeForecastResponse>> ResumeForecast(
      Caller caller, const v1::ResumeForecastRequest& request);
  Task<absl::Status> StreamForecastCells(Caller caller,
                                         const v1::StreamForecastCellsRequest& request,
                                         rpc::Writer<v1::StreamForecastCellsResponse>& writer);

 private:
  UseCases use_;
};

}  // namespace zwk::forecasting
