#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/errors.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"

// What a city draws as its neighborhoods, as areas. The geometry is GEOS's.
namespace zwk::forecasting {

inline constexpr int kMaxPositions = 20'000;

// Of all its rings.
int PositionsOf(const v1::Geometry& geometry);

// Degrees that there are, rings that are closed. Cheap.
void CheckShape(FieldErrors& errors, const v1::Geometry& geometry);
void CheckPosition(FieldErrors& errors, const std::string& field, const v1::Position& position);

// Whether what is drawn has an inside: no ring without area or that crosses itself, no hole outside of what it is in, no
// polygon over another one of the same neighborhood. INVALID_ARGUMENT names the polygon and the place. Up to some 50 ms for
// kMaxPositions.
absl::Status CheckAreas(const v1::Geometry& geometry);

// Whether latitude and longitude look exchanged: all that is said lies outside of Europe, and exchanged it lies inside.
bool LooksExchanged(const v1::Neighborhood& neighborhood);

// What is odd about the boundaries of a whole city; see CheckBoundaries in the proto. Costs CPU: some seconds for a million
// positions.
v1::CheckBoundariesResponse FindInBoundaries(const std::vector<v1::Neighborhood>& neighborhoods);

}  // namespace zwk::forecasting
