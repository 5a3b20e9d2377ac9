#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "catalog/base/checks.h"
#include "catalog/base/target.h"

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

// INVALID_ARGUMENT with the field path.
absl::Status Validate(const TargetGroup& group);

}  // namespace zwk::catalog
