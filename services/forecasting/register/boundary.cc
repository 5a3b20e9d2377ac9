#include "forecasting/register/boundary.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "forecasting/register/areas.h"

namespace zwk::forecasting {
namespace {

constexpr int kMaxFindings = 1000;
constexpr double kLeastShare = 0.01;       // of an overlap that is told
constexpr double kLeastGap = 1;            // square meters
constexpr double kFarAway = 50'000;        // meters
constexpr double kLarge = 10'000'000'000;  // square meters

bool IsClosed(const v1::Ring& ring) {
  const v1::Position& first = ring.positions(0);
  const v1::Position& last = ring.positions(ring.positions_size() - 1);
  return first.longitude() == last.longitude() && first.latitude() == last.latitude();
}

// From one side of the map to the other: nobody means that way around the earth.
bool CrossesAntimeridian(const v1::Ring& ring) {
  for (int i = 1; i < ring.positions_size(); ++i) {
    if (std::abs(ring.positions(i).longitude() - ring.positions(i - 1).longitude()) > 180)
      return true;
  }
  return false;
}

void CheckDegrees(FieldErrors& errors, const std::string& field, double degrees, int most) {
  // Written so that a NaN is outside.
  if (degrees >= -most && degrees <= most) return;
  const bool meters = std::abs(degrees) > 360 && std::isfinite(degrees);
  errors.Add(field, absl::StrCat(
                        "must be from -", most, " to ", most,
                        meters ? ": these look like meters of a map, not degrees of WGS 84" : ""));
}

// Where a figure may be told.
std::string At(const v1::Position& position) {
  return absl::StrFormat(" at %.6g, %.6g", position.longitude(), position.latitude());
}

std::string InWords(const Geos::Fault& fault) {
  const auto is = [&fault](const char* reason) { return absl::StartsWith(fault.reason, reason); };
  const std::string at = At(fault.position);
  if (is("Self-intersection") || is("Ring Self-intersection"))
    return absl::StrCat("a ring crosses itself or another one", at);
  if (is("Hole lies outside shell"))
    return absl::StrCat("a hole lies outside of the ring that it is in", at);
  if (is("Holes are nested")) return absl::StrCat("a hole lies in another one", at);
  if (is("Interior is disconnected")) return absl::StrCat("holes cut the polygon in two", at);
  if (is("Nested shells")) return absl::StrCat("a polygon lies in another one", at);
  if (is("Duplicate Rings")) return absl::StrCat("the same ring is there twice", at);
  return absl::StrCat("is no area: ", fault.reason, at);
}

// A neighborhood's boundary, ready to be laid beside others.
struct Drawn {
  const v1::Neighborhood* neighborhood;
  Geos::Area area;
  double degrees = 0;
};

class Boundaries {
 public:
  explicit Boundaries(const std::vector<v1::Neighborhood>& neighborhoods) {
    answer_.set_neighborhoods(static_cast<int>(neighborhoods.size()));
    for (const v1::Neighborhood& neighborhood : neighborhoods) Draw(neighborhood);
  }

  v1::CheckBoundariesResponse Look() {
    answer_.set_neighborhoods_with_boundary(with_boundary_);
    FindFarAway();
    FindOverlaps();
    FindGaps();
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
      const auto rank = [](const v1::BoundaryFinding& finding) {
        return std::pair(finding.fault() != v1::BOUNDARY_FAULT_NO_AREA, -finding.square_meters());
      };
      return rank(a) < rank(b);
    });
    answer_.set_total_findings(static_cast<int>(found_.size()));
    if (found_.size() > kMaxFindings) found_.resize(kMaxFindings);
    answer_.mutable_findings()->Add(found_.begin(), found_.end());
    return std::move(answer_);
  }

 private:
  void Draw(const v1::Neighborhood& neighborhood) {
    const v1::Geometry& geometry = neighborhood.geometry();
    if (geometry.polygons().empty()) return;
    ++with_boundary_;
    FieldErrors errors;
    CheckShape(errors, geometry);
    if (!errors.empty() || !CheckAreas(geometry).ok()) {
      Add(v1::BOUNDARY_FAULT_NO_AREA, neighborhood, {}, 0);
      return;
    }
    Drawn drawn{&neighborhood, geos_.Of(geometry)};
    drawn.degrees = geos_.DegreesOf(drawn.area);
    if (const auto fault = geos_.FaultOf(drawn.area, /*strictly=*/true)) {
      Add(v1::BOUNDARY_FAULT_TOUCHES_ITSELF, neighborhood, fault->position, 0);
    }
    const double meters = geos_.SquareMetersOf(drawn.area);
    if (meters > kLarge)
      Add(v1::BOUNDARY_FAULT_LARGE, neighborhood, geos_.MiddleOf(drawn.area), meters);
    drawn_.push_back(std::move(drawn));
  }

