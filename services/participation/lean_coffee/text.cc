#include "participation/lean_coffee/text.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/utf8.h"

namespace zwk::participation {
namespace {

bool IsControl(int32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

bool IsBidiOverride(int32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool IsSpace(int32_t point) {
  return point == ' ' || point == '\n' || point == '\t' || point == 0xA0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200B) || point == 0x202F || point == 0x205F ||
         point == 0x3000 || point == 0xFEFF;
}

bool AllOf(absl::string_view text, bool (*is)(unsigned char)) {
  return std::all_of(text.begin(), text.end(), is);
}

}  // namespace

void CheckText(FieldErrors& errors, absl::string_view field, absl::string_view text,
               TextRule rule) {
  constexpr size_t kLongestCodePoint = 4;
  if (text.size() > rule.most * kLongestCodePoint) {
    return errors.Add(
        field, "TOO_LONG",
        absl::StrCat("has ", text.size(), " bytes, at most ", rule.most, " characters"));
  }
  size_t length = 0;
  size_t visible = 0;
  for (absl::string_view rest = text; !rest.empty();) {
    const int32_t point = NextCodePoint(rest);
    if (point < 0) return errors.Add(field, "must be valid UTF-8");
    if (IsControl(point) && !(rule.lines && (point == '\n' || point == '\t'))) {
      return errors.Add(field, "must not contain control characters");
    }
    if (IsBidiOverride(point)) {
      return errors.Add(field, "must not contain bidirectional overrides");
    }
    ++length;
    if (!IsSpace(point)) ++visible;
  }
  if (length > rule.most) {
    return errors.Add(field, "TOO_LONG",
                      absl::StrCat("has ", length, " characters, at most ", rule.most));
  }
  if (visible < rule.least) errors.Add(field, "must not be empty");
}

bool IsLocale(absl::string_view text) {
  if (text.size() > 35) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  if (parts[0].size() < 2 || parts[0].size() > 3 || !AllOf(parts[0], absl::ascii_islower)) {
    return false;
  }
  return std::all_of(parts.begin() + 1, parts.end(), [](absl::string_view part) {
    return part.size() >= 2 && part.size() <= 8 && AllOf(part, absl::ascii_isalnum);
  });
}

void CheckLocale(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!IsLocale(text)) errors.Add(field, "must be a language tag such as de or pt-BR");
}

}  // namespace zwk::participation
