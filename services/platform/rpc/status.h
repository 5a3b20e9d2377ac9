// Refusals on the wire: absl::Status with reason, fields and details <-> google.rpc.Status with its
// details.
#pragma once

#include <chrono>
#include <string>

#include "absl/status/status.h"

namespace zwk::rpc {

// When to try again; becomes RetryInfo of UNAVAILABLE and RESOURCE_EXHAUSTED (one second where
// nothing is said).
absl::Status WithRetryAfter(absl::Status status, std::chrono::milliseconds delay);
// Zero where nothing is said.
std::chrono::milliseconds RetryAfterOf(const absl::Status& status);

// A serialized google.rpc.Status: exactly one ErrorInfo (domain "zwk", reason, details as
// metadata), BadRequest with one violation per field, RetryInfo. Empty for OK.
std::string WireDetails(const absl::Status& status);

// The other way round. Unreadable details are left out; code and message stand.
absl::Status FromWire(absl::StatusCode code, const std::string& message,
                      const std::string& details);

}  // namespace zwk::rpc
