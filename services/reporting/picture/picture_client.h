#pragma once

#include <string>

#include "reporting/base/bulk_client.h"
#include "reporting/picture/picture_port.h"

namespace zwk::reporting {

// Fetches what a picture needs of a forecast. Quantiles where it has trajectories, its one path
// otherwise.
class PublishedForecasts : public ForecastSource {
 public:
  explicit PublishedForecasts(PublishedBulk& bulk) : bulk_(bulk) {}

  Task<absl::StatusOr<ForecastPicture>> Pyramid(Caller caller, std::string forecast_id,
                                                std::string neighborhood_key) override;
  Task<absl::StatusOr<ForecastPicture>> Fan(Caller caller, std::string forecast_id,
                                            std::string neighborhood_key,
                                            std::string figure_id) override;

 private:
  Task<absl::StatusOr<forecasting::v1::Forecast>> Published(Caller caller, std::string forecast_id);
  // Everybody, or a bar of the pyramid: the fan of a forecast without trajectories.
  Task<absl::StatusOr<ForecastPicture>> OfCells(Caller caller, forecasting::v1::Forecast forecast,
                                                std::string neighborhood_key,
                                                std::string figure_id);

  PublishedBulk& bulk_;
};

}  // namespace zwk::reporting
