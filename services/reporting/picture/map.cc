#include "reporting/picture/map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "reporting/base/page.h"

namespace zwk::reporting {
namespace {

constexpr int kWidth = 640;
constexpr int kHeight = 900;
constexpr int kMargin = 4;
constexpr int kDigit = 26;  // readable where a phone shows the map 250 px wide
constexpr size_t kMostPoints = 2400;

struct Point {
  int x = 0;
  int y = 0;
  friend auto operator<=>(const Point&, const Point&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Point& point) {
    return H::combine(std::move(h), point.x, point.y);
  }
};
using Line = std::vector<Point>;
using Shape = std::vector<Line>;  // rings, closed without saying the first point again

// Where places lie on the paper.
class Projection {
 public:
  explicit Projection(const std::vector<MapArea>& areas) {
    for (const MapArea& area : areas) {
      for (const MapRing& ring : area.rings) {
        for (const MapPosition& at : ring) {
          west_ = std::min<double>(west_, at.east);
          east_ = std::max<double>(east_, at.east);
          south_ = std::min<double>(south_, at.north);
          north_ = std::max<double>(north_, at.north);
        }
      }
    }
    if (empty()) return;
    // A degree to the east is the shorter, the farther north it is.
    narrow_ = std::max(0.01, std::cos((south_ + north_) / 2e5 * std::numbers::pi / 180));
    scale_ = std::min((kWidth - 2 * kMargin) / ((east_ - west_) * narrow_),
                      (kHeight - 2 * kMargin) / (north_ - south_));
  }

  bool empty() const { return !(west_ < east_ && south_ < north_); }
  int width() const { return Across(east_ - west_) + 2 * kMargin; }
  int height() const { return Along(north_ - south_) + 2 * kMargin; }
  Point operator()(const MapPosition& at) const {
    return {kMargin + Across(at.east - west_), kMargin + Along(north_ - at.north)};
  }

 private:
  int Across(double units) const { return static_cast<int>(std::lround(units * narrow_ * scale_)); }
  int Along(double units) const { return static_cast<int>(std::lround(units * scale_)); }

  double west_ = std::numeric_limits<double>::infinity(), east_ = -west_;
  double south_ = west_, north_ = -west_;
  double narrow_ = 1, scale_ = 1;
};

// To multiples of `grain`, without points that became the same.
Line Snapped(const MapRing& ring, const Projection& projection, int grain) {
  Line line;
  for (const MapPosition& at : ring) {
    Point point = projection(at);
    point.x -= point.x % grain;
    point.y -= point.y % grain;
    if (line.empty() || line.back() != point) line.push_back(point);
  }
  while (line.size() > 1 && line.back() == line.front()) line.pop_back();
  return line;
}

// Points at which more than two lines meet: there, borders between other areas begin.
class Corners {
 public:
  explicit Corners(const std::vector<Shape>& shapes) {
    for (const Shape& shape : shapes) {
      for (const Line& ring : shape) {
        for (size_t i = 0; i < ring.size(); ++i) {
          const Point& next = ring[(i + 1) % ring.size()];
          Meet(ring[i], next);
          Meet(next, ring[i]);
        }
      }
    }
  }
  bool Has(const Point& point) const { return beside_.at(point).known > 2; }

 private:
  struct Beside {
    std::array<Point, 2> points;
    int known = 0;
  };
  void Meet(const Point& point, const Point& other) {
    Beside& beside = beside_[point];
    for (int i = 0; i < std::min(beside.known, 2); ++i) {
      if (beside.points[i] == other) return;
    }
    if (beside.known < 2) beside.points[beside.known] = other;
    ++beside.known;
  }

