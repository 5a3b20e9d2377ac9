#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/task.h"
#include "zwk/catalog/v1/gap.pb.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/forecasting/v1/population.pb.h"
#include "zwk/forecasting/v1/stocks.pb.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

namespace zwk::reporting {

// What an event names by id and version instead of carrying it, fetched from its owner. Immutable
// there, so fetching it again gives the same.
class PublishedBulk {
 public:
  virtual ~PublishedBulk() = default;
  virtual Task<absl::StatusOr<std::vector<forecasting::v1::StreamStocksResponse>>> Stocks(
      std::string municipality, std::vector<int> years) = 0;
  virtual Task<absl::StatusOr<forecasting::v1::PopulationStructure>> Structure(
      std::string municipality) = 0;
  virtual Task<absl::StatusOr<forecasting::v1::Forecast>> Forecast(std::string municipality,
                                                                   std::string forecast_id) = 0;
  virtual Task<absl::StatusOr<std::vector<forecasting::v1::PopulationBlock>>> ForecastCells(
      std::string municipality, forecasting::v1::StreamForecastCellsRequest request) = 0;
  virtual Task<absl::StatusOr<std::vector<forecasting::v1::FigureQuantiles>>> ForecastQuantiles(
      std::string municipality, forecasting::v1::StreamForecastQuantilesRequest request) = 0;
  virtual Task<absl::StatusOr<std::vector<catalog::v1::OfferGap>>> Gaps(std::string municipality,
                                                                        std::string gap_id) = 0;
};

}  // namespace zwk::reporting
