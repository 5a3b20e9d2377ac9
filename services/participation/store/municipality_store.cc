#include "participation/store/municipality_store.h"

#include "participation/store/documents.pb.h"

namespace zwk::participation {

std::string ToStored(const Municipality& municipality) {
  const MunicipalityConfigured& settings = municipality.settings;
  stored::Municipality kept;
  kept.set_municipality_id(settings.municipality_id);
  kept.set_name(settings.name);
  kept.set_official_municipality_key(settings.official_municipality_key);
  kept.set_default_locale(settings.default_locale);
  kept.set_timezone(settings.timezone);
  kept.set_pii_days(settings.pii_days);
  kept.set_access_code_days(settings.access_code_days);
  kept.set_ballot_days(settings.ballot_days);
  kept.set_min_secret_participants(settings.min_secret_participants);
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, Municipality& municipality) {
  stored::Municipality kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  municipality.settings = {.municipality_id = kept.municipality_id(),
                           .name = kept.name(),
                           .official_municipality_key = kept.official_municipality_key(),
                           .default_locale = kept.default_locale(),
                           .timezone = kept.timezone(),
                           .pii_days = kept.pii_days(),
                           .access_code_days = kept.access_code_days(),
                           .ballot_days = kept.ballot_days(),
                           .min_secret_participants = kept.min_secret_participants()};
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const Municipality&) { return {}; }

}  // namespace zwk::participation
