#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/base/checks.h"
#include "catalog/base/target.h"
#include "platform/base/errors.h"

namespace zwk::catalog {

// A named predicate.
struct TargetGroup {
  std::string key;
  Labels labels;
  TargetPredicate predicate;
  std::vector<std::string> languages;  // one of them must be spoken; empty: no such need
  std::optional<double> share;         // of the counted people who meet the criteria nobody counts
  std::string share_source;
  bool archived = false;  // out of use
  std::string newer;      // see newer_fields.h
  friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};

// What may stand in it; field paths begin with "target_group.".
void Take(FieldErrors& errors, TargetGroup& group);

}  // namespace zwk::catalog
