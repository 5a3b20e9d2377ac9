#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace zwk {

// Takes the next code point off a text that is not empty. -1 where the bytes are no UTF-8 (overlong
// forms and surrogates included); the text stays as it is then.
int32_t NextCodePoint(absl::string_view& text);

bool IsUtf8(absl::string_view text);

}  // namespace zwk
