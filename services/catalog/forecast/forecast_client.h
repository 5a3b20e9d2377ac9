#pragma once

#include <string>
#include <utility>
#include <vector>

#include "catalog/forecast/cells_port.h"
#include "platform/rpc/channel.h"

namespace zwk::catalog {

// Asks the forecasting service.
class ForecastingClient : public CellSource {
 public:
  explicit ForecastingClient(std::string address, rpc::TlsFiles tls = {})
      : channel_(std::move(address), {.tls = std::move(tls)}) {}

  Task<absl::StatusOr<std::vector<CellsOfYear>>> Cells(std::string municipality,
                                                       std::string forecast_id) override;
  Task<absl::StatusOr<std::vector<OriginGroup>>> Groups(std::string municipality) override;

 private:
  rpc::Channel channel_;
};

}  // namespace zwk::catalog
