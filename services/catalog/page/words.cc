#include "catalog/page/words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/page/language.h"

namespace zwk::catalog {

const Words& WordsIn(PageLanguage language) {
  switch (language) {
    case PageLanguage::kEnglish:
      return kEnglishWords;
    case PageLanguage::kArabic:
      return kArabicWords;
    case PageLanguage::kUkrainian:
      return kUkrainianWords;
    case PageLanguage::kTurkish:
      return kTurkishWords;
    case PageLanguage::kGerman:
      break;
  }
  return kGermanWords;
}

std::optional<PageLanguage> PageLanguageOf(absl::string_view tag) {
  const std::string primary = absl::AsciiStrToLower(tag.substr(0, tag.find_first_of("-_")));
  for (const PageLanguage language : kPageLanguages) {
    if (WordsIn(language).tag == primary) return language;
  }
  return std::nullopt;
}

std::string With(absl::string_view phrase, std::initializer_list<absl::string_view> values) {
  const bool from_the_right = page::Isolated(phrase).size() > phrase.size();
  std::string text;
  const auto* value = values.begin();
  for (const char c : phrase) {
    if (c != '$' || value == values.end()) {
      text += c;
      continue;
    }
    absl::StrAppend(
        &text, from_the_right ? absl::StrCat("\u2068", *value, "\u2069") : page::Isolated(*value));
    ++value;
  }
  return text;
}

}  // namespace zwk::catalog
