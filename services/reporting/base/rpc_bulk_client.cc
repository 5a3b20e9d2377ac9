#include "reporting/base/rpc_bulk_client.h"

#include <chrono>

#include "platform/base/status_macros.h"

namespace zwk::reporting {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);

// All items of a server stream.
template <typename Item, typename Request>
Task<absl::StatusOr<std::vector<Item>>> Fetch(rpc::Channel& channel, std::string method,
                                              Caller caller, Request request) {
  std::vector<Item> items;
  auto keep = [&items](const Item& item) {
    items.push_back(item);
    return absl::OkStatus();
  };
  const absl::Status status = co_await channel.ServerStream<Request, Item>(
      std::move(method), std::move(caller), std::move(request), keep);
  if (!status.ok()) co_return status;
  co_return items;
}

}  // namespace

Caller RpcPublishedBulk::Asking(std::string municipality) const {
  Caller caller;
  caller.municipality = std::move(municipality);
  caller.roles = {"SERVICE"};
  caller.deadline = clock_.Now() + kPatience;
  return caller;
}

Task<absl::StatusOr<std::vector<forecasting::v1::StreamStocksResponse>>> RpcPublishedBulk::Stocks(
    std::string municipality, std::vector<int> years) {
  forecasting::v1::StreamStocksRequest request;
  for (const int year : years) request.add_years(year);
  co_return co_await Fetch<forecasting::v1::StreamStocksResponse>(
      forecasting_, "/zwk.forecasting.v1.StocksService/StreamStocks",
      Asking(std::move(municipality)), std::move(request));
}

Task<absl::StatusOr<forecasting::v1::PopulationStructure>> RpcPublishedBulk::Structure(
    std::string municipality) {
  forecasting::v1::GetPopulationStructureRequest request;
  ZWK_CO_ASSIGN_OR_RETURN(
      auto response, (co_await forecasting_.Unary<forecasting::v1::GetPopulationStructureRequest,
                                                  forecasting::v1::GetPopulationStructureResponse>(
                         "/zwk.forecasting.v1.PopulationStructureService/GetPopulationStructure",
                         Asking(std::move(municipality)), std::move(request))));
  co_return std::move(*response.mutable_structure());
}

Task<absl::StatusOr<forecasting::v1::Forecast>> RpcPublishedBulk::Forecast(
    std::string municipality, std::string forecast_id) {
  forecasting::v1::GetForecastRequest request;
  request.set_forecast_id(std::move(forecast_id));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto response,
      (co_await forecasting_
           .Unary<forecasting::v1::GetForecastRequest, forecasting::v1::GetForecastResponse>(
               "/zwk.forecasting.v1.ForecastService/GetForecast", Asking(std::move(municipality)),
               std::move(request))));
  co_return std::move(*response.mutable_forecast());
}

Task<absl::StatusOr<std::vector<forecasting::v1::PopulationBlock>>> RpcPublishedBulk::ForecastCells(
    std::string municipality, forecasting::v1::StreamForecastCellsRequest request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto items, co_await Fetch<forecasting::v1::StreamForecastCellsResponse>(
                      forecasting_, "/zwk.forecasting.v1.ForecastService/StreamForecastCells",
                      Asking(std::move(municipality)), std::move(request)));
  std::vector<forecasting::v1::PopulationBlock> blocks;
  for (auto& item : items) blocks.push_back(std::move(*item.mutable_block()));
  co_return blocks;
}

Task<absl::StatusOr<std::vector<forecasting::v1::FigureQuantiles>>>
RpcPublishedBulk::ForecastQuantiles(std::string municipality,
                                    forecasting::v1::StreamForecastQuantilesRequest request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto items, co_await Fetch<forecasting::v1::StreamForecastQuantilesResponse>(
                      forecasting_, "/zwk.forecasting.v1.ForecastService/StreamForecastQuantiles",
                      Asking(std::move(municipality)), std::move(request)));
  std::vector<forecasting::v1::FigureQuantiles> figures;
  for (auto& item : items) figures.push_back(std::move(*item.mutable_quantiles()));
  co_return figures;
}

Task<absl::StatusOr<std::vector<catalog::v1::OfferGap>>> RpcPublishedBulk::Gaps(
    std::string municipality, std::string gap_id) {
  catalog::v1::ListGapsRequest request;
  request.set_gap_id(std::move(gap_id));
  ZWK_CO_ASSIGN_OR_RETURN(auto items, co_await Fetch<catalog::v1::ListGapsResponse>(
                                          catalog_, "/zwk.catalog.v1.GapService/ListGaps",
                                          Asking(std::move(municipality)), std::move(request)));
  std::vector<catalog::v1::OfferGap> rows;
  for (auto& item : items) rows.push_back(std::move(*item.mutable_gap()));
  co_return rows;
}

}  // namespace zwk::reporting
