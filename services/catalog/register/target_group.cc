#include "catalog/register/target_group.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::catalog {

void Take(FieldErrors& errors, TargetGroup& g) {
  const std::string at = "target_group.";
  CheckSlug(errors, at + "target_group_key", g.key);
  TakeLabels(errors, at + "labels", g.labels);
  Take(errors, at + "predicate", g.predicate);
  for (const std::string& language : g.languages) {
    Locale::Check(errors, at + "languages", language);
  }
  if (g.share && !IsFraction(*g.share)) errors.Add(at + "share", "must be within 0 and 1");
  TakeLine(errors, at + "share_source", g.share_source);
  if (g.share && g.share_source.empty()) {
    errors.Add(at + "share_source", "must say where the share is from");
  }
}

}  // namespace zwk::catalog
