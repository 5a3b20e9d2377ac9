#include "catalog/register/target_group.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

absl::Status Validate(const TargetGroup& g) {
  ZWK_RETURN_IF_ERROR(CheckSlug(g.key, "target_group.target_group_key"));
  ZWK_RETURN_IF_ERROR(CheckLabels(g.labels, "target_group.labels"));
  ZWK_RETURN_IF_ERROR(Validate(g.predicate, "target_group.predicate"));
  for (const std::string& language : g.languages) {
    if (!IsLanguageTag(language)) {
      return InvalidField("target_group.languages",
                          absl::StrCat(Quoted(language), " is no language tag"));
    }
  }
  if (g.share && !IsFraction(*g.share)) {
    return InvalidField("target_group.share", "must be within 0 and 1");
  }
  if (g.share && g.share_source.empty()) {
    return InvalidField("target_group.share_source", "a share needs its source");
  }
  return absl::OkStatus();
}

}  // namespace zwk::catalog
