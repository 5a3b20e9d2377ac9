#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void ToProto(const Stored<Municipality>& stored, v1::Municipality& message) {
  const MunicipalityConfigured& settings = stored.value.settings;
  message.set_municipality_id(settings.municipality_id);
  message.set_name(settings.name);
  message.set_official_municipality_key(settings.official_municipality_key);
  message.set_default_locale(settings.default_locale);
  message.set_timezone(settings.timezone);
  message.mutable_retention_days()->set_pii(settings.pii_days);
  message.mutable_retention_days()->set_access_codes(settings.access_code_days);
  message.mutable_retention_days()->set_ballots(settings.ballot_days);
  message.set_min_secret_participants(settings.min_secret_participants);
  message.set_version(stored.version);
}

}  // namespace

Task<absl::StatusOr<v1::ConfigureMunicipalityResponse>> ParticipationApi::ConfigureMunicipality(
    Caller caller, const v1::ConfigureMunicipalityRequest& request) {
  MunicipalityConfigured wanted;
  wanted.name = request.name();
  wanted.official_municipality_key = request.official_municipality_key();
  if (!request.default_locale().empty()) wanted.default_locale = request.default_locale();
  if (!request.timezone().empty()) wanted.timezone = request.timezone();
  wanted.pii_days = request.retention_days().pii();
  wanted.access_code_days = request.retention_days().access_codes();
  wanted.ballot_days = request.retention_days().ballots();
  if (request.min_secret_participants() != 0) {
    wanted.min_secret_participants = request.min_secret_participants();
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Municipality> municipality,
                          co_await use_.municipalities.Configure(
                              std::move(caller), request.expected_version(), std::move(wanted)));
  v1::ConfigureMunicipalityResponse answer;
  ToProto(municipality, *answer.mutable_municipality());
  co_return answer;
}

Task<absl::StatusOr<v1::GetMunicipalityResponse>> ParticipationApi::GetMunicipality(
    Caller caller, const v1::GetMunicipalityRequest&) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Municipality> municipality,
                          co_await use_.municipalities.Get(std::move(caller)));
  v1::GetMunicipalityResponse answer;
  ToProto(municipality, *answer.mutable_municipality());
  co_return answer;
}

}  // namespace zwk::participation
