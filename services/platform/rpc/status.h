// Refusals on the wire: absl::Status with reason, fields and details <-> google.rpc.Status with its
// details.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace zwk::rpc {

// When to try again; becomes RetryInfo of UNAVAILABLE and RESOURCE_EXHAUSTED (one second where
// nothing is said).
absl::Status WithRetryAfter(absl::Status status, std::chrono::milliseconds delay);
// Zero where nothing is said.
std::chrono::milliseconds RetryAfterOf(const absl::Status& status);

// A refusal as trailers carry it.
struct WireStatus {
  // Of all trailers of a call, as HTTP/2 counts them. Proxies close the connection, with everybody's
  // calls, over trailers that are too large for them (Envoy's limit is 60 KB, gRPC's 8 to 16 KB).
  static constexpr size_t kMostBytes = 4096;

  std::string message;
  // A serialized google.rpc.Status with the same message: exactly one ErrorInfo (domain "zwk",
  // reason, details as metadata), BadRequest with one violation per field, RetryInfo. Empty for OK.
  std::string details;

  // As written: the message percent-encoded, the details in base64, and room for the rest.
  size_t TrailerBytes() const;
};

// At most WireStatus::kMostBytes, whatever the status holds: the last violations go first and are
// counted as `further_violations` in the metadata of the ErrorInfo.
WireStatus ToWire(const absl::Status& status);

// The other way round. Unreadable details are left out; code and message stand.
absl::Status FromWire(absl::StatusCode code, const std::string& message,
                      const std::string& details);

}  // namespace zwk::rpc
