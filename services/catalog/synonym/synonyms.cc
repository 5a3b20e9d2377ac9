#include "catalog/synonym/synonyms.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "catalog/base/text_analysis.h"

namespace zwk::catalog {
namespace {

constexpr size_t kMostWords = 50;

}  // namespace

void Take(FieldErrors& errors, Synonyms& s) {
  constexpr size_t kLongestWord = 100;
  CheckSlug(errors, "synonyms.synonyms_key", s.key);
  Locale::Check(errors, "synonyms.language", s.language);
  if (s.words.size() < 2 || s.words.size() > kMostWords) {
    return errors.Add("synonyms.words", "must be 2 to 50");
  }
  std::set<std::u16string> seen;
  for (size_t i = 0; i < s.words.size(); ++i) {
    const std::string field = absl::StrCat("synonyms.words[", i, "]");
    TakeName(errors, field, s.words[i], kLongestWord);
    const std::u16string spelling = SpellingOf(PrimaryLanguage(s.language), s.words[i]);
    if (!seen.insert(spelling).second) errors.Add(field, "is there twice, however it is spelt");
  }
}

}  // namespace zwk::catalog
