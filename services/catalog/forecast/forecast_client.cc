#include "catalog/forecast/forecast_client.h"

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

Task<absl::StatusOr<std::vector<CellsOfYear>>> ForecastingClient::Cells(std::string municipality,
                                                                        std::string forecast_id) {
  forecasting::StreamForecastCellsRequest request;
  request.set_forecast_id(std::move(forecast_id));
  std::vector<CellsOfYear> cells;
  forecasting::StreamForecastCellsResponse item;
  ZWK_CO_RETURN_IF_ERROR(co_await channel_.Stream(
      "/zwk.forecasting.v1.ForecastService/StreamForecastCells", Service(std::move(municipality)),
      request, item, [&cells](const rpc::Message& message) {
        const forecasting::PopulationBlock& block =
            static_cast<const forecasting::StreamForecastCellsResponse&>(message).block();
        cells.push_back({block.neighborhood_key(),
                         block.year(),
                         {block.values().begin(), block.values().end()}});
        return absl::OkStatus();
      }));
  co_return std::move(cells);
}

Task<absl::StatusOr<std::vector<OriginGroup>>> ForecastingClient::Groups(std::string municipality) {
  forecasting::GetPopulationStructureRequest request;
  forecasting::GetPopulationStructureResponse response;
  ZWK_CO_RETURN_IF_ERROR(co_await channel_.Call(
      "/zwk.forecasting.v1.PopulationStructureService/GetPopulationStructure",
      Service(std::move(municipality)), request, response));
  std::vector<OriginGroup> groups;
  for (const forecasting::OriginGroup& group : response.structure().groups()) {
    groups.push_back({group.key(), group.national(), group.migration_history()});
  }
  co_return std::move(groups);
}

}  // namespace zwk::catalog
