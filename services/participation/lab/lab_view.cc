#include "participation/lab/lab_view.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/reporting/v1/profile.pb.h"

namespace zwk::participation {
namespace {

std::string ProfileKey(const std::string& profile_id, uint64_t version) {
  return absl::StrCat("profile/", profile_id, "/", version);
}
std::string ForecastKey(const std::string& forecast_id, uint64_t version) {
  return absl::StrCat("forecast/", forecast_id, "/", version);
}

// That something is there is all there is to know.
constexpr char kPublished[] = "1";

}  // namespace

Task<absl::Status> PublishedVersionsView::On(const stream::Event& event,
                                             stream::ViewChange& change) {
  if (auto profile = stream::Unpack<reporting::v1::ProfilePublished>(event)) {
    change.Put(ProfileKey(profile->profile_id(), profile->version()), kPublished);
  } else if (auto forecast = stream::Unpack<forecasting::v1::ForecastPublished>(event)) {
    change.Put(ForecastKey(forecast->forecast_id(), forecast->version()), kPublished);
  }
  co_return absl::OkStatus();  // of another kind, or newer than this build
}

Task<absl::StatusOr<bool>> ViewedVersions::Has(Caller caller, std::string key) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::optional<std::string> bytes,
      co_await reader_.Get(caller.municipality, std::move(key), caller.deadline));
  co_return bytes.has_value();
}

Task<absl::StatusOr<bool>> ViewedVersions::HasProfile(Caller caller, v1::ProfileRef profile) {
  return Has(std::move(caller), ProfileKey(profile.profile_id(), profile.version()));
}

Task<absl::StatusOr<bool>> ViewedVersions::HasForecast(Caller caller,
                                                       common::v1::ForecastRef forecast) {
  return Has(std::move(caller), ForecastKey(forecast.forecast_id(), forecast.version()));
}

}  // namespace zwk::participation