  v1::BoundaryFinding& Add(v1::BoundaryFault fault, const v1::Neighborhood& neighborhood,
                           v1::Position position, double square_meters) {
    v1::BoundaryFinding& finding = found_.emplace_back();
    finding.set_fault(fault);
    finding.set_neighborhood_key(neighborhood.neighborhood_key());
    *finding.mutable_position() = std::move(position);
    finding.set_square_meters(square_meters);
    return finding;
  }

  // The middle of the city is where half of the parts lie on either side: one that is far away does not move it.
  void FindFarAway() {
    struct Part {
      const v1::Neighborhood* neighborhood;
      v1::Position middle;
      double square_meters;
    };
    std::vector<Part> parts;
    std::vector<double> longitudes, latitudes;
    for (const Drawn& drawn : drawn_) {
      for (const v1::Polygon& polygon : drawn.neighborhood->geometry().polygons()) {
        const Geos::Area area = geos_.Of(polygon);
        parts.push_back({drawn.neighborhood, geos_.MiddleOf(area), geos_.SquareMetersOf(area)});
        longitudes.push_back(parts.back().middle.longitude());
        latitudes.push_back(parts.back().middle.latitude());
      }
    }
    if (parts.empty()) return;
    v1::Position middle;
    middle.set_longitude(MedianOf(longitudes));
    middle.set_latitude(MedianOf(latitudes));
    for (Part& part : parts) {
      if (MetersBetween(part.middle, middle) > kFarAway) {
        Add(v1::BOUNDARY_FAULT_FAR_AWAY, *part.neighborhood, part.middle, part.square_meters);
      }
    }
  }

  static double MedianOf(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  }

  // Those whose frames meet, by a tree over the frames.
  void FindOverlaps() {
    GEOSSTRtree* tree = GEOSSTRtree_create_r(geos_.handle(), 10);
    for (Drawn& drawn : drawn_)
      GEOSSTRtree_insert_r(geos_.handle(), tree, drawn.area.get(), &drawn);
    for (const Drawn& one : drawn_) {
      std::vector<const Drawn*> near;
      GEOSSTRtree_query_r(
          geos_.handle(), tree, one.area.get(),
          [](void* item, void* all) {
            static_cast<std::vector<const Drawn*>*>(all)->push_back(static_cast<Drawn*>(item));
          },
          &near);
      std::sort(near.begin(), near.end());
      for (const Drawn* other : near) {
        if (other > &one && found_.size() <= kMaxFindings) FindOverlap(one, *other);
      }
    }
    GEOSSTRtree_destroy_r(geos_.handle(), tree);
  }

  void FindOverlap(const Drawn& one, const Drawn& other) {
    if (!geos_.Intersect(one.area, other.area)) return;
    const Geos::Area both = geos_.Overlap(one.area, other.area);
    const double share = geos_.DegreesOf(both) / std::min(one.degrees, other.degrees);
    if (share <= kLeastShare) return;
    v1::BoundaryFinding& finding = Add(v1::BOUNDARY_FAULT_OVERLAP, *one.neighborhood,
                                       geos_.MiddleOf(both), geos_.SquareMetersOf(both));
    finding.set_other_key(other.neighborhood->neighborhood_key());
    finding.set_share(share);
  }

  // What neighborhoods further inside a hole have is no gap.
  void FindGaps() {
    std::vector<Geos::Area> areas;
    for (const Drawn& drawn : drawn_) areas.push_back(geos_.Of(drawn.neighborhood->geometry()));
    const Geos::Area all = geos_.Union(std::move(areas));
    for (const Geos::Area& hole : geos_.HolesOf(all)) {
      const Geos::Area gap = geos_.Without(hole, all);
      const double meters = geos_.SquareMetersOf(gap);
      if (meters >= kLeastGap) Add(v1::BOUNDARY_FAULT_GAP, {}, geos_.MiddleOf(gap), meters);
    }
  }

