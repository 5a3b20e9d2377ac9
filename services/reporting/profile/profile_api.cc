#include "reporting/profile/profile_api.h"

#include <memory>
#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "reporting/base/fields_api.h"
#include "zwk/reporting/v1/profile.pb.h"

namespace zwk::reporting {
namespace {

struct ProfileApi {
  ProfileUseCases& profiles;

  Task<absl::StatusOr<google::api::HttpBody>> Get(
      Caller caller, const v1::GetNeighborhoodProfileRequest& request) {
    FieldErrors errors;
    CheckNeighborhoodKey(errors, request.neighborhood_key());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ProfileUseCases::Show query{request.neighborhood_key(), request.locale(), request.format(),
                                request.version()};
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await profiles.Handle(std::move(caller), std::move(query)));
    co_return ToProto(std::move(page));
  }

  Task<absl::StatusOr<v1::PublishProfileResponse>> Publish(
      Caller caller, const v1::PublishProfileRequest& request) {
    FieldErrors errors;
    CheckNeighborhoodKey(errors, request.neighborhood_key());
    if (!request.forecast_id().empty()) {
      rpc::CheckId(errors, "forecast_id", request.forecast_id());
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ProfileUseCases::Publish command{request.neighborhood_key(), request.forecast_id()};
    v1::PublishProfileResponse response;
    ZWK_CO_ASSIGN_OR_RETURN(*response.mutable_document(),
                            co_await profiles.Handle(std::move(caller), std::move(command)));
    co_return response;
  }
};

}  // namespace

void ServeProfiles(rpc::ServiceMethods methods, ProfileUseCases& profiles) {
  const auto api = std::make_shared<ProfileApi>(ProfileApi{profiles});
  methods.Unary("GetNeighborhoodProfile", api, &ProfileApi::Get);
  methods.Unary("PublishProfile", api, &ProfileApi::Publish);
}

}  // namespace zwk::reporting
