#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace zwk {

// The bytes that these hexadecimal digits are; nothing if they are not, or not all of them.
std::optional<std::string> BytesOfHex(absl::string_view digits);

}  // namespace zwk
