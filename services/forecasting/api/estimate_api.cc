#include <algorithm>
#include <utility>

#include "forecasting/api/forecasting_api.h"
#include "forecasting/api/requests.h"
#include "forecasting/wire/estimate_messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::StatusOr<v1::EstimateRatesResponse>> ForecastingApi::EstimateRates(
    Caller caller, const v1::EstimateRatesRequest& request) {
  FieldErrors errors;
  EstimateRatesCommand command;
  command.estimate_id = NewId(errors, "estimate_id", request.estimate_id(), caller);
  command.title = request.title();
  if (command.title.empty() || command.title.size() > 200) {
    errors.Add("title", "must be 1 to 200 bytes");
  }
  if (request.parameters().years().empty()) errors.Add("parameters.years", "must not be empty");
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  command.parameters = ParametersFrom(request.parameters());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<RateEstimate> stored,
                          co_await use_.estimates.Estimate(std::move(caller), std::move(command)));
  v1::EstimateRatesResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_estimate());
  co_return answer;
}

Task<absl::StatusOr<v1::GetRateEstimateResponse>> ForecastingApi::GetRateEstimate(
    Caller caller, const v1::GetRateEstimateRequest& request) {
  FieldErrors errors;
  CheckId(errors, "estimate_id", request.estimate_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<RateEstimate> stored,
                          co_await use_.estimates.Get(std::move(caller), request.estimate_id()));
  v1::GetRateEstimateResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_estimate());
  co_return answer;
}

Task<absl::StatusOr<v1::ListRateEstimatesResponse>> ForecastingApi::ListRateEstimates(
    Caller caller, const v1::ListRateEstimatesRequest& request) {
  FieldErrors errors;
  CheckPageSize(errors, request.page_size());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const int page_size = request.page_size() == 0 ? 100 : request.page_size();
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<RateEstimate> page,
      co_await use_.estimates.List(std::move(caller), page_size, request.page_token()));
  v1::ListRateEstimatesResponse answer;
  for (const Stored<RateEstimate>& stored : page.items) {
    ToMessage(stored.value, stored.version, *answer.add_estimates());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::Status> ForecastingApi::StreamShrunkLevels(
    Caller caller, const v1::StreamShrunkLevelsRequest& request,
    rpc::Writer<v1::StreamShrunkLevelsResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "estimate_id", request.estimate_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  v1::StreamShrunkLevelsResponse item;
  RateEstimates::TakeLevels take = [&request, &item, &writer](std::vector<LevelRow> rows) {
    item.Clear();
    const auto& wanted = request.kinds();
    for (const LevelRow& row : rows) {
      const bool takes =
          wanted.empty() || std::find(wanted.begin(), wanted.end(), row.kind) != wanted.end();
      if (takes) ToMessage(row, *item.add_levels());
    }
    return writer.Write(item);
  };
  co_return co_await use_.estimates.StreamLevels(std::move(caller), request.estimate_id(),
                                                 std::move(take));
}

}  // namespace zwk::forecasting
