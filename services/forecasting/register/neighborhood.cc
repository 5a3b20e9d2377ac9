#include "forecasting/register/neighborhood.h"

#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/base/names.h"
#include "forecasting/base/unknown_fields.h"
#include "forecasting/register/boundary.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

absl::Status Check(const v1::Neighborhood& wanted) {
  FieldErrors errors;
  const std::string& key = wanted.neighborhood_key();
  if (!IsNeighborhoodKey(key)) {
    errors.Add("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  CheckNames(errors, "names", wanted.names());
  CheckShape(errors, wanted.geometry());
  if (wanted.address_points_size() > Neighborhood::kMaxAddressPoints) {
    errors.Add("address_points", absl::StrCat("at most ", Neighborhood::kMaxAddressPoints));
  }
  for (int i = 0; i < wanted.address_points_size(); ++i) {
    const std::string field = absl::StrCat("address_points[", i, "]");
    CheckPosition(errors, absl::StrCat(field, ".position"), wanted.address_points(i).position());
    const double weight = wanted.address_points(i).weight();
    if (!(weight > 0) || !std::isfinite(weight)) {
      errors.Add(absl::StrCat(field, ".weight"), "must be above zero");
    }
  }
  if (wanted.bordering_keys_size() > 200) errors.Add("bordering_keys", "at most 200");
  for (int i = 0; i < wanted.bordering_keys_size(); ++i) {
    if (!IsNeighborhoodKey(wanted.bordering_keys(i)) || wanted.bordering_keys(i) == key) {
      errors.Add(absl::StrCat("bordering_keys[", i, "]"),
                 "must be the key of another neighborhood");
    }
  }
  if (wanted.languages_size() > 50) errors.Add("languages", "at most 50");
  for (int i = 0; i < wanted.languages_size(); ++i) {
    if (!IsLanguageTag(wanted.languages(i))) {
      errors.Add(absl::StrCat("languages[", i, "]"), "must be a language, such as \"de\"");
    }
  }
  if (!wanted.valid_from().empty() && !ParseDate(wanted.valid_from()).ok()) {
    errors.Add("valid_from", "must be a day, such as 2024-01-31");
  }
  return errors.ToStatus();
}

template <typename E>
std::vector<NeighborhoodEvent> Happens(v1::Neighborhood next) {
  E event;
  *event.mutable_neighborhood() = std::move(next);
  return {std::move(event)};
}

}  // namespace

bool IsNeighborhoodKey(absl::string_view text) {
  if (text.empty() || text.size() > 32) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

absl::StatusOr<std::vector<NeighborhoodEvent>> Neighborhood::Register(
    v1::Neighborhood wanted) const {
  ZWK_RETURN_IF_ERROR(Check(wanted));
  wanted.clear_version();
  KeepUnknownFields(state, wanted);
  wanted.set_boundary_version(state.boundary_version());
  if (Same(wanted, state)) return std::vector<NeighborhoodEvent>{};
  if (exists() && Same(wanted.geometry(), state.geometry())) {
    return Happens<v1::NeighborhoodChanged>(std::move(wanted));
  }
  wanted.set_boundary_version(state.boundary_version() + 1);
  if (!exists()) return Happens<v1::NeighborhoodRegistered>(std::move(wanted));
  return Happens<v1::BoundaryChanged>(std::move(wanted));
}

void Neighborhood::Apply(const NeighborhoodEvent& event) {
  std::visit([this](const auto& happened) { state = happened.neighborhood(); }, event);
}

}  // namespace zwk::forecasting
