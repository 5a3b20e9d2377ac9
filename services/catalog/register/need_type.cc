#include "catalog/register/need_type.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

absl::Status CheckGroup(const NeedOfGroup& group, NeedRating rating, const std::string& field) {
  ZWK_RETURN_IF_ERROR(CheckSlug(group.group_key, field + ".target_group_key"));
  if (!(group.catchment_meters > 0 && group.catchment_meters <= 100'000)) {
    return InvalidField(field + ".catchment_meters", "must be above 0 and at most 100000");
  }
  ZWK_RETURN_IF_ERROR(CheckRequired(group.source, field + ".source", 1'000));
  if (rating == NeedRating::kRated &&
      !(group.rate > 0 && group.rate <= 10 && group.rate_low >= 0 && group.rate_low <= group.rate &&
        group.rate <= group.rate_high)) {
    return InvalidField(field + ".rate", "must hold 0 <= low <= rate <= high, 0 < rate <= 10");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const NeedType& n) {
  ZWK_RETURN_IF_ERROR(CheckSlug(n.key, "need_type.need_key"));
  ZWK_RETURN_IF_ERROR(CheckLabels(n.labels, "need_type.labels"));
  if (n.groups.empty()) return InvalidField("need_type.groups", "must name a target group");
  if (n.rating == NeedRating::kRated && !(n.hours_per_place > 0 && n.hours_per_place <= 168)) {
    return InvalidField("need_type.hours_per_place", "must be above 0 and at most 168");
  }
  if (!IsFraction(n.covered_below)) {
    return InvalidField("need_type.covered_below", "must be within 0 and 1");
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < n.groups.size(); ++i) {
    const std::string field = absl::StrCat("need_type.groups[", i, "]");
    ZWK_RETURN_IF_ERROR(CheckGroup(n.groups[i], n.rating, field));
    if (!seen.insert(n.groups[i].group_key).second) {
      return InvalidField(field + ".target_group_key", "is named twice");
    }
  }
  return absl::OkStatus();
}

}  // namespace zwk::catalog
