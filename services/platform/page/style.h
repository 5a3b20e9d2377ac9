#pragma once

#include "absl/strings/string_view.h"

namespace zwk::page {

// The one style sheet of all pages, put into each of them. Colors hold a contrast of at least 4.5:1
// for text and 3:1 for shapes; nothing is said by color alone.
absl::string_view StyleSheet();

}  // namespace zwk::page
