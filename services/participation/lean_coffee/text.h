#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

// What text from outside may look like. Every check adds a violation under the field's path, so
// that one answer tells all faults of a request.
namespace zwk::participation {

struct TextRule {
  size_t least = 1;    // code points besides white space; 0: may be empty
  size_t most = 200;   // code points
  bool lines = false;  // line feeds and tabs are allowed
};

inline constexpr TextRule kTitle{1, 200, false};
inline constexpr TextRule kOptionalTitle{0, 200, false};
inline constexpr TextRule kParagraph{1, 2000, true};
inline constexpr TextRule kOptionalParagraph{0, 2000, true};

// Valid UTF-8, within the lengths, no control characters, no bidirectional overrides or isolates
// (they make a text look like another one).
void CheckText(FieldErrors& errors, absl::string_view field, absl::string_view text, TextRule rule);

// A language tag as BCP 47 has them: "de", "pt-BR", "sr-Latn". Shape only.
bool IsLocale(absl::string_view text);
void CheckLocale(FieldErrors& errors, absl::string_view field, absl::string_view text);

}  // namespace zwk::participation
