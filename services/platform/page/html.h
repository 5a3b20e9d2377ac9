#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "platform/page/language.h"

namespace zwk::page {

// For text and for attribute values in double quotes.
std::string Escape(absl::string_view text);

// Begins what is scrolled where it is too wide, such as a table, also by keyboard. Ends with </div>.
std::string OpenScrolling(absl::string_view label);

// One accessible page without anything from elsewhere: style sheet inline, no script, no font, no
// picture to load.
struct HtmlPage {
  Language language = Language::kGerman;
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
};
std::string ToHtml(const HtmlPage& page);

// " lang="..."" where a part is in another language than its surroundings, with its direction where
// it is written from right to left.
std::string LangAttribute(absl::string_view lang);

}  // namespace zwk::page
