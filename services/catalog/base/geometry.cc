#include "catalog/base/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zwk::catalog {
namespace {

// Even-odd rule with half-open edges, so that a vertex counts once.
bool RingContains(const Ring& ring, const Point& point) {
  bool inside = false;
  for (size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const Point &a = ring[i], &b = ring[j];
    if ((a.latitude > point.latitude) == (b.latitude > point.latitude)) continue;
    const double crossing = a.longitude + (b.longitude - a.longitude) *
                                              (point.latitude - a.latitude) /
                                              (b.latitude - a.latitude);
    if (point.longitude < crossing) inside = !inside;
  }
  return inside;
}

}  // namespace

bool IsPlausible(const Point& point) {
  return std::abs(point.latitude) <= 90 && std::abs(point.longitude) <= 180 &&
         (point.latitude != 0 || point.longitude != 0);
}

double HaversineMeters(const Point& a, const Point& b) {
  constexpr double kEarthRadiusMeters = 6371008.8;
  constexpr double kRadians = std::numbers::pi / 180;
  const double phi = (b.latitude - a.latitude) * kRadians / 2;
  const double lambda = (b.longitude - a.longitude) * kRadians / 2;
  const double h = std::sin(phi) * std::sin(phi) + std::cos(a.latitude * kRadians) *
                                                       std::cos(b.latitude * kRadians) *
                                                       std::sin(lambda) * std::sin(lambda);
  return 2 * kEarthRadiusMeters * std::asin(std::min(1.0, std::sqrt(h)));
}

Area::Area(std::vector<Polygon> polygons) : polygons_(std::move(polygons)) {
  low_ = {91, 181};
  high_ = {-91, -181};
  for (const Polygon& polygon : polygons_) {
    for (const Ring& ring : polygon) {
      for (const Point& p : ring) {
        low_ = {std::min(low_.latitude, p.latitude), std::min(low_.longitude, p.longitude)};
        high_ = {std::max(high_.latitude, p.latitude), std::max(high_.longitude, p.longitude)};
      }
    }
  }
}

bool Area::Contains(const Point& point) const {
  if (point.latitude < low_.latitude || point.latitude > high_.latitude ||
      point.longitude < low_.longitude || point.longitude > high_.longitude) {
    return false;
  }
  return std::any_of(polygons_.begin(), polygons_.end(), [&](const Polygon& polygon) {
    const auto contains = [&](const Ring& ring) {
      return !ring.empty() && RingContains(ring, point);
    };
    // By what each ring is, not by how many lie around the point: a hole never adds ground.
    return !polygon.empty() && contains(polygon.front()) &&
           std::none_of(polygon.begin() + 1, polygon.end(), contains);
  });
}

std::string ZoneOf(const std::vector<Zone>& zones, const Point& point) {
  for (const Zone& zone : zones) {
    if (zone.area.Contains(point)) return zone.neighborhood_key;
  }
  return "";
}

}  // namespace zwk::catalog
