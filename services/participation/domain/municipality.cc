#include "participation/domain/municipality.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

bool IsOfficialKey(const std::string& key) {
  return key.size() == 8 && std::all_of(key.begin(), key.end(),
                                        [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// Shape only: "Europe/Berlin", "UTC".
bool IsTimezone(const std::string& name) {
  return !name.empty() && name.size() <= 60 && absl::ascii_isalpha(name[0]) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
         });
}

void CheckDays(FieldErrors& errors, absl::string_view field, int32_t days) {
  if (days < 0 || days > 36500) errors.Add(field, "must be 0 to 36500 days");
}

}  // namespace

absl::StatusOr<std::vector<MunicipalityEvent>> Municipality::Configure(
    MunicipalityConfigured wanted) const {
  FieldErrors errors;
  CheckText(errors, "name", wanted.name, kTitle);
  if (!IsOfficialKey(wanted.official_municipality_key)) {
    errors.Add("official_municipality_key", "must be 8 digits");
  }
  CheckLocale(errors, "default_locale", wanted.default_locale);
  if (!IsTimezone(wanted.timezone)) errors.Add("timezone", "must be a name such as Europe/Berlin");
  CheckDays(errors, "retention_days.pii", wanted.pii_days);
  CheckDays(errors, "retention_days.access_codes", wanted.access_code_days);
  CheckDays(errors, "retention_days.ballots", wanted.ballot_days);
  if (wanted.min_secret_participants < 3 || wanted.min_secret_participants > 1000) {
    errors.Add("min_secret_participants", "must be 3 to 1000");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (wanted == settings) return std::vector<MunicipalityEvent>{};
  return std::vector<MunicipalityEvent>{std::move(wanted)};
}

void Municipality::Apply(const MunicipalityEvent& event) {
  settings = std::get<MunicipalityConfigured>(event);
}

}  // namespace zwk::participation
