#include "participation/events/municipality_events.h"

#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {

EventMessage ToMessage(const std::string& municipality_id, const MunicipalityEvent& event) {
  const auto& configured = std::get<MunicipalityConfigured>(event);
  v1::MunicipalityConfigured message;
  message.set_municipality_id(municipality_id);
  message.set_name(configured.name);
  message.set_official_municipality_key(configured.official_municipality_key);
  message.set_default_locale(configured.default_locale);
  message.set_timezone(configured.timezone);
  message.mutable_retention_days()->set_pii(configured.pii_days);
  message.mutable_retention_days()->set_access_codes(configured.access_code_days);
  message.mutable_retention_days()->set_ballots(configured.ballot_days);
  message.set_min_secret_participants(configured.min_secret_participants);
  return Publish(message);
}

}  // namespace zwk::participation
