#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {

// A violation inside the thing is one inside the request's field that holds it.
inline absl::Status Inside(absl::string_view field, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status) || ReasonOf(status) != "INVALID_FIELD") return status;
  FieldErrors errors;
  errors.AddInside(field, status);
  return errors.empty() ? status : errors.ToStatus();
}

// What people call a thing: 1 to 200 bytes.
inline void CheckTitle(FieldErrors& errors, absl::string_view field, const std::string& title) {
  if (title.empty() || title.size() > 200) errors.Add(field, "must be 1 to 200 bytes");
}

}  // namespace zwk::forecasting
