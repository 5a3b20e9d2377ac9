#include "catalog/clients/forecasting_client.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::catalog {
namespace {

namespace forecasting = ::zwk::forecasting::v1;

Caller Service(std::string municipality) {
  Caller caller;
  caller.municipality = std::move(municipality);
  caller.subject_ref = "catalog";
  caller.roles = {"SERVICE"};
  return caller;
}

}  // namespace

Task<absl::StatusOr<std::vector<forecasting::PopulationBlock>>> ForecastingClient::Cells(
    std::string municipality, std::string forecast_id) {
  forecasting::StreamForecastCellsRequest request;
  request.set_forecast_id(std::move(forecast_id));
  std::vector<forecasting::PopulationBlock> blocks;
  forecasting::StreamForecastCellsResponse item;
  ZWK_CO_RETURN_IF_ERROR(co_await channel_.Stream(
      "/zwk.forecasting.v1.ForecastService/StreamForecastCells", Service(std::move(municipality)),
      request, item, [&blocks](const rpc::Message& message) {
        blocks.push_back(
            static_cast<const forecasting::StreamForecastCellsResponse&>(message).block());
        return absl::OkStatus();
      }));
  co_return std::move(blocks);
}

Task<absl::StatusOr<forecasting::PopulationStructure>> ForecastingClient::Structure(
    std::string municipality) {
  forecasting::GetPopulationStructureRequest request;
  forecasting::GetPopulationStructureResponse response;
  ZWK_CO_RETURN_IF_ERROR(co_await channel_.Call(
      "/zwk.forecasting.v1.PopulationStructureService/GetPopulationStructure",
      Service(std::move(municipality)), request, response));
  co_return std::move(*response.mutable_structure());
}

}  // namespace zwk::catalog
