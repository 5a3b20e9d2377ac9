// Small checks that requests share.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {

inline absl::Status CheckId(absl::string_view field, const std::string& id) {
  return IsUuid(id) ? absl::OkStatus() : InvalidField(field, "is not a lower-case UUID");
}

// Empty means any, or the newest.
inline absl::Status CheckIdIfAny(absl::string_view field, const std::string& id) {
  return id.empty() ? absl::OkStatus() : CheckId(field, id);
}

}  // namespace zwk::catalog
