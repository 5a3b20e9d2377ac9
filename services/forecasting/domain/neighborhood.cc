#include "forecasting/domain/neighborhood.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/domain/names.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

void CheckPosition(FieldErrors& errors, const std::string& field, const Position& position) {
  // Written so that a NaN is outside.
  if (!(position.longitude >= -180 && position.longitude <= 180)) {
    errors.Add(absl::StrCat(field, ".longitude"), "must be from -180 to 180");
  }
  if (!(position.latitude >= -90 && position.latitude <= 90)) {
    errors.Add(absl::StrCat(field, ".latitude"), "must be from -90 to 90");
  }
}

// Before anything looks at one of them. A ring without positions counts, too.
bool HasTooManyPositions(FieldErrors& errors, const Geometry& geometry) {
  size_t positions = 0;
  for (const Polygon& polygon : geometry) {
    for (const Ring& ring : polygon) positions += std::max<size_t>(ring.size(), 1);
  }
  if (positions <= Neighborhood::kMaxPositions) return false;
  errors.Add("geometry", "TOO_MANY",
             absl::StrCat("has ", positions, " positions, at most ", Neighborhood::kMaxPositions));
  return true;
}

void CheckGeometry(FieldErrors& errors, const Geometry& geometry) {
  if (HasTooManyPositions(errors, geometry)) return;
  for (size_t p = 0; p < geometry.size(); ++p) {
    const std::string polygon = absl::StrCat("geometry.polygons[", p, "]");
    if (geometry[p].empty()) errors.Add(absl::StrCat(polygon, ".rings"), "must not be empty");
    for (size_t r = 0; r < geometry[p].size(); ++r) {
      const Ring& ring = geometry[p][r];
      const std::string field = absl::StrCat(polygon, ".rings[", r, "]");
      if (ring.size() < 4) {
        errors.Add(field, "a ring has at least four positions");
      } else if (ring.front() != ring.back()) {
        errors.Add(field, "the last position of a ring equals the first");
      }
      for (size_t i = 0; i < ring.size(); ++i) {
        CheckPosition(errors, absl::StrCat(field, ".positions[", i, "]"), ring[i]);
      }
    }
  }
}

absl::Status Check(const NeighborhoodFacts& facts) {
  FieldErrors errors;
  if (!IsNeighborhoodKey(facts.key)) {
    errors.Add("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  CheckNames(errors, "names", facts.names);
  CheckGeometry(errors, facts.geometry);
  if (facts.address_points.size() > Neighborhood::kMaxAddressPoints) {
    errors.Add("address_points", absl::StrCat("at most ", Neighborhood::kMaxAddressPoints));
  }
  for (size_t i = 0; i < facts.address_points.size(); ++i) {
    const std::string field = absl::StrCat("address_points[", i, "]");
    CheckPosition(errors, absl::StrCat(field, ".position"), facts.address_points[i].position);
    const double weight = facts.address_points[i].weight;
    if (!(weight > 0) || !std::isfinite(weight)) {
      errors.Add(absl::StrCat(field, ".weight"), "must be above zero");
    }
  }
  if (facts.bordering_keys.size() > 200) errors.Add("bordering_keys", "at most 200");
  for (size_t i = 0; i < facts.bordering_keys.size(); ++i) {
    if (!IsNeighborhoodKey(facts.bordering_keys[i]) || facts.bordering_keys[i] == facts.key) {
      errors.Add(absl::StrCat("bordering_keys[", i, "]"),
                 "must be the key of another neighborhood");
    }
  }
  if (facts.languages.size() > 50) errors.Add("languages", "at most 50");
  for (size_t i = 0; i < facts.languages.size(); ++i) {
    if (!IsLanguageTag(facts.languages[i])) {
      errors.Add(absl::StrCat("languages[", i, "]"), "must be a language, such as \"de\"");
    }
  }
  if (!facts.valid_from.empty() && !ParseDate(facts.valid_from).ok()) {
    errors.Add("valid_from", "must be a day, such as 2024-01-31");
  }
  return errors.ToStatus();
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
    const NeighborhoodFacts& wanted) const {
  ZWK_RETURN_IF_ERROR(Check(wanted));
  std::vector<NeighborhoodEvent> events;
  if (!exists()) {
    events.push_back(NeighborhoodRegistered{wanted, 1});
  } else if (wanted.geometry != facts.geometry) {
    events.push_back(BoundaryChanged{wanted, boundary_version + 1});
  } else if (wanted != facts) {
    events.push_back(NeighborhoodChanged{wanted, boundary_version});
  }
  return events;
}

void Neighborhood::Apply(const NeighborhoodEvent& event) {
  std::visit(
      [this](const auto& happened) {
        facts = happened.facts;
        boundary_version = happened.boundary_version;
      },
      event);
}

}  // namespace zwk::forecasting
