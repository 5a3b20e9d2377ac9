#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace zwk {

// A whole file. NOT_FOUND: it cannot be read, with its path and why; also where it is a folder,
// which streams answer with an exception.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace zwk
