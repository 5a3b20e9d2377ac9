#include "reporting/app/ports.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::reporting {

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

Task<absl::StatusOr<DocumentVersion>> Freeze(Archive& archive, std::string municipality,
                                             DocumentVersion version,
                                             std::vector<Rendered> rendered) {
  for (Rendered& rendition : rendered) {
    const int64_t size = static_cast<int64_t>(rendition.bytes.size());
    ZWK_CO_ASSIGN_OR_RETURN(std::string sha256,
                            co_await archive.Put(municipality, std::move(rendition.bytes)));
    version.renditions.push_back({rendition.locale, rendition.format, std::move(sha256), size});
  }
  ZWK_CO_ASSIGN_OR_RETURN(version.sha256,
                          co_await archive.Put(municipality, Manifest(version.renditions)));
  co_return version;
}

}  // namespace zwk::reporting
