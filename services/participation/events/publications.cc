#include "participation/events/publications.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/reporting/v1/events.pb.h"

namespace zwk::participation {
namespace {

std::string MinutesKey(const std::string& meeting_id) {
  return absl::StrCat("minutes/", meeting_id);
}
std::string ProfileKey(const std::string& profile_id, uint64_t version) {
  return absl::StrCat("profile/", profile_id, "/", version);
}
std::string ForecastKey(const std::string& forecast_id, uint64_t version) {
  return absl::StrCat("forecast/", forecast_id, "/", version);
}

// That something is there is all there is to know.
constexpr char kPublished[] = "1";

}  // namespace

Task<absl::Status> PublicationsView::On(const stream::Event& event, stream::ViewChange& change) {
  if (auto drafted = stream::Unpack<reporting::v1::MinutesDrafted>(event)) {
    if (drafted->meeting_id().empty() || drafted->sha256().empty()) {
      co_return absl::InvalidArgumentError("MinutesDrafted without meeting or hash");
    }
    change.Put(MinutesKey(drafted->meeting_id()), event.data);
  } else if (auto profile = stream::Unpack<reporting::v1::ProfilePublished>(event)) {
    change.Put(ProfileKey(profile->profile_id(), profile->version()), kPublished);
  } else if (auto forecast = stream::Unpack<forecasting::v1::ForecastPublished>(event)) {
    change.Put(ForecastKey(forecast->forecast_id(), forecast->version()), kPublished);
  }
  co_return absl::OkStatus();  // of another kind, or newer than this build
}

Task<absl::StatusOr<bool>> Publications::Has(Caller caller, std::string key) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::optional<std::string> bytes,
      co_await reader_.Get(caller.municipality, std::move(key), caller.deadline));
  co_return bytes.has_value();
}

Task<absl::StatusOr<bool>> Publications::HasProfile(Caller caller, ProfileRef profile) {
  return Has(std::move(caller), ProfileKey(profile.profile_id, profile.version));
}

Task<absl::StatusOr<bool>> Publications::HasForecast(Caller caller, ForecastRef forecast) {
  return Has(std::move(caller), ForecastKey(forecast.forecast_id, forecast.version));
}

Task<absl::StatusOr<std::optional<MinutesDocument>>> Publications::Latest(Caller caller,
                                                                          std::string meeting_id) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::optional<std::string> bytes,
      co_await reader_.Get(caller.municipality, MinutesKey(meeting_id), caller.deadline));
  if (!bytes) co_return std::optional<MinutesDocument>();
  reporting::v1::MinutesDrafted drafted;
  if (!drafted.ParseFromString(*bytes)) co_return absl::DataLossError("a draft cannot be read");
  co_return MinutesDocument{drafted.document_id(), drafted.version(), drafted.sha256(),
                            drafted.draft_number()};
}

}  // namespace zwk::participation
