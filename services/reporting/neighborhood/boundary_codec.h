#pragma once

#include <vector>

#include "reporting/neighborhood/neighborhood_document.pb.h"
#include "reporting/picture/map.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"

namespace zwk::reporting {

inline constexpr int kMostBoundaryPositions = 500;

// As much of a boundary as a map of the city needs: to about a meter, and coarser by halves where it
// has more positions than that. Without rings where there is none, or none with an extent.
views::BoundaryRecord ToRecord(const forecasting::v1::Geometry& geometry);
std::vector<MapRing> FromRecord(const views::BoundaryRecord& record);

}  // namespace zwk::reporting
