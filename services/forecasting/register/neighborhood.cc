#include "forecasting/register/neighborhood.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/base/names.h"
#include "forecasting/base/unknown_fields.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

void CheckPosition(FieldErrors& errors, const std::string& field, const v1::Position& position) {
  // Written so that a NaN is outside.
  if (!(position.longitude() >= -180 && position.longitude() <= 180)) {
    errors.Add(absl::StrCat(field, ".longitude"), "must be from -180 to 180");
  }
  if (!(position.latitude() >= -90 && position.latitude() <= 90)) {
    errors.Add(absl::StrCat(field, ".latitude"), "must be from -90 to 90");
  }
}

bool IsClosed(const v1::Ring& ring) {
  const v1::Position& first = ring.positions(0);
  const v1::Position& last = ring.positions(ring.positions_size() - 1);
  return first.longitude() == last.longitude() && first.latitude() == last.latitude();
}

// Before anything looks at one of them. A ring without positions counts, too.
bool HasTooManyPositions(FieldErrors& errors, const v1::Geometry& geometry) {
  int positions = 0;
  for (const v1::Polygon& polygon : geometry.polygons()) {
    for (const v1::Ring& ring : polygon.rings()) positions += std::max(ring.positions_size(), 1);
  }
  if (positions <= Neighborhood::kMaxPositions) return false;
  errors.Add("geometry", "TOO_MANY",
             absl::StrCat("has ", positions, " positions, at most ", Neighborhood::kMaxPositions));
  return true;
}

void CheckGeometry(FieldErrors& errors, const v1::Geometry& geometry) {
  if (HasTooManyPositions(errors, geometry)) return;
  for (int p = 0; p < geometry.polygons_size(); ++p) {
    const v1::Polygon& polygon = geometry.polygons(p);
    const std::string at = absl::StrCat("geometry.polygons[", p, "]");
    if (polygon.rings().empty()) errors.Add(absl::StrCat(at, ".rings"), "must not be empty");
    for (int r = 0; r < polygon.rings_size(); ++r) {
      const v1::Ring& ring = polygon.rings(r);
      const std::string field = absl::StrCat(at, ".rings[", r, "]");
      if (ring.positions_size() < 4) {
        errors.Add(field, "a ring has at least four positions");
      } else if (!IsClosed(ring)) {
        errors.Add(field, "the last position of a ring equals the first");
      }
      for (int i = 0; i < ring.positions_size(); ++i) {
        CheckPosition(errors, absl::StrCat(field, ".positions[", i, "]"), ring.positions(i));
      }
    }
  }
}

absl::Status Check(const v1::Neighborhood& wanted) {
  FieldErrors errors;
  const std::string& key = wanted.neighborhood_key();
  if (!IsNeighborhoodKey(key)) {
    errors.Add("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  CheckNames(errors, "names", wanted.names());
  CheckGeometry(errors, wanted.geometry());
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
