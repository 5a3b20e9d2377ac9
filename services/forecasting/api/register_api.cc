#include <utility>

#include "forecasting/api/forecasting_api.h"
#include "forecasting/api/requests.h"
#include "forecasting/wire/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
void ForecastingApi::Register(rpc::ServiceMethods service) {
  service.Unary("RegisterNeighborhood", this, &ForecastingApi::RegisterNeighborhood);
  service.Unary("GetNeighborhood", this, &ForecastingApi::GetNeighborhood);
  service.Unary("ListNeighborhoods", this, &ForecastingApi::ListNeighborhoods);
  service.Unary("SetPopulationStructure", this, &ForecastingApi::SetPopulationStructure);
  service.Unary("GetPopulationStructure", this, &ForecastingApi::GetPopulationStructure);
  service.ClientStream("ImportPopulation", this, &ForecastingApi::Import);
  service.Unary("GetImport", this, &ForecastingApi::GetImport);
  service.Unary("ListImports", this, &ForecastingApi::ListImports);
  service.Unary("GetStocks", this, &ForecastingApi::GetStocks);
  service.ServerStream("StreamStocks", this, &ForecastingApi::StreamStocks);
  service.Unary("StartForecast", this, &ForecastingApi::StartRun);
  service.Unary("GetForecast", this, &ForecastingApi::GetForecast);
  service.Unary("ListForecasts", this, &ForecastingApi::ListForecasts);
  service.ServerStream("WatchForecast", this, &ForecastingApi::WatchForecast);
  service.Unary("CancelForecast", this, &ForecastingApi::CancelForecast);
  service.Unary("ResumeForecast", this, &ForecastingApi::ResumeForecast);
  service.ServerStream("StreamForecastCells", this, &ForecastingApi::StreamForecastCells);
  service.ServerStream("StreamForecastIndicators", this, &ForecastingApi::StreamForecastIndicators);
  service.ServerStream("StreamForecastQuantiles", this, &ForecastingApi::StreamForecastQuantiles);
  service.ServerStream("CompareForecasts", this, &ForecastingApi::Compare);
  service.Unary("EstimateRates", this, &ForecastingApi::EstimateRates);
  service.Unary("GetRateEstimate", this, &ForecastingApi::GetRateEstimate);
  service.Unary("ListRateEstimates", this, &ForecastingApi::ListRateEstimates);
  service.ServerStream("StreamShrunkLevels", this, &ForecastingApi::StreamShrunkLevels);
  service.ClientStream("RunBacktest", this, &ForecastingApi::RunSeries);
  service.Unary("GetBacktest", this, &ForecastingApi::GetBacktest);
  service.Unary("ListBacktests", this, &ForecastingApi::ListBacktests);
  service.ServerStream("WatchBacktest", this, &ForecastingApi::WatchBacktest);
  service.Unary("CancelBacktest", this, &ForecastingApi::CancelBacktest);
  service.ServerStream("StreamBacktestRows", this, &ForecastingApi::StreamBacktestRows);
}

Task<absl::StatusOr<v1::RegisterNeighborhoodResponse>> ForecastingApi::RegisterNeighborhood(
    Caller caller, const v1::RegisterNeighborhoodRequest& request) {
  absl::StatusOr<Stored<Neighborhood>> stored = co_await use_.neighborhoods.Register(
      std::move(caller), FactsFrom(request.neighborhood()), request.expected_version());
  if (!stored.ok()) co_return Inside("neighborhood", stored.status());
  v1::RegisterNeighborhoodResponse answer;
  ToMessage(stored->value, stored->version, *answer.mutable_neighborhood());
  co_return answer;
}

Task<absl::StatusOr<v1::GetNeighborhoodResponse>> ForecastingApi::GetNeighborhood(
    Caller caller, const v1::GetNeighborhoodRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Neighborhood> stored,
      co_await use_.neighborhoods.Get(std::move(caller), request.neighborhood_key()));
  v1::GetNeighborhoodResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_neighborhood());
  co_return answer;
}

Task<absl::StatusOr<v1::ListNeighborhoodsResponse>> ForecastingApi::ListNeighborhoods(
    Caller caller, const v1::ListNeighborhoodsRequest& request) {
  FieldErrors errors;
  CheckPageSize(errors, request.page_size());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const int page_size = request.page_size() == 0 ? 100 : request.page_size();
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<Neighborhood> page,
      co_await use_.neighborhoods.List(std::move(caller), page_size, request.page_token()));
  v1::ListNeighborhoodsResponse answer;
  for (Stored<Neighborhood>& stored : page.items) {
    if (request.without_geometry()) {
      stored.value.facts.geometry.clear();
      stored.value.facts.address_points.clear();
    }
    ToMessage(stored.value, stored.version, *answer.add_neighborhoods());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::SetPopulationStructureResponse>> ForecastingApi::SetPopulationStructure(
    Caller caller, const v1::SetPopulationStructureRequest& request) {
  absl::StatusOr<Stored<PopulationStructure>> stored = co_await use_.structures.Set(
      std::move(caller), FactsFrom(request.structure()), request.expected_version());
  if (!stored.ok()) co_return Inside("structure", stored.status());
  v1::SetPopulationStructureResponse answer;
  ToMessage(stored->value.facts, stored->version, *answer.mutable_structure());
  co_return answer;
}

Task<absl::StatusOr<v1::GetPopulationStructureResponse>> ForecastingApi::GetPopulationStructure(
    Caller caller, const v1::GetPopulationStructureRequest& /*request*/) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<PopulationStructure> stored,
                          co_await use_.structures.Get(std::move(caller)));
  v1::GetPopulationStructureResponse answer;
  ToMessage(stored.value.facts, stored.version, *answer.mutable_structure());
  co_return answer;
}

}  // namespace zwk::forecasting
