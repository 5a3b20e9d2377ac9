#pragma once

#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "reporting/page/index_figures.h"
#include "reporting/picture/map.h"

namespace zwk::reporting {

struct MappedNeighborhood {
  std::string key;
  std::string name;
  bool is_lab = false;
  std::vector<MapRing> rings = {};  // none: it is in the list alone
};

// What the colors of a map stand for: at most five bands, limited by round numbers, so that the
// middle four fifths of the figures spread over them; the first and the last one are open.
struct MapBands {
  std::vector<double> limits;  // ascending; a figure is of the band after all limits it reaches
  int decimals = 0;            // that limits are written with
  int Of(double figure) const;
};
// `decimals`: of the figures.
MapBands BandsOf(std::vector<double> figures, int decimals);

// The map with what it is about to choose from, its legend with source and date, and the list of
// all neighborhoods with the same figures; without boundaries the list alone. By name.
std::string NeighborhoodPanels(const MapFigures& map,
                               const std::vector<MappedNeighborhood>& neighborhoods,
                               Language language);

}  // namespace zwk::reporting
