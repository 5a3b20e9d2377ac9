#include "participation/programme/municipality.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

bool IsOfficialKey(const std::string& key) {
  return key.size() == 8 && std::all_of(key.begin(), key.end(), absl::ascii_isdigit);
}

void CheckDays(FieldErrors& errors, absl::string_view field, int32_t days) {
  if (days < 0 || days > 36500) errors.Add(field, "must be 0 to 36500 days");
}

}  // namespace

const v1::Municipality& Municipality::Defaults() {
  static const v1::Municipality& defaults = *[] {
    auto* const settings = new v1::Municipality;
    settings->set_default_locale("de");
    settings->set_timezone("Europe/Berlin");
    settings->set_min_secret_participants(5);
    return settings;
  }();
  return defaults;
}

absl::StatusOr<std::vector<MunicipalityEvent>> Municipality::Configure(
    v1::MunicipalityConfigured wanted) const {
  v1::Municipality settings = Defaults();
  settings.MergeFrom(wanted.municipality());
  FieldErrors errors;
  Title::Take(errors, "municipality.name", *settings.mutable_name());
  if (!IsOfficialKey(settings.official_municipality_key())) {
    errors.Add("municipality.official_municipality_key", "must be 8 digits");
  }
  Locale::Check(errors, "municipality.default_locale", settings.default_locale());
  TimeZone::Check(errors, "municipality.timezone", settings.timezone());
  const v1::RetentionDays& days = settings.retention_days();
  CheckDays(errors, "municipality.retention_days.pii", days.pii());
  CheckDays(errors, "municipality.retention_days.access_codes", days.access_codes());
  CheckDays(errors, "municipality.retention_days.ballots", days.ballots());
  CheckDays(errors, "municipality.retention_days.attendance", days.attendance());
  CheckDays(errors, "municipality.retention_days.texts", days.texts());
  if (settings.min_secret_participants() < 3 || settings.min_secret_participants() > 1000) {
    errors.Add("municipality.min_secret_participants", "must be 3 to 1000");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  KeepUnknown(state, settings);
  if (Same(settings, state)) return std::vector<MunicipalityEvent>{};
  *wanted.mutable_municipality() = std::move(settings);
  return std::vector<MunicipalityEvent>{std::move(wanted)};
}

void Municipality::Apply(const MunicipalityEvent& event) {
  state = std::get<v1::MunicipalityConfigured>(event).municipality();
}

}  // namespace zwk::participation
