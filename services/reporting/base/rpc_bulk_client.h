#pragma once

#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/rpc/channel.h"
#include "reporting/base/bulk_client.h"

namespace zwk::reporting {

// Asks the services themselves.
class RpcPublishedBulk : public PublishedBulk {
 public:
  RpcPublishedBulk(rpc::Channel& forecasting, rpc::Channel& catalog, const Clock& clock)
      : forecasting_(forecasting), catalog_(catalog), clock_(clock) {}

  Task<absl::StatusOr<std::vector<forecasting::v1::StreamStocksResponse>>> Stocks(
      std::string municipality, std::vector<int> years) override;
  Task<absl::StatusOr<forecasting::v1::PopulationStructure>> Structure(
      std::string municipality) override;
  Task<absl::StatusOr<forecasting::v1::Forecast>> Forecast(std::string municipality,
                                                           std::string forecast_id) override;
  Task<absl::StatusOr<std::vector<forecasting::v1::PopulationBlock>>> ForecastCells(
      std::string municipality, forecasting::v1::StreamForecastCellsRequest request) override;
  Task<absl::StatusOr<std::vector<forecasting::v1::FigureQuantiles>>> ForecastQuantiles(
      std::string municipality, forecasting::v1::StreamForecastQuantilesRequest request) override;
  Task<absl::StatusOr<std::vector<catalog::v1::OfferGap>>> Gaps(std::string municipality,
                                                                std::string gap_id) override;

 private:
  Caller Asking(std::string municipality) const;

  rpc::Channel& forecasting_;
  rpc::Channel& catalog_;
  const Clock& clock_;
};

}  // namespace zwk::reporting
