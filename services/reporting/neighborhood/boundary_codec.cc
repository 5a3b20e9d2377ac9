#include "reporting/neighborhood/boundary_codec.h"

#include <cmath>
#include <cstdint>

namespace zwk::reporting {
namespace {

namespace fv1 = ::zwk::forecasting::v1;

constexpr double kUnitsOfDegree = 1e5;

int32_t Rounded(double degrees, int grain) {
  return static_cast<int32_t>(std::lround(degrees * kUnitsOfDegree / grain)) * grain;
}

MapRing Rounded(const fv1::Ring& ring, int grain) {
  MapRing rounded;
  for (const fv1::Position& at : ring.positions()) {
    const MapPosition position{Rounded(at.longitude(), grain), Rounded(at.latitude(), grain)};
    if (rounded.empty() || rounded.back() != position) rounded.push_back(position);
  }
  while (rounded.size() > 1 && rounded.back() == rounded.front()) rounded.pop_back();
  return rounded;
}

}  // namespace

views::BoundaryRecord ToRecord(const fv1::Geometry& geometry) {
  for (int grain = 1;; grain *= 2) {
    views::BoundaryRecord record;
    int positions = 0;
    for (const fv1::Polygon& polygon : geometry.polygons()) {
      for (const fv1::Ring& ring : polygon.rings()) {
        const MapRing rounded = Rounded(ring, grain);
        if (rounded.size() < 3) continue;
        positions += static_cast<int>(rounded.size());
        views::BoundaryRing& steps = *record.add_rings();
        MapPosition before;
        for (const MapPosition& at : rounded) {
          steps.add_steps(at.east - before.east);
          steps.add_steps(at.north - before.north);
          before = at;
        }
      }
    }
    if (positions <= kMostBoundaryPositions) return record;
  }
}

std::vector<MapRing> FromRecord(const views::BoundaryRecord& record) {
  std::vector<MapRing> rings;
  for (const views::BoundaryRing& ring : record.rings()) {
    MapRing& positions = rings.emplace_back();
    MapPosition at;
    for (int i = 0; i + 1 < ring.steps_size(); i += 2) {
      at.east += ring.steps(i);
      at.north += ring.steps(i + 1);
      positions.push_back(at);
    }
  }
  return rings;
}

}  // namespace zwk::reporting
