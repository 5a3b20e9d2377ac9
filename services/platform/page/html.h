#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "platform/page/language.h"

namespace zwk::page {

// For text and for attribute values in double quotes.
std::string Escape(absl::string_view text);

// Begins what is scrolled where it is too wide, such as a table, also by keyboard. Ends with </div>.
std::string OpenScrolling(absl::string_view label);

// In which language a page is, and what its frame says in it.
struct FrameLanguage {
  FrameLanguage(Language language);  // NOLINT(google-explicit-constructor): one of those it knows
  FrameLanguage(std::string tag, std::string skip_words, std::string links_words)
      : lang(std::move(tag)), skip(std::move(skip_words)), links(std::move(links_words)) {}

  std::string lang;   // BCP 47
  std::string skip;   // of the link to the content
  std::string links;  // of the links that lead around the page
};

// One accessible page without anything from elsewhere: style sheet inline, no script, no font, no
// picture to load.
struct HtmlPage {
  FrameLanguage language = Language::kGerman;
  std::string title;      // of the window
  std::string owner;      // whose page it is: the municipality
  std::string home_href;  // of the owner's name; empty: no link
  // Links that lead around the page, such as to the other language.
  struct Link {
    std::string href;
    std::string text;
    std::string lang;
  };
  std::vector<Link> links;
  std::string main_html;    // trusted: made by the functions here
  std::string footer_html;  // ditto
  bool wide = false;        // a page of panels rather than of text
  std::string generator = "ZWK reporting";
  std::string style;  // after the style sheet of all pages; trusted
};
std::string ToHtml(const HtmlPage& page);

// " lang="..."" where a part is in another language than its surroundings, with its direction where
// it is written from right to left.
std::string LangAttribute(absl::string_view lang);

}  // namespace zwk::page
