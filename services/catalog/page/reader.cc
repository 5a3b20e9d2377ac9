#include "catalog/page/reader.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "catalog/page/style.h"

namespace zwk::catalog {

std::string Tongue(absl::string_view lang) {
  if (lang.empty() || page::IsRightToLeft(lang)) return page::LangAttribute(lang);
  return absl::StrCat(page::LangAttribute(lang), " dir=\"ltr\"");
}

page::HtmlPage FrameOf(const Reader& reader, std::string title, const std::string& here) {
  const Words& words = reader.words();
  page::HtmlPage html{.language = {std::string(words.tag), std::string(words.skip),
                                   std::string(words.languages_of_page)},
                      .title = std::move(title),
                      .owner = reader.city.name,
                      .home_href = "/",
                      .generator = "ZWK catalog",
                      .style = std::string(OfferStyle())};
  // The page there speaks German and English; others get what it takes for theirs.
  if (page::LanguageOf(words.tag)) absl::StrAppend(&html.home_href, "?locale=", words.tag);
  for (const PageLanguage other : kPageLanguages) {
    if (other == reader.language) continue;
    const Words& its = WordsIn(other);
    html.links.push_back(
        {absl::StrCat(here, its.tag), std::string(its.own_name), std::string(its.tag)});
  }
  return html;
}

std::string InAddress(absl::string_view text) {
  std::string address;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.') {
      address += c;
    } else {
      absl::StrAppendFormat(&address, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return address;
}

}  // namespace zwk::catalog
