#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/protection.h"

// The strokes that charts are made of. Coordinates are those of the viewBox; the classes are styled
// in style.cc.
namespace zwk::reporting {

// A picture, and what a page says below it: legend and remarks as HTML.
struct Chart {
  std::string svg;
  std::string notes;
  // What a picture says of itself where no page is around it: its legend, and remarks as text.
  struct Key {
    std::string fill;  // a plain color
    double opacity = 1;
    std::string label;
  };
  std::vector<Key> keys = {};
  std::vector<std::string> remarks = {};
  std::string Html() const { return svg + notes; }
};

// " data-protection="round5"" on what shows figures under protection.
std::string DataProtection(const std::optional<Protection>& protection);

}  // namespace zwk::reporting

namespace zwk::reporting::svg {

// Starts a picture that says in words what can be seen. `id` makes the ids inside unique within the
// page. Ended by "</svg>".
std::string Open(const std::string& id, int width, int height, absl::string_view title,
                 absl::string_view description, const std::optional<Protection>& protection);

// A whole picture that only says something.
std::string Saying(const std::string& id, int width, absl::string_view title,
                   absl::string_view text);

// The picture for who has no page around it: plain colors on white, below it the legend, the remarks
// and these lines. Empty where the chart is.
std::string Alone(const Chart& chart, const std::vector<std::string>& lines);

std::string Line(absl::string_view css, double x1, double y1, double x2, double y2);
// Nothing where it would be too narrow to be seen.
std::string Rect(absl::string_view css, double x, double y, double width, double height);
std::string Text(double x, double y, absl::string_view anchor, absl::string_view css,
                 absl::string_view text);

// 1, 2 or 5 times a power of ten, so that about `steps` of them make `span`.
double NiceStep(double span, int steps);

}  // namespace zwk::reporting::svg
