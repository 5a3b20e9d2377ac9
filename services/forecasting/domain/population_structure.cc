#include "forecasting/domain/population_structure.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/domain/names.h"
#include "platform/base/errors.h"
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

absl::Status Check(const StructureFacts& facts) {
  FieldErrors errors;
  if (facts.age_width != 1 && facts.age_width != 5) errors.Add("age_width", "must be 1 or 5");
  const int width = facts.age_width == 5 ? 5 : 1;
  if (facts.open_age < 2 * width || facts.open_age > PopulationStructure::kMaxOpenAge ||
      facts.open_age % width != 0) {
    errors.Add("open_age", absl::StrCat("must be a multiple of age_width from ", 2 * width, " to ",
                                        PopulationStructure::kMaxOpenAge));
  }
  if (facts.groups.empty() || facts.groups.size() > PopulationStructure::kMaxGroups) {
    errors.Add("groups", absl::StrCat("must be 1 to ", PopulationStructure::kMaxGroups));
  }
  std::set<std::string> keys;
  for (size_t i = 0; i < facts.groups.size(); ++i) {
    const OriginGroup& group = facts.groups[i];
    const std::string field = absl::StrCat("groups[", i, "]");
    if (!IsGroupKey(group.key)) {
      errors.Add(absl::StrCat(field, ".key"), "must be a lower-case word, such as \"foreign_eu\"");
    }
    if (!keys.insert(group.key).second) {
      errors.Add(absl::StrCat(field, ".key"), "stands twice");
    }
    if (!group.national && !group.migration_history) {
      errors.Add(absl::StrCat(field, ".migration_history"),
                 "a group that is not national has a migration history");
    }
    CheckNames(errors, absl::StrCat(field, ".names"), group.names);
  }
  return errors.ToStatus();
}

std::vector<std::string> KeysOf(const StructureFacts& facts) {
  std::vector<std::string> keys;
  for (const OriginGroup& group : facts.groups) keys.push_back(group.key);
  return keys;
}

}  // namespace

std::vector<std::string> PopulationStructure::group_keys() const { return KeysOf(facts); }

absl::StatusOr<std::vector<PopulationStructureChanged>> PopulationStructure::Set(
    const StructureFacts& wanted, bool has_data) const {
  ZWK_RETURN_IF_ERROR(Check(wanted));
  if (wanted == facts) return std::vector<PopulationStructureChanged>{};
  const bool same_cells = wanted.age_width == facts.age_width &&
                          wanted.open_age == facts.open_age && KeysOf(wanted) == KeysOf(facts);
  if (has_data && !same_cells) {
    return absl::FailedPreconditionError(
        "data were imported with other ages or group keys; only names and flags of groups can "
        "change");
  }
  return std::vector<PopulationStructureChanged>{{wanted}};
}

}  // namespace zwk::forecasting
