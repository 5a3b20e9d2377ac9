#pragma once

#include <string>

#include "absl/status/status.h"

namespace zwk::participation {

// What is said of bytes that are no document of this kind.
template <class M>
absl::Status ParseStored(const std::string& bytes, M& message) {
  if (message.ParseFromString(bytes)) return absl::OkStatus();
  return absl::DataLossError("a stored document cannot be read: " + M::descriptor()->full_name());
}

}  // namespace zwk::participation
