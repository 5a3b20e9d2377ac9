#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/errors.h"
#include "platform/base/values.h"

// What the decisions of a session have in common.
namespace zwk::participation {

inline absl::Status Refuse(absl::string_view reason, const std::string& message) {
  return WithReason(absl::FailedPreconditionError(message), reason);
}
inline absl::Status IdTaken(const std::string& message) {
  return WithReason(absl::AlreadyExistsError(message), "ID_TAKEN");
}

// Why something was rejected, withdrawn, skipped or given up.
inline absl::Status TakeReason(std::string& reason) {
  FieldErrors errors;
  TakeText(errors, "reason", reason, {.most = 500});
  return errors.ToStatus();
}

}  // namespace zwk::participation