  Geos geos_;
  std::vector<Drawn> drawn_;
  std::vector<v1::BoundaryFinding> found_;
  v1::CheckBoundariesResponse answer_;
  int with_boundary_ = 0;
};

}  // namespace

int PositionsOf(const v1::Geometry& geometry) {
  int positions = 0;
  for (const v1::Polygon& polygon : geometry.polygons()) {
    for (const v1::Ring& ring : polygon.rings()) positions += std::max(ring.positions_size(), 1);
  }
  return positions;
}

void CheckPosition(FieldErrors& errors, const std::string& field, const v1::Position& position) {
  CheckDegrees(errors, absl::StrCat(field, ".longitude"), position.longitude(), 180);
  CheckDegrees(errors, absl::StrCat(field, ".latitude"), position.latitude(), 90);
}

void CheckShape(FieldErrors& errors, const v1::Geometry& geometry) {
  // Before anything looks at one of them.
  if (const int positions = PositionsOf(geometry); positions > kMaxPositions) {
    errors.Add("geometry", "TOO_MANY",
               absl::StrCat("has ", positions, " positions, at most ", kMaxPositions));
    return;
  }
  for (int p = 0; p < geometry.polygons_size(); ++p) {
    const v1::Polygon& polygon = geometry.polygons(p);
    const std::string at = absl::StrCat("geometry.polygons[", p, "]");
    if (polygon.rings().empty()) errors.Add(absl::StrCat(at, ".rings"), "must not be empty");
    for (int r = 0; r < polygon.rings_size(); ++r) {
      const v1::Ring& ring = polygon.rings(r);
      const std::string field = absl::StrCat(at, ".rings[", r, "]");
      for (int i = 0; i < ring.positions_size(); ++i) {
        CheckPosition(errors, absl::StrCat(field, ".positions[", i, "]"), ring.positions(i));
      }
      if (ring.positions_size() < 4) {
        errors.Add(field, "a ring has at least four positions");
      } else if (!IsClosed(ring)) {
        errors.Add(field, "the last position of a ring equals the first");
      } else if (CrossesAntimeridian(ring)) {
        errors.Add(field,
                   "crosses the 180th meridian: what lies on both sides of it is two polygons (RFC "
                   "7946, 3.1.9)");
      }
    }
  }
}

absl::Status CheckAreas(const v1::Geometry& geometry) {
  const Geos geos;
  FieldErrors errors;
  for (int p = 0; p < geometry.polygons_size(); ++p) {
    const v1::Polygon& polygon = geometry.polygons(p);
    const std::string field = absl::StrCat("geometry.polygons[", p, "]");
    if (std::any_of(polygon.rings().begin(), polygon.rings().end(),
                    [&geos](const v1::Ring& ring) { return geos.IsFlat(ring); })) {
      errors.Add(field, "a ring has no area");
    } else if (const auto fault = geos.FaultOf(geos.Of(polygon), /*strictly=*/false)) {
      errors.Add(field, InWords(*fault));
    }
  }
  if (!errors.empty() || geometry.polygons_size() < 2) return errors.ToStatus();
  if (const auto fault = geos.FaultOf(geos.Of(geometry), /*strictly=*/false)) {
    errors.Add("geometry.polygons",
               absl::StrCat("two polygons have the same ground", At(fault->position)));
  }
  return errors.ToStatus();
}

bool LooksExchanged(const v1::Neighborhood& neighborhood) {
  double longitude = 0, latitude = 0;
  int positions = 0;
  const auto take = [&](const v1::Position& position) {
    longitude += position.longitude();
    latitude += position.latitude();
    ++positions;
  };
  for (const v1::Polygon& polygon : neighborhood.geometry().polygons()) {
    for (const v1::Ring& ring : polygon.rings())
      std::for_each(ring.positions().begin(), ring.positions().end(), take);
  }
  for (const v1::AddressPoint& point : neighborhood.address_points()) take(point.position());
  if (positions == 0) return false;
  const auto in_europe = [](double east, double north) {
    return east >= -25 && east <= 45 && north >= 34 && north <= 72;
  };
  return !in_europe(longitude / positions, latitude / positions) &&
         in_europe(latitude / positions, longitude / positions);
}

v1::CheckBoundariesResponse FindInBoundaries(const std::vector<v1::Neighborhood>& neighborhoods) {
  return Boundaries(neighborhoods).Look();
}

}  // namespace zwk::forecasting
