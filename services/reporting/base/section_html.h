#pragma once

#include <string>
#include <vector>

#include "reporting/base/rich_text.h"

namespace zwk::reporting {

// Sections as `<section id=... data-section=...>`; the first one is the head of the document.
std::string ToHtml(const std::vector<Section>& sections);

}  // namespace zwk::reporting
