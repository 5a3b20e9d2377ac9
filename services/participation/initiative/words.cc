#include "participation/initiative/words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

constexpr size_t kMaxCharacters = 200;
constexpr size_t kMaxWords = 10;

using Instance = const icu::Normalizer2* (*)(UErrorCode&);

icu::UnicodeString Normalized(Instance instance, const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = instance(error);
  if (U_FAILURE(error)) std::abort();  // ICU without its data
  return normalizer->normalize(text, error);
}

bool IsMark(UChar32 c) {
  const int8_t type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

}  // namespace

std::string FoldedWords(absl::string_view text) {
  const icu::UnicodeString plain =
      Normalized(&icu::Normalizer2::getNFKDInstance,
                 Normalized(&icu::Normalizer2::getNFKCCasefoldInstance,
                            icu::UnicodeString::fromUTF8(
                                icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))));
  icu::UnicodeString words;
  bool within = false;
  for (int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) {
    const UChar32 c = plain.char32At(i);
    if (IsMark(c)) continue;
    if (u_isalnum(c)) {
      if (!within) words.append(u' ');
      words.append(c);
    }
    within = u_isalnum(c);
  }
  std::string utf8;
  words.toUTF8String(utf8);
  return utf8;
}

std::vector<std::string> TakeBeginnings(FieldErrors& errors, absl::string_view field,
                                        std::string text) {
  TakeText(errors, field, text, {.most = kMaxCharacters, .required = false});
  if (text.empty() || text.size() > 4 * kMaxCharacters) return {};
  std::vector<std::string> words = absl::StrSplit(FoldedWords(text), ' ', absl::SkipEmpty());
  if (words.empty()) errors.Add(field, "has no word");
  if (words.size() > kMaxWords) {
    errors.Add(field, absl::StrCat("has ", words.size(), " words, at most ", kMaxWords));
  }
  return words;
}

bool HasAll(absl::string_view words, const std::vector<std::string>& beginnings) {
  return std::all_of(beginnings.begin(), beginnings.end(), [&](const std::string& beginning) {
    return words.find(" " + beginning) != absl::string_view::npos;
  });
}

}  // namespace zwk::participation
