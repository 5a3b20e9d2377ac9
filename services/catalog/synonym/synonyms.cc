#include "catalog/synonym/synonyms.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

constexpr size_t kMostWords = 50;

}  // namespace

absl::Status Validate(const Synonyms& s) {
  ZWK_RETURN_IF_ERROR(CheckSlug(s.key, "synonyms.synonyms_key"));
  if (!IsLanguageTag(s.language)) {
    return InvalidField("synonyms.language",
                        absl::StrCat(Quoted(s.language), " is no language tag"));
  }
  if (s.words.size() < 2 || s.words.size() > kMostWords) {
    return InvalidField("synonyms.words", "must be 2 to 50");
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < s.words.size(); ++i) {
    const std::string field = absl::StrCat("synonyms.words[", i, "]");
    ZWK_RETURN_IF_ERROR(CheckRequired(s.words[i], field, 100));
    if (!seen.insert(s.words[i]).second) return InvalidField(field, "is there twice");
  }
  return absl::OkStatus();
}

}  // namespace zwk::catalog
