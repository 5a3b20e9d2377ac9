#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

// How codes are written: twelve characters of Crockford's base32, which has no letters that look like
// others, and says no words.
namespace zwk::participation {

inline constexpr size_t kCodeCharacters = 12;  // 60 bits

// Of the first 60 bits of 8 bytes and more: "7K2MQX4D9TBV".
std::string CodeFrom(absl::string_view bytes);

// In groups, as people read it: "7K2M-QX4D-9TBV".
std::string Grouped(absl::string_view code);

// What somebody has typed: in any case, with hyphens and spaces, O for 0, I and L for 1. None where it
// cannot be a code.
std::optional<std::string> ReadCode(absl::string_view typed);

}  // namespace zwk::participation
