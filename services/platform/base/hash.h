#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk {

// SHA-256 as 64 lower-case hexadecimal digits.
std::string Sha256Hex(absl::string_view bytes);

// SHA-256 as 32 bytes.
std::string Sha256(absl::string_view bytes);

std::string RandomBytes(size_t count);

// First call of every process that uses this library; safe to repeat. Called by the functions
// above.
void InitCrypto();

}  // namespace zwk
