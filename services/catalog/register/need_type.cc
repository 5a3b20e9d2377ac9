#include "catalog/register/need_type.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "platform/base/messages.h"
#include "zwk/catalog/v1/need_type.pb.h"
#include "zwk/catalog/v1/place.pb.h"

namespace zwk::catalog {
namespace {

void TakeGroup(FieldErrors& errors, const std::string& at, NeedRating rating, NeedOfGroup& group) {
  constexpr size_t kLongestSource = 1'000;
  CheckSlug(errors, at + "target_group_key", group.group_key);
  if (!(group.catchment_meters > 0 && group.catchment_meters <= 100'000)) {
    errors.Add(at + "catchment_meters", "must be above 0 and at most 100000");
  }
  TakeName(errors, at + "source", group.source, kLongestSource);
  if (rating == NeedRating::kRated &&
      !(group.rate > 0 && group.rate <= 10 && group.rate_low >= 0 && group.rate_low <= group.rate &&
        group.rate <= group.rate_high)) {
    errors.Add(at + "rate", "must hold 0 <= low <= rate <= high, 0 < rate <= 10");
  }
}

}  // namespace

void Take(FieldErrors& errors, NeedType& n) {
  const std::string at = "need_type.";
  CheckSlug(errors, at + "need_key", n.key);
  TakeLabels(errors, at + "labels", n.labels);
  CheckGiven(errors, at + "rating", static_cast<int>(n.rating), v1::NeedRating_IsValid);
  if (n.groups.empty()) errors.Add(at + "groups", "must name a target group");
  if (n.rating == NeedRating::kRated && !(n.hours_per_place > 0 && n.hours_per_place <= 168)) {
    errors.Add(at + "hours_per_place", "must be above 0 and at most 168");
  }
  for (const SupplyKind kind : n.supply_kinds) {
    CheckGiven(errors, at + "supply_kinds", static_cast<int>(kind), v1::SupplyKind_IsValid);
  }
  if (!IsFraction(n.covered_below)) errors.Add(at + "covered_below", "must be within 0 and 1");
  std::set<std::string> seen;
  for (size_t i = 0; i < n.groups.size(); ++i) {
    const std::string field = absl::StrCat(at, "groups[", i, "].");
    TakeGroup(errors, field, n.rating, n.groups[i]);
    if (!seen.insert(n.groups[i].group_key).second) {
      errors.Add(field + "target_group_key", "is named twice");
    }
  }
}

}  // namespace zwk::catalog
