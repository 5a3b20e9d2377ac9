#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk::catalog {

// What pages of offers have beside the style sheet of all pages; sides are those of the reading direction.
absl::string_view OfferStyle();

// Of a leaflet, on A6 (`small`) or A4.
std::string LeafletStyle(bool small);

}  // namespace zwk::catalog
