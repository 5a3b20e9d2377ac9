// Small checks that requests share.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/caller.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"

namespace zwk::forecasting {

inline void CheckId(FieldErrors& errors, absl::string_view field, const std::string& id) {
  if (!IsUuid(id)) errors.Add(field, "must be a lower-case UUID");
}

inline void CheckPageSize(FieldErrors& errors, int page_size) {
  if (page_size < 0) errors.Add("page_size", "must not be negative");
}

// The id the client gives, or one that follows from the request id, so that a repetition names the
// same thing.
inline std::string NewId(FieldErrors& errors, absl::string_view field, const std::string& given,
                         const Caller& caller) {
  if (given.empty()) {
    return UuidFromName(absl::StrCat(caller.municipality, "/", caller.request.id, "/", field));
  }
  CheckId(errors, field, given);
  return given;
}

// A violation inside the thing is one inside the request's field that holds it.
inline absl::Status Inside(absl::string_view field, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  FieldErrors errors;
  errors.AddInside(field, status);
  return errors.empty() ? status : errors.ToStatus();
}

}  // namespace zwk::forecasting
