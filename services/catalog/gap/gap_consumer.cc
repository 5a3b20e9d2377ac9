#include "catalog/gap/gap_consumer.h"

#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::catalog {

Task<absl::Status> GapConsumer::On(const stream::Event& event) {
  auto published = stream::Unpack<::zwk::forecasting::v1::ForecastPublished>(event);
  if (!published) co_return absl::OkStatus();
  Caller caller;
  caller.municipality = event.municipality;
  caller.roles = {"SERVICE"};
  caller.trace_parent = event.trace_parent;
  caller.request = {UuidFromName(event.id), Sha256Hex(event.id)};
  const std::string forecast_id = published->forecast_id();
  absl::StatusOr<ForecastInfo> forecast = co_await forecasts_.Find(caller, forecast_id);
  if (absl::IsNotFound(forecast.status())) {
    co_return absl::UnavailableError("the forecast is not fetched yet");
  }
  ZWK_CO_RETURN_IF_ERROR(forecast.status());
  // The view applies the stream in order: with the forecast it has all neighborhoods before it.
  co_return (co_await gaps_.Compute(caller, forecast_id, 0)).status();
}

}  // namespace zwk::catalog
