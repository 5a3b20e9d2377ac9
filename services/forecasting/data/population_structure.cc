#include "forecasting/data/population_structure.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/base/names.h"
#include "forecasting/base/unknown_fields.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

bool IsGroupKey(const std::string& text) {
  if (text.empty() || text.size() > 32 || !absl::ascii_islower(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return true;
}

absl::Status Check(const v1::PopulationStructure& wanted) {
  FieldErrors errors;
  if (wanted.age_width() != 1 && wanted.age_width() != 5) errors.Add("age_width", "must be 1 or 5");
  const int width = wanted.age_width() == 5 ? 5 : 1;
  if (wanted.open_age() < 2 * width || wanted.open_age() > PopulationStructure::kMaxOpenAge ||
      wanted.open_age() % width != 0) {
    errors.Add("open_age", absl::StrCat("must be a multiple of age_width from ", 2 * width, " to ",
                                        PopulationStructure::kMaxOpenAge));
  }
  if (wanted.groups().empty() || wanted.groups_size() > PopulationStructure::kMaxGroups) {
    errors.Add("groups", absl::StrCat("must be 1 to ", PopulationStructure::kMaxGroups));
  }
  std::set<std::string> keys;
  for (int i = 0; i < wanted.groups_size(); ++i) {
    const v1::OriginGroup& group = wanted.groups(i);
    const std::string field = absl::StrCat("groups[", i, "]");
    if (!IsGroupKey(group.key())) {
      errors.Add(absl::StrCat(field, ".key"), "must be a lower-case word, such as \"foreign_eu\"");
    }
    if (!keys.insert(group.key()).second) {
      errors.Add(absl::StrCat(field, ".key"), "stands twice");
    }
    if (!group.national() && !group.migration_history()) {
      errors.Add(absl::StrCat(field, ".migration_history"),
                 "a group that is not national has a migration history");
    }
    CheckNames(errors, absl::StrCat(field, ".names"), group.names());
  }
  return errors.ToStatus();
}

}  // namespace

std::vector<std::string> PopulationStructure::group_keys() const {
  std::vector<std::string> keys;
  for (const v1::OriginGroup& group : state.groups()) keys.push_back(group.key());
  return keys;
}

bool PopulationStructure::HasSameCells(const PopulationStructure& other) const {
  return state.age_width() == other.state.age_width() &&
         state.open_age() == other.state.open_age() && group_keys() == other.group_keys();
}

absl::StatusOr<std::vector<v1::PopulationStructureChanged>> PopulationStructure::Set(
    v1::PopulationStructure wanted, bool has_data) const {
  ZWK_RETURN_IF_ERROR(Check(wanted));
  wanted.clear_version();
  KeepUnknownFields(state, wanted);
  if (Same(wanted, state)) return std::vector<v1::PopulationStructureChanged>{};
  v1::PopulationStructureChanged changed;
  *changed.mutable_structure() = std::move(wanted);
  if (has_data && !HasSameCells({changed.structure()})) {
    return absl::FailedPreconditionError(
        "data were imported with other ages or group keys; only names and flags of groups can "
        "change");
  }
  return std::vector<v1::PopulationStructureChanged>{std::move(changed)};
}

}  // namespace zwk::forecasting
