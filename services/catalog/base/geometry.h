#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zwk::catalog {

// WGS 84, degrees.
struct Point {
  double latitude = 0;
  double longitude = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

// In range, finite and not 0,0, which is how missing coordinates look in data.
bool IsPlausible(const Point& point);

double HaversineMeters(const Point& a, const Point& b);

// The first ring bounds, the others are holes. Rings may be closed or not.
using Ring = std::vector<Point>;
using Polygon = std::vector<Ring>;

// An area of one or more polygons. On the boundary either answer is possible, but neighbors that
// share it do not both say yes to the same point.
class Area {
 public:
  Area() = default;
  explicit Area(std::vector<Polygon> polygons);
  bool Contains(const Point& point) const;
  bool empty() const { return polygons_.empty(); }

 private:
  std::vector<Polygon> polygons_;
  Point low_{}, high_{};  // bounding box
};

// Where people of a neighborhood live: a point and its share of them.
struct AddressPoint {
  Point point;
  double share = 1;
};

struct Zone {
  std::string neighborhood_key;
  Area area;
  std::vector<AddressPoint> points;          // shares sum to 1
  std::map<std::string, std::string> names;  // by language (BCP 47)
};

// The key of the zone that contains the point, "" where none does.
std::string ZoneOf(const std::vector<Zone>& zones, const Point& point);

}  // namespace zwk::catalog
