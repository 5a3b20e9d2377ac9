#include "forecasting/base/names.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace zwk::forecasting {

bool IsLanguageTag(absl::string_view text) {
  if (text.size() < 2 || text.size() > 35 || !absl::ascii_isalpha(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-') return false;
  }
  return true;
}

void CheckNames(FieldErrors& errors, absl::string_view field,
                const google::protobuf::Map<std::string, std::string>& names) {
  if (names.empty()) errors.Add(field, "at least one name");
  if (names.size() > 30) errors.Add(field, "at most 30 names");
  // In the order of languages, so that the same fault is told in the same words.
  for (const auto& [language, name] :
       std::map<std::string, std::string>(names.begin(), names.end())) {
    const std::string path = absl::StrCat(field, "[", language.substr(0, 35), "]");
    if (!IsLanguageTag(language)) errors.Add(path, "the key must be a language, such as \"de\"");
    if (absl::StripAsciiWhitespace(name).empty()) errors.Add(path, "must not be empty");
    if (name.size() > 200) errors.Add(path, "must be at most 200 bytes");
  }
}

}  // namespace zwk::forecasting
