#include "reporting/minutes/minutes_api.h"

#include <memory>
#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "zwk/reporting/v1/minutes.pb.h"

namespace zwk::reporting {
namespace {

struct MinutesApi {
  MinutesUseCases& minutes;

  Task<absl::StatusOr<google::api::HttpBody>> Get(Caller caller,
                                                  const v1::GetMinutesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "meeting_id", request.meeting_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    MinutesUseCases::Show query{request.meeting_id(), request.locale(), request.format(),
                                request.version()};
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await minutes.Handle(std::move(caller), std::move(query)));
    co_return ToProto(std::move(page));
  }
};

}  // namespace

void ServeMinutes(rpc::ServiceMethods methods, MinutesUseCases& minutes) {
  const auto api = std::make_shared<MinutesApi>(MinutesApi{minutes});
  methods.Unary("GetMinutes", api, &MinutesApi::Get);
}

}  // namespace zwk::reporting
