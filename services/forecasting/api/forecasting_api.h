#pragma once

#include "forecasting/app/backtests.h"
#include "forecasting/app/compare_forecasts.h"
#include "forecasting/app/forecast_indicators.h"
#include "forecasting/app/forecasts.h"
#include "forecasting/app/import_population.h"
#include "forecasting/app/neighborhoods.h"
#include "forecasting/app/population_structures.h"
#include "forecasting/app/rate_estimates.h"
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
    CompareForecasts& comparison;
    ForecastIndicators& indicators;
    Backtests& backtests;
    RateEstimates& estimates;
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

  Task<absl::Status> StreamForecastIndicators(
      Caller caller, const v1::StreamForecastIndicatorsRequest& request,
      rpc::Writer<v1::StreamForecastIndicatorsResponse>& writer);
  Task<absl::Status> StreamForecastQuantiles(
      Caller caller, const v1::StreamForecastQuantilesRequest& request,
      rpc::Writer<v1::StreamForecastQuantilesResponse>& writer);
  Task<absl::Status> Compare(Caller caller, const v1::CompareForecastsRequest& request,
                             rpc::Writer<v1::CompareForecastsResponse>& writer);

  // --- estimates (estimate_api.cc) ---
  Task<absl::StatusOr<v1::EstimateRatesResponse>> EstimateRates(
      Caller caller, const v1::EstimateRatesRequest& request);
  Task<absl::StatusOr<v1::GetRateEstimateResponse>> GetRateEstimate(
      Caller caller, const v1::GetRateEstimateRequest& request);
  Task<absl::StatusOr<v1::ListRateEstimatesResponse>> ListRateEstimates(
      Caller caller, const v1::ListRateEstimatesRequest& request);
  Task<absl::Status> StreamShrunkLevels(Caller caller, const v1::StreamShrunkLevelsRequest& request,
                                        rpc::Writer<v1::StreamShrunkLevelsResponse>& writer);

  // --- backtests (backtest_api.cc) ---
  Task<absl::StatusOr<v1::RunBacktestResponse>> RunSeries(
      Caller caller, rpc::Reader<v1::RunBacktestRequest>& reader);
  Task<absl::StatusOr<v1::GetBacktestResponse>> GetBacktest(Caller caller,
                                                            const v1::GetBacktestRequest& request);
  Task<absl::StatusOr<v1::ListBacktestsResponse>> ListBacktests(
      Caller caller, const v1::ListBacktestsRequest& request);
  Task<absl::Status> WatchBacktest(Caller caller, const v1::WatchBacktestRequest& request,
                                   rpc::Writer<v1::WatchBacktestResponse>& writer);
  Task<absl::StatusOr<v1::CancelBacktestResponse>> CancelBacktest(
      Caller caller, const v1::CancelBacktestRequest& request);
  Task<absl::Status> StreamBacktestRows(Caller caller, const v1::StreamBacktestRowsRequest& request,
                                        rpc::Writer<v1::StreamBacktestRowsResponse>& writer);

 private:
  UseCases use_;
};

}  // namespace zwk::forecasting
