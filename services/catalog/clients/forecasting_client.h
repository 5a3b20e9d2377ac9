#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/task.h"
#include "platform/rpc/channel.h"
#include "zwk/forecasting/v1/population.pb.h"

namespace zwk::catalog {

// Fetches what a ForecastPublished event names. UNAVAILABLE while forecasting cannot be reached.
class ForecastingClient {
 public:
  explicit ForecastingClient(std::string address) : channel_(std::move(address)) {}

  Task<absl::StatusOr<std::vector<::zwk::forecasting::v1::PopulationBlock>>> Cells(
      std::string municipality, std::string forecast_id);
  Task<absl::StatusOr<::zwk::forecasting::v1::PopulationStructure>> Structure(
      std::string municipality);

 private:
  rpc::Channel channel_;
};

}  // namespace zwk::catalog
