#include "reporting/indicator/indicator_api.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "reporting/base/fields_api.h"
#include "reporting/indicator/indicator_message.h"
#include "zwk/reporting/v1/indicator.pb.h"

namespace zwk::reporting {
namespace {

using Ask = IndicatorUseCases::Ask;

template <typename Request>
Ask AskOf(FieldErrors& errors, const Request& request) {
  for (int i = 0; i < request.neighborhood_keys_size(); ++i) {
    CheckNeighborhoodKey(errors, request.neighborhood_keys(i),
                         absl::StrCat("neighborhood_keys[", i, "]"));
  }
  return {
      .neighborhood_keys = {request.neighborhood_keys().begin(), request.neighborhood_keys().end()},
      .indicator_ids = {request.indicator_ids().begin(), request.indicator_ids().end()},
      .dates = {request.dates().begin(), request.dates().end()}};
}

struct IndicatorApi {
  IndicatorUseCases& indicators;

  Task<absl::StatusOr<v1::ListIndicatorsResponse>> List(Caller caller,
                                                        const v1::ListIndicatorsRequest&) {
    ZWK_CO_ASSIGN_OR_RETURN(const IndicatorDates dates,
                            co_await indicators.Dates(std::move(caller)));
    v1::ListIndicatorsResponse response;
    for (const IndicatorDefinition& indicator : Indicators()) {
      *response.add_indicators() = ToProto(indicator, dates.at(indicator.id).days);
    }
    co_return response;
  }

  Task<absl::StatusOr<v1::GetIndicatorValuesResponse>> GetValues(
      Caller caller, const v1::GetIndicatorValuesRequest& request) {
    FieldErrors errors;
    Ask ask = AskOf(errors, request);
    ask.city = !request.without_city();
    const int page_size = rpc::PageSize(errors, request.page_size());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(auto told, co_await indicators.Page(std::move(caller), std::move(ask),
                                                                page_size, request.page_token()));
    v1::GetIndicatorValuesResponse response;
    for (const IndicatorFigure& figure : told.figures) *response.add_values() = ToProto(figure);
    response.set_next_page_token(std::move(told.next_page_token));
    co_return response;
  }

  Task<absl::StatusOr<google::api::HttpBody>> Export(
      Caller caller, const v1::ExportIndicatorValuesRequest& request) {
    FieldErrors errors;
    Ask ask = AskOf(errors, request);
    ask.city = !request.without_city();
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(
        Page file, co_await indicators.File(std::move(caller), std::move(ask), request.format(),
                                            request.locale()));
    co_return ToProto(std::move(file));
  }

  Task<absl::StatusOr<v1::CompareNeighborhoodsResponse>> Compare(
      Caller caller, const v1::CompareNeighborhoodsRequest& request) {
    FieldErrors errors;
    Ask ask = AskOf(errors, request);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(auto told, co_await indicators.All(std::move(caller), std::move(ask),
                                                               IndicatorUseCases::kMostOfAnswer));
    co_return reporting::Compare(told.figures);
  }

  Task<absl::StatusOr<google::api::HttpBody>> GetPage(Caller caller,
                                                      const v1::GetComparisonPageRequest& request) {
    FieldErrors errors;
    Ask ask = AskOf(errors, request);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(Page page, co_await indicators.Compare(
                                           std::move(caller), std::move(ask), request.locale()));
    co_return ToProto(std::move(page));
  }
};

}  // namespace

void ServeIndicators(rpc::ServiceMethods methods, IndicatorUseCases& indicators) {
  const auto api = std::make_shared<IndicatorApi>(IndicatorApi{indicators});
  methods.Unary("ListIndicators", api, &IndicatorApi::List);
  methods.Unary("GetIndicatorValues", api, &IndicatorApi::GetValues);
  methods.Unary("ExportIndicatorValues", api, &IndicatorApi::Export);
  methods.Unary("CompareNeighborhoods", api, &IndicatorApi::Compare);
  methods.Unary("GetComparisonPage", api, &IndicatorApi::GetPage);
}

}  // namespace zwk::reporting
