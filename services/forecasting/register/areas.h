#pragma once

#include <geos_c.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "zwk/forecasting/v1/neighborhood.pb.h"

// GEOS behind types that let go of what they hold. One Geos a thread at a time; areas end before it.
namespace zwk::forecasting {

class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;

  struct Destroy {
    GEOSContextHandle_t handle;
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
  };
  // Null where GEOS could not.
  using Area = std::unique_ptr<GEOSGeometry, Destroy>;

  // Of rings that are closed.
  Area Of(const v1::Polygon& polygon) const;
  Area Of(const v1::Geometry& geometry) const;
  Area Overlap(const Area& a, const Area& b) const;
  Area Without(const Area& area, const Area& other) const;
  // All of them as one.
  Area Union(std::vector<Area> areas) const;
  // The holes in an area, as areas.
  std::vector<Area> HolesOf(const Area& area) const;

  // All of it lies on a line, or in one position.
  bool IsFlat(const v1::Ring& ring) const;

  double DegreesOf(const Area& area) const;  // square degrees
  double SquareMetersOf(const Area& area) const;
  v1::Position MiddleOf(const Area& area) const;
  bool Intersect(const Area& a, const Area& b) const;

  struct Fault {
    std::string reason;  // GEOS's word
    v1::Position position;
  };
  // Why it is no valid area. A ring that touches itself, with a hole where it does, is only counted where `strictly`.
  std::optional<Fault> FaultOf(const Area& area, bool strictly) const;

  GEOSContextHandle_t handle() const { return handle_; }

 private:
  Area Own(GEOSGeometry* geometry) const { return Area(geometry, Destroy{handle_}); }
  GEOSGeometry* RingOf(const v1::Ring& ring) const;

  GEOSContextHandle_t handle_;
};

// On a sphere.
double MetersBetween(const v1::Position& a, const v1::Position& b);

}  // namespace zwk::forecasting
