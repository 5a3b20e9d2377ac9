#include "forecasting/register/areas.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace zwk::forecasting {
namespace {

constexpr double kMetersPerDegree = 6'371'008.8 * std::numbers::pi / 180;

double CosineOf(double degrees) { return std::cos(degrees * std::numbers::pi / 180); }

}  // namespace

GEOSGeometry* Geos::RingOf(const v1::Ring& ring) const {
  GEOSCoordSequence* positions =
      GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(ring.positions_size()), 2);
  for (int i = 0; i < ring.positions_size(); ++i) {
    GEOSCoordSeq_setXY_r(handle_, positions, static_cast<unsigned>(i),
                         ring.positions(i).longitude(), ring.positions(i).latitude());
  }
  return GEOSGeom_createLinearRing_r(handle_, positions);  // takes the positions
}

Geos::Area Geos::Of(const v1::Polygon& polygon) const {
  std::vector<GEOSGeometry*> holes;
  for (int r = 1; r < polygon.rings_size(); ++r) holes.push_back(RingOf(polygon.rings(r)));
  return Own(GEOSGeom_createPolygon_r(handle_, RingOf(polygon.rings(0)), holes.data(),
                                      static_cast<unsigned>(holes.size())));
}

Geos::Area Geos::Of(const v1::Geometry& geometry) const {
  std::vector<GEOSGeometry*> polygons;
  for (const v1::Polygon& polygon : geometry.polygons()) polygons.push_back(Of(polygon).release());
  return Own(GEOSGeom_createCollection_r(handle_, GEOS_MULTIPOLYGON, polygons.data(),
                                         static_cast<unsigned>(polygons.size())));
}

Geos::Area Geos::Overlap(const Area& a, const Area& b) const {
  return Own(GEOSIntersection_r(handle_, a.get(), b.get()));
}

Geos::Area Geos::Without(const Area& area, const Area& other) const {
  return Own(GEOSDifference_r(handle_, area.get(), other.get()));
}

Geos::Area Geos::Union(std::vector<Area> areas) const {
  std::vector<GEOSGeometry*> parts;
  for (Area& area : areas) parts.push_back(area.release());
  const Area all = Own(GEOSGeom_createCollection_r(handle_, GEOS_GEOMETRYCOLLECTION, parts.data(),
                                                   static_cast<unsigned>(parts.size())));
  return Own(GEOSUnaryUnion_r(handle_, all.get()));
}

std::vector<Geos::Area> Geos::HolesOf(const Area& area) const {
  std::vector<Area> holes;
  for (int p = 0; area && p < GEOSGetNumGeometries_r(handle_, area.get()); ++p) {
    const GEOSGeometry* part = GEOSGetGeometryN_r(handle_, area.get(), p);
    if (GEOSGeomTypeId_r(handle_, part) != GEOS_POLYGON) continue;
    for (int h = 0; h < GEOSGetNumInteriorRings_r(handle_, part); ++h) {
      GEOSGeometry* ring = GEOSGeom_clone_r(handle_, GEOSGetInteriorRingN_r(handle_, part, h));
      holes.push_back(Own(GEOSGeom_createPolygon_r(handle_, ring, nullptr, 0)));
    }
  }
  return holes;
}

bool Geos::IsFlat(const v1::Ring& ring) const {
  const Area line = Own(RingOf(ring));
  return DegreesOf(Own(line ? GEOSConvexHull_r(handle_, line.get()) : nullptr)) == 0;
}

double Geos::DegreesOf(const Area& area) const {
  double degrees = 0;
  if (area) GEOSArea_r(handle_, area.get(), &degrees);
  return degrees;
}

double Geos::SquareMetersOf(const Area& area) const {
  const double degrees = DegreesOf(area);
  if (degrees == 0) return 0;
  return degrees * kMetersPerDegree * kMetersPerDegree * CosineOf(MiddleOf(area).latitude());
}

v1::Position Geos::MiddleOf(const Area& area) const {
  v1::Position middle;
  const Area point = Own(area ? GEOSGetCentroid_r(handle_, area.get()) : nullptr);
  double longitude = 0, latitude = 0;
  if (point && !GEOSisEmpty_r(handle_, point.get())) {
    GEOSGeomGetX_r(handle_, point.get(), &longitude);
    GEOSGeomGetY_r(handle_, point.get(), &latitude);
  }
  middle.set_longitude(longitude);
  middle.set_latitude(latitude);
  return middle;
}

bool Geos::Intersect(const Area& a, const Area& b) const {
  return GEOSIntersects_r(handle_, a.get(), b.get()) == 1;
}

std::optional<Geos::Fault> Geos::FaultOf(const Area& area, bool strictly) const {
  if (!area) return Fault{"Invalid Coordinate", {}};
  char* reason = nullptr;
  GEOSGeometry* found = nullptr;
  const char valid = GEOSisValidDetail_r(
      handle_, area.get(), strictly ? 0 : GEOSVALID_ALLOW_SELFTOUCHING_RING_FORMING_HOLE, &reason,
      &found);
  const Area point = Own(found);
  if (valid == 1) return std::nullopt;
  Fault fault{reason != nullptr ? reason : "", MiddleOf(point)};
  if (reason != nullptr) GEOSFree_r(handle_, reason);
  return fault;
}

double MetersBetween(const v1::Position& a, const v1::Position& b) {
  const auto half = [](double degrees) { return degrees * std::numbers::pi / 360; };
  const double phi = std::sin(half(b.latitude() - a.latitude()));
  const double lambda = std::sin(half(b.longitude() - a.longitude()));
  const double h = phi * phi + CosineOf(a.latitude()) * CosineOf(b.latitude()) * lambda * lambda;
  return 2 * kMetersPerDegree * 180 / std::numbers::pi * std::asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace zwk::forecasting
