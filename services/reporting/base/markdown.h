#pragma once

#include <string>
#include <vector>

#include "reporting/base/rich_text.h"

namespace zwk::reporting {

// The same sections as CommonMark with tables; each starts with `<!-- section: id -->`. Whatever
// people wrote is escaped, so that it cannot become a heading, a link or HTML.
std::string ToMarkdown(const std::vector<Section>& sections);

}  // namespace zwk::reporting
