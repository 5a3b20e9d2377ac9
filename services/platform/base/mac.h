#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk {

// HMAC-SHA256 as 32 bytes: who does not have the key can neither compute nor search it, however few
// texts there are.
std::string HmacSha256(absl::string_view key, absl::string_view text);

// The same as 64 lower-case hexadecimal digits.
std::string HmacSha256Hex(absl::string_view key, absl::string_view text);

}  // namespace zwk
