#include "reporting/page/page_frame.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zwk::reporting {

std::string Href(absl::string_view path, Language language) {
  return absl::StrCat(path, absl::StrContains(path, "?") ? "&" : "?", "locale=", Tag(language));
}

HtmlPage PageFrame(Language language, const std::string& municipality_name, absl::string_view title,
                   absl::string_view path) {
  const Language other = language == Language::kGerman ? Language::kEnglish : Language::kGerman;
  HtmlPage page{.language = language,
                .title = absl::StrCat(municipality_name, " – ", title),
                .owner = municipality_name,
                .home_href = Href("/", language),
                .wide = true};
  page.links = {
      {Href(path, other), std::string(Say(other, "Deutsch", "English")), std::string(Tag(other))}};
  return page;
}

std::string PageHeading(const std::string& municipality_name, absl::string_view title) {
  return absl::StrCat("<p class=\"kicker\">", Escape(municipality_name), "</p>\n<h1>", title,
                      "</h1>\n");
}

}  // namespace zwk::reporting
