#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace zwk::reporting {

// A place, in 0.00001 degrees: about a meter.
struct MapPosition {
  int32_t east = 0;
  int32_t north = 0;
  friend bool operator==(const MapPosition&, const MapPosition&) = default;
};
using MapRing = std::vector<MapPosition>;  // the last position is followed by the first

// An area that can be chosen.
struct MapArea {
  std::string href;
  std::string title;           // what it is called, and what the map says of it
  std::optional<int> band;     // from 0; none: there is no figure, the area is hatched
  std::vector<MapRing> rings;  // inside is what an odd number of them lies around
};

inline constexpr int kMostMapBands = 5;
inline constexpr size_t kMostMapAreas = 400;  // more of them nobody could tell apart
// Every fill has a contrast of 3:1 to the lines around it and of 4.5:1 to the number on it: which band
// an area is of is said by the number and by its title, never by color alone.
inline constexpr absl::string_view kMapFills[kMostMapBands] = {"#f2f8f9", "#c9e1e5", "#9ccbd2",
                                                               "#70b4be", "#479ba8"};
inline constexpr absl::string_view kMapInk = "#16262e";

// A map of areas that share borders. They are drawn with fewer positions than they have, and
// neighbors still meet: what two of them share becomes simpler in the same way. Its size does not
// depend on how finely boundaries were measured.
//
// Empty if there is nothing to draw: no area, none with an extent, or more than kMostMapAreas.
struct DrawnMap {
  std::string svg;
  int left_out = 0;  // areas without boundary, or too small to be seen
};
DrawnMap DrawMap(absl::string_view title, const std::vector<MapArea>& areas);

// The field of a legend (<ul class="legend map-key">) that stands for a band, or for areas without
// figure.
std::string MapKey(std::optional<int> band);
// For the page that shows a map and its legend.
std::string MapStyle();

}  // namespace zwk::reporting
