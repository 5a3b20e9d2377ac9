#include "reporting/picture/picture_api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "reporting/base/fields_api.h"
#include "zwk/reporting/v1/picture.pb.h"

namespace zwk::reporting {
namespace {

// [a-z][a-z0-9_]{0,63}, or nothing.
bool IsFigureId(const std::string& id) {
  return id.empty() || (id.size() <= 64 && absl::ascii_islower(id[0]) &&
                        std::all_of(id.begin(), id.end(), [](char c) {
                          return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
                        }));
}

struct PictureApi {
  ForecastPictureUseCases& pictures;

  Task<absl::StatusOr<google::api::HttpBody>> Get(Caller caller,
                                                  const v1::GetForecastPictureRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "forecast_id", request.forecast_id());
    if (!request.neighborhood_key().empty()) {
      CheckNeighborhoodKey(errors, request.neighborhood_key());
    }
    const bool pyramid = request.picture() == v1::FORECAST_PICTURE_PYRAMID;
    if (!pyramid && request.picture() != v1::FORECAST_PICTURE_FAN) {
      errors.Add("picture", "must be a pyramid or a fan");
    }
    if (!IsFigureId(request.figure_id())) errors.Add("figure_id", "is no name of a figure");
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ForecastPictureUseCases::Show query{.forecast_id = request.forecast_id(),
                                        .pyramid = pyramid,
                                        .neighborhood_key = request.neighborhood_key(),
                                        .figure_id = request.figure_id(),
                                        .locale = request.locale(),
                                        .format = request.format()};
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await pictures.Handle(std::move(caller), std::move(query)));
    co_return ToProto(std::move(page));
  }
};

}  // namespace

void ServePictures(rpc::ServiceMethods methods, ForecastPictureUseCases& pictures) {
  const auto api = std::make_shared<PictureApi>(PictureApi{pictures});
  methods.Unary("GetForecastPicture", api, &PictureApi::Get);
}

}  // namespace zwk::reporting
