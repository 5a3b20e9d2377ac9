#include "forecasting/estimate/rate_estimate_api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "forecasting/base/requests_api.h"
#include "platform/base/disclosure.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"

namespace zwk::forecasting {
namespace {

// Events and person-years are rounded for who may not see them as they were counted: naturalizations
// between two groups may be one or two.
v1::RateEstimate Shown(bool exact, const Stored<RateEstimate>& stored) {
  v1::RateEstimate message = ToProto(stored.value);
  message.set_version(stored.version);
  if (exact) return message;
  for (v1::KindSummary& kind : *message.mutable_kinds()) {
    const Disclosure shown(kind.exposure());
    kind.set_events(shown.Rounded(kind.events()));
    kind.set_exposure(shown.Rounded(kind.exposure()));
  }
  return message;
}

struct EstimateApi {
  RateEstimates& estimates;

  Task<absl::StatusOr<v1::EstimateRatesResponse>> Estimate(
      Caller caller, const v1::EstimateRatesRequest& request) {
    FieldErrors errors;
    const v1::RateEstimate& asked = request.estimate();
    EstimateRatesCommand command;
    command.estimate_id = rpc::NewId(errors, "estimate.estimate_id", asked.estimate_id(), caller);
    command.title = asked.title();
    CheckTitle(errors, "estimate.title", asked.title());
    if (asked.parameters().years().empty()) {
      errors.Add("estimate.parameters.years", "must not be empty");
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    command.parameters = FromProto(asked.parameters());
    const bool exact = SeesExactPeople(caller);
    const absl::StatusOr<Stored<RateEstimate>> stored =
        co_await estimates.Estimate(std::move(caller), std::move(command));
    if (!stored.ok()) co_return Inside("estimate", stored.status());
    v1::EstimateRatesResponse answer;
    *answer.mutable_estimate() = Shown(exact, *stored);
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetRateEstimateResponse>> Get(Caller caller,
                                                        const v1::GetRateEstimateRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "estimate_id", request.estimate_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const bool exact = SeesExactPeople(caller);
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<RateEstimate> stored,
                            co_await estimates.Get(std::move(caller), request.estimate_id()));
    v1::GetRateEstimateResponse answer;
    *answer.mutable_estimate() = Shown(exact, stored);
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListRateEstimatesResponse>> List(
      Caller caller, const v1::ListRateEstimatesRequest& request) {
    const bool exact = SeesExactPeople(caller);
    ZWK_CO_ASSIGN_OR_RETURN(
        Page<RateEstimate> page,
        co_await estimates.List(std::move(caller), request.page_size(), request.page_token()));
    v1::ListRateEstimatesResponse answer;
    for (const Stored<RateEstimate>& stored : page.items) {
      *answer.add_estimates() = Shown(exact, stored);
    }
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }

  Task<absl::Status> StreamLevels(Caller caller, const v1::StreamShrunkLevelsRequest& request,
                                  rpc::Writer<v1::StreamShrunkLevelsResponse>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "estimate_id", request.estimate_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::StreamShrunkLevelsResponse item;
    RateEstimates::TakeLevels take = [&request, &item,
                                      &writer](std::vector<v1::ShrunkLevel> levels) {
      item.Clear();
      const auto& kinds = request.kinds();
      for (v1::ShrunkLevel& level : levels) {
        const bool takes =
            kinds.empty() || std::find(kinds.begin(), kinds.end(), level.kind()) != kinds.end();
        if (takes) *item.add_levels() = std::move(level);
      }
      return writer.Write(item);
    };
    co_return co_await estimates.StreamLevels(std::move(caller), request.estimate_id(),
                                              std::move(take));
  }
};

}  // namespace

void ServeRateEstimates(rpc::ServiceMethods methods, RateEstimates& estimates) {
  auto api = std::make_shared<EstimateApi>(EstimateApi{estimates});
  methods.Unary("EstimateRates", api, &EstimateApi::Estimate);
  methods.Unary("GetRateEstimate", api, &EstimateApi::Get);
  methods.Unary("ListRateEstimates", api, &EstimateApi::List);
  methods.ServerStream("StreamShrunkLevels", api, &EstimateApi::StreamLevels);
}

}  // namespace zwk::forecasting
