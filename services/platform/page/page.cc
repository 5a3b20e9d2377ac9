#include "platform/page/page.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::page {

absl::StatusOr<Language> ChooseLanguage(const std::string& asked, const std::string& preferred,
                                        const std::string& municipality_default) {
  if (!asked.empty()) {
    const auto language = LanguageOf(asked);
    if (!language)
      return InvalidField("locale", absl::StrCat(zwk::Quoted(asked), " is not de or en"));
    return *language;
  }
  if (const auto language = LanguageOf(preferred)) return *language;
  return LanguageOf(municipality_default).value_or(Language::kGerman);
}

Page HtmlOf(std::string bytes) { return {"text/html; charset=utf-8", std::move(bytes)}; }
Page MarkdownOf(std::string bytes) { return {"text/markdown; charset=utf-8", std::move(bytes)}; }
Page TextOf(std::string bytes) { return {"text/plain; charset=utf-8", std::move(bytes)}; }

}  // namespace zwk::page
