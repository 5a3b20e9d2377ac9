#include "platform/page/html.h"

#include "absl/strings/str_cat.h"
#include "platform/page/style.h"

namespace zwk::page {

std::string Escape(absl::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string OpenScrolling(absl::string_view label) {
  return absl::StrCat("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"",
                      Escape(label), "\">");
}

std::string LangAttribute(absl::string_view lang) {
  if (lang.empty()) return "";
  return absl::StrCat(" lang=\"", Escape(lang), "\"", IsRightToLeft(lang) ? " dir=\"rtl\"" : "");
}

FrameLanguage::FrameLanguage(Language language)
    : lang(Tag(language)),
      skip(Say(language, "Zum Inhalt", "Skip to content")),
      links(Say(language, "Sprache und Form", "Language and form")) {}

std::string ToHtml(const HtmlPage& page) {
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html", LangAttribute(page.language.lang),
      ">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"",
      Escape(page.generator),
      "\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>",
      Escape(page.title), "</title>\n<style>\n", StyleSheet(), page.style,
      "</style>\n</head>\n<body>\n", "<a class=\"skip\" href=\"#main\">",
      Escape(page.language.skip), "</a>\n<header class=\"site\">\n<div class=\"inner\">\n");
  const std::string owner = Escape(page.owner);
  if (page.home_href.empty()) {
    absl::StrAppend(&html, "<p class=\"owner\">", owner, "</p>\n");
  } else {
    absl::StrAppend(&html, "<p class=\"owner\"><a href=\"", Escape(page.home_href), "\">", owner,
                    "</a></p>\n");
  }
  if (!page.links.empty()) {
    absl::StrAppend(&html, "<nav aria-label=\"", Escape(page.language.links), "\"><ul>");
    for (const HtmlPage::Link& link : page.links) {
      absl::StrAppend(&html, "<li><a href=\"", Escape(link.href), "\"",
                      link.lang.empty() ? "" : absl::StrCat(" hreflang=\"", link.lang, "\""),
                      LangAttribute(link.lang), ">", Escape(link.text), "</a></li>");
    }
    html += "</ul></nav>\n";
  }
  absl::StrAppend(&html, "</div>\n</header>\n<main id=\"main\"", page.wide ? " class=\"wide\"" : "",
                  ">\n", page.main_html,
                  "</main>\n<footer class=\"site\">\n<div class=\"inner\">\n", page.footer_html,
                  "</div>\n</footer>\n</body>\n</html>\n");
  return html;
}

}  // namespace zwk::page
