#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "reporting/base/page.h"

namespace zwk::reporting {

// A wide page of a municipality that leads home, and to itself in the other language. `path` may
// have a query and takes "locale" as well.
HtmlPage PageFrame(Language language, const std::string& municipality_name, absl::string_view title,
                   absl::string_view path);

// A link within the pages in this language.
std::string Href(absl::string_view path, Language language);

// The heading of a page below the one of the city.
std::string PageHeading(const std::string& municipality_name, absl::string_view title);

}  // namespace zwk::reporting
