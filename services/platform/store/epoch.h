#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/store/connection.h"

namespace zwk::store {

// The random name that a store gets when it is seen first, and anew when it has been put back to an
// earlier time: what was said of another one is not about this one.
inline constexpr char kEpochKey[] = "{zwk}:epoch";

// Gives it one, if it has none.
absl::StatusOr<std::string> Epoch(Connection& connection);

}  // namespace zwk::store