  absl::flat_hash_map<Point, Beside> beside_;
};

double DistanceFromChord(const Point& point, const Point& from, const Point& to) {
  const double x = to.x - from.x, y = to.y - from.y;
  const double length = std::hypot(x, y);
  if (length == 0) return std::hypot(point.x - from.x, point.y - from.y);
  return std::abs(x * (point.y - from.y) - y * (point.x - from.x)) / length;
}

// What Douglas and Peucker keep between two points that stay.
void Keep(const Line& line, size_t from, size_t to, double tolerance, Line& kept) {
  size_t farthest = from;
  double distance = tolerance;
  for (size_t i = from + 1; i < to; ++i) {
    const double d = DistanceFromChord(line[i], line[from], line[to]);
    if (d > distance) {
      distance = d;
      farthest = i;
    }
  }
  if (farthest == from) return;
  Keep(line, from, farthest, tolerance, kept);
  kept.push_back(line[farthest]);
  Keep(line, farthest, to, tolerance, kept);
}

// All but the last point of what is left of a line. Whoever comes along it from the other side gets
// the same points.
void AppendSimplified(Line& line, double tolerance, Line& simple) {
  simple.push_back(line.front());
  if (line.size() == 2) return;
  const bool turned =
      std::lexicographical_compare(line.rbegin(), line.rend(), line.begin(), line.end());
  if (turned) std::reverse(line.begin(), line.end());
  const size_t before = simple.size();
  Keep(line, 0, line.size() - 1, tolerance, simple);
  if (turned) std::reverse(simple.begin() + static_cast<std::ptrdiff_t>(before), simple.end());
}

double TwiceTheArea(const Line& ring) {
  double sum = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const Point &a = ring[i], &b = ring[(i + 1) % ring.size()];
    sum += static_cast<double>(a.x) * b.y - static_cast<double>(b.x) * a.y;
  }
  return std::abs(sum);
}

// Border by border. Empty where nothing is left of the ring.
Line Simplified(Line ring, const Corners& corners, double tolerance) {
  if (ring.size() < 3) return {};
  const auto is_corner = [&](const Point& point) { return corners.Has(point); };
  auto first = std::find_if(ring.begin(), ring.end(), is_corner);
  if (first == ring.end()) first = std::min_element(ring.begin(), ring.end());
  std::rotate(ring.begin(), first, ring.end());
  ring.push_back(ring.front());
  Line simple, border;
  for (size_t i = 0; i < ring.size(); ++i) {
    border.push_back(ring[i]);
    const bool ends = i + 1 == ring.size() || (i > 0 && is_corner(ring[i]));
    if (!ends) continue;
    AppendSimplified(border, tolerance, simple);
    border.assign(1, ring[i]);
  }
  return TwiceTheArea(simple) > 0 ? simple : Line();
}

// So finely that all shapes together have no more than kMostPoints.
std::vector<Shape> Simplified(const std::vector<MapArea>& areas, const Projection& projection) {
  for (int grain = 1;; grain += (grain + 1) / 2) {
    std::vector<Shape> shapes(areas.size());
    for (size_t i = 0; i < areas.size(); ++i) {
      for (const MapRing& ring : areas[i].rings) {
        Line line = Snapped(ring, projection, grain);
        if (line.size() > 2) shapes[i].push_back(std::move(line));
      }
    }
    const Corners corners(shapes);
    size_t points = 0;
    for (Shape& shape : shapes) {
      for (Line& ring : shape) {
        ring = Simplified(std::move(ring), corners, 0.8 * grain);
        points += ring.size();
      }
      std::erase_if(shape, [](const Line& ring) { return ring.empty(); });
    }
    if (points <= kMostPoints) return shapes;
  }
}

// A number with what has to stand before it.
void AppendNumber(std::string& path, int number) {
  if (number >= 0 && path.back() >= '0' && path.back() <= '9') path += ' ';
  absl::StrAppend(&path, number);
}

std::string Path(const Shape& shape) {
  std::string path;
  for (const Line& ring : shape) {
    path += 'M';
    AppendNumber(path, ring[0].x);
    AppendNumber(path, ring[0].y);
    path += 'l';
    for (size_t i = 1; i < ring.size(); ++i) {
      AppendNumber(path, ring[i].x - ring[i - 1].x);
      AppendNumber(path, ring[i].y - ring[i - 1].y);
    }
    path += 'z';
  }
  return path;
}

// Where a horizontal line at this height crosses the borders, from the left.
std::vector<double> Crossings(const Shape& shape, double y) {
  std::vector<double> crossings;
  for (const Line& ring : shape) {
    for (size_t i = 0; i < ring.size(); ++i) {
      const Point &a = ring[i], &b = ring[(i + 1) % ring.size()];
      if ((a.y > y) != (b.y > y)) crossings.push_back(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
    }
  }
  std::sort(crossings.begin(), crossings.end());
  return crossings;
}

bool IsInside(const Shape& shape, double x, double y) {
  const std::vector<double> crossings = Crossings(shape, y);
  return (std::lower_bound(crossings.begin(), crossings.end(), x) - crossings.begin()) % 2 == 1;
}

// Where a digit has room inside, far from the borders; nowhere in small areas.
std::optional<Point> PlaceForDigit(const Shape& shape) {
  constexpr int kTries = 10;
  constexpr double kHalfWide = kDigit * 0.34, kHalfHigh = kDigit * 0.4;
  int top = kHeight, bottom = 0;
  for (const Line& ring : shape) {
    for (const Point& point : ring) {
      top = std::min(top, point.y);
      bottom = std::max(bottom, point.y);
    }
  }
  std::optional<Point> best;
  double most_room = 2 * kHalfWide;
  for (int i = 1; i < kTries; ++i) {
    const double y = top + (bottom - top) * static_cast<double>(i) / kTries + 0.1;
    const std::vector<double> crossings = Crossings(shape, y);
    for (size_t c = 0; c + 1 < crossings.size(); c += 2) {
      const double x = (crossings[c] + crossings[c + 1]) / 2;
      const double room =
          std::min(crossings[c + 1] - crossings[c], 2 * std::min(y - top, bottom - y));
      bool fits = room > most_room;
      for (const double to_side : {-kHalfWide, kHalfWide}) {
        for (const double to_end : {-kHalfHigh, kHalfHigh}) {
          fits = fits && IsInside(shape, x + to_side, y + to_end);
        }
      }
      if (!fits) continue;
      most_room = room;
      best = Point{static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y))};
    }
  }
  return best;
}

