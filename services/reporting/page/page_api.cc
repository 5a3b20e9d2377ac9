#include "reporting/page/page_api.h"

#include <memory>
#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "zwk/reporting/v1/page.pb.h"

namespace zwk::reporting {
namespace {

using Answer = Task<absl::StatusOr<google::api::HttpBody>>;

struct PageApi {
  PageUseCases& pages;

  Answer GetIndex(Caller caller, const v1::GetIndexPageRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(
        Page page, co_await pages.ShowIndex(std::move(caller), request.locale(), request.map()));
    co_return ToProto(std::move(page));
  }
  Answer GetMeetings(Caller caller, const v1::GetMeetingsPageRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await pages.ShowMeetings(std::move(caller), request.locale()));
    co_return ToProto(std::move(page));
  }
  Answer GetOperations(Caller caller, const v1::GetOperationsPageRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await pages.ShowOperations(std::move(caller), request.locale()));
    co_return ToProto(std::move(page));
  }
  Answer GetCalendar(Caller caller, const v1::GetMeetingCalendarRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("meeting_id", request.meeting_id()));
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await pages.ShowCalendar(std::move(caller), request.meeting_id()));
    co_return ToProto(std::move(page));
  }
};

}  // namespace

void ServePages(rpc::ServiceMethods methods, PageUseCases& pages) {
  const auto api = std::make_shared<PageApi>(PageApi{pages});
  methods.Unary("GetIndexPage", api, &PageApi::GetIndex);
  methods.Unary("GetMeetingsPage", api, &PageApi::GetMeetings);
  methods.Unary("GetOperationsPage", api, &PageApi::GetOperations);
  methods.Unary("GetMeetingCalendar", api, &PageApi::GetCalendar);
}

}  // namespace zwk::reporting
