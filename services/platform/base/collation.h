#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk {

// What orders names as a German directory does (DIN 5007, variant 1; ICU): case and accents do not
// count, ä is a, ß is ss, Latin letters before Greek, Cyrillic and Arabic ones, each script in its own
// order, "Bezirk 2" before "Bezirk 10". Bytes to compare, not to show; those of one name are compared
// before those of the next if they are joined.
std::string SortKey(absl::string_view text);

}  // namespace zwk