std::string Class(std::optional<int> band) {
  return band ? absl::StrCat("b", *band) : std::string("none");
}

}  // namespace

DrawnMap DrawMap(absl::string_view title, const std::vector<MapArea>& areas) {
  const Projection projection(areas);
  if (projection.empty() || areas.size() > kMostMapAreas) return {};
  const std::vector<Shape> shapes = Simplified(areas, projection);
  DrawnMap map;
  map.svg = absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" viewBox=\"0 0 ", projection.width(),
      " ", projection.height(), "\" role=\"group\" aria-label=\"", Escape(title),
      "\">\n<defs><pattern id=\"hatch\" width=\"10\" height=\"10\" "
      "patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><path d=\"M0 0h10v10H0z\" "
      "style=\"fill:#fff;stroke:none\"/><path "
      "d=\"M0 0h3v10H0z\" style=\"fill:#5b6d76;stroke:none\"/></pattern></defs>\n");
  std::string digits;
  for (size_t i = 0; i < areas.size(); ++i) {
    if (shapes[i].empty()) {
      ++map.left_out;
      continue;
    }
    absl::StrAppend(&map.svg, "<a href=\"", Escape(areas[i].href), "\"><title>",
                    Escape(Isolated(areas[i].title)), "</title><path class=\"",
                    Class(areas[i].band), "\" d=\"", Path(shapes[i]), "\"/></a>\n");
    const auto place = areas[i].band ? PlaceForDigit(shapes[i]) : std::nullopt;
    if (!place) continue;
    absl::StrAppend(&digits, "<text x=\"", place->x, "\" y=\"", place->y + kDigit * 35 / 100, "\">",
                    *areas[i].band + 1, "</text>\n");
  }
  if (map.left_out == static_cast<int>(areas.size())) return {};
  // Titles of areas say it to those who do not see it.
  absl::StrAppend(&map.svg, "<g aria-hidden=\"true\">\n", digits, "</g>\n</svg>\n");
  return map;
}

std::string MapKey(std::optional<int> band) {
  return absl::StrCat("<i class=\"", Class(band), "\">", band ? absl::StrCat(*band + 1) : "",
                      "</i>");
}

std::string MapStyle() {
  constexpr absl::string_view kStyle =
      R"css(.map path{stroke:$ink;stroke-width:1.2;stroke-linejoin:round;vector-effect:non-scaling-stroke;fill-rule:evenodd}
.map text{font:600 $digitpx system-ui,sans-serif;text-anchor:middle;pointer-events:none}
.map .none{fill:url(#hatch)}
.map a:hover path,.map a:focus path{stroke:#a3470c;stroke-width:4}
.map-key i{width:1.5rem;height:1.5rem;line-height:1.5rem;text-align:center;font-style:normal;font-weight:600;border:1px solid $ink}
.map-key .none{background:repeating-linear-gradient(135deg,#fff 0 4px,#5b6d76 4px 6px)}
.map,.map-key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
)css";
  std::string css =
      absl::StrReplaceAll(kStyle, {{"$ink", kMapInk}, {"$digit", absl::StrCat(kDigit)}});
  for (int band = 0; band < kMostMapBands; ++band) {
    const absl::string_view fill = kMapFills[band];
    absl::StrAppend(&css, ".b", band, "{fill:", fill, ";background:", fill, "}\n");
  }
  return css;
}

}  // namespace zwk::reporting
