#pragma once

#include <string>

#include "absl/strings/string_view.h"

// HTML in texts that are no HTML. Whoever shows them escapes them; but they also go to partners, who
// may not.
namespace zwk {

// Whether a browser would read a tag, a comment or a declaration in it: '<' before a letter, '/', '!'
// or '?'. "<12 Jahre" and "3 < 4" are text.
bool HasMarkup(absl::string_view text);

// The text without its tags, and without what stands in scripts, styles and frames; "<info@example.org>"
// and "<https://...>" lose their brackets alone. HasMarkup is false of it.
std::string WithoutMarkup(absl::string_view text);

}  // namespace zwk
