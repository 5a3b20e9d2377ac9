#include "reporting/picture/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "reporting/base/page.h"

namespace zwk::reporting {

std::string DataProtection(const std::optional<Protection>& protection) {
  return protection ? absl::StrCat(" data-protection=\"", protection->id(), "\"") : "";
}

}  // namespace zwk::reporting

namespace zwk::reporting::svg {
namespace {

// A picture brings its own style, so that it can also stand alone; on a page it takes the page's
// colors.
constexpr absl::string_view kStyle =
    R"css(.chart{font-family:system-ui,"Noto Sans","Liberation Sans",sans-serif}
.chart text{fill:var(--ink,#16262e)}.chart .hint{fill:var(--soft,#4a5c66)}
.chart .grid{stroke:var(--line,#d5dee2);stroke-width:1}
.chart .m{fill:var(--male,#2f6f8f)}.chart .f{fill:var(--female,#b5651d)}.chart .mf,.chart .ff{fill-opacity:.55}
.chart .then{fill:none;stroke:var(--ink,#16262e);stroke-width:2;stroke-linejoin:round}
.chart .interval{fill:var(--ink,#16262e);fill-opacity:.3}
.chart .line{fill:none;stroke:var(--brand,#0b5563);stroke-width:3;stroke-linejoin:round;stroke-linecap:round}
.chart .dot{fill:var(--paper,#fff);stroke:var(--brand,#0b5563);stroke-width:3}
.chart .area{fill:var(--tint,#e6f0f2)}.chart .fan{fill:var(--brand,#0b5563);fill-opacity:.14}
)css";

}  // namespace

std::string Open(const std::string& id, int width, int height, absl::string_view title,
                 absl::string_view description, const std::optional<Protection>& protection) {
  return absl::StrCat("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 ",
                      width, " ", height, "\" role=\"img\" aria-labelledby=\"", id, "-title ", id,
                      "-desc\"", DataProtection(protection), ">\n<title id=\"", id, "-title\">",
                      Escape(title), "</title>\n<desc id=\"", id, "-desc\">", Escape(description),
                      "</desc>\n<style>", kStyle, "</style>\n");
}

std::string Saying(const std::string& id, int width, absl::string_view title,
                   absl::string_view text) {
  constexpr int kHeight = 48;
  return absl::StrCat(Open(id, width, kHeight, title, text, std::nullopt),
                      Text(width / 2.0, kHeight / 2.0, "middle", "", text), "</svg>\n");
}

namespace {

// "var(--ink,#16262e)" becomes "#16262e".
std::string PlainColors(std::string svg) {
  for (size_t at = svg.find("var("); at != svg.npos; at = svg.find("var(", at)) {
    const size_t comma = svg.find(',', at);
    const size_t end = svg.find(')', at);
    if (comma == svg.npos || end == svg.npos || comma > end) return svg;
    svg.replace(at, end + 1 - at, svg.substr(comma + 1, end - comma - 1));
  }
  return svg;
}

// Lines of so many bytes at the most, where words allow it.
std::vector<std::string> Wrapped(absl::string_view text, size_t most) {
  std::vector<std::string> lines = {""};
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!lines.back().empty() && lines.back().size() + word.size() >= most) lines.push_back("");
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  return lines;
}

}  // namespace

std::string Alone(const Chart& chart, const std::vector<std::string>& lines) {
  constexpr std::string_view kBox = "viewBox=\"0 0 ", kStyled = "</style>\n", kEnd = "</svg>\n";
  constexpr int kStep = 18;
  constexpr size_t kMostBytes = 92;  // of 12 px each in a picture 640 wide
  std::string svg = PlainColors(chart.svg);
  const size_t box = svg.find(kBox), styled = svg.find(kStyled), end = svg.rfind(kEnd);
  if (box == svg.npos || styled == svg.npos || end == svg.npos) return svg;
  const size_t height_at = svg.find(' ', box + kBox.size()) + 1;
  const size_t height_end = svg.find('"', height_at);
  int y = std::atoi(svg.substr(height_at, height_end - height_at).c_str()) + kStep;
  std::string below;
  for (const Chart::Key& key : chart.keys) {
    absl::StrAppend(
        &below,
        absl::StrFormat("<path d=\"M12 %dh12v12h-12z\" fill=\"%s\" fill-opacity=\"%.2f\"/>\n",
                        y - 10, key.fill, key.opacity),
        Text(32, y, "start", "hint", key.label));
    y += kStep;
  }
  std::vector<std::string> all = chart.remarks;
  all.insert(all.end(), lines.begin(), lines.end());
  for (const std::string& remark : all) {
    for (const std::string& line : Wrapped(remark, kMostBytes)) {
      below += Text(12, y, "start", "hint", line);
      y += kStep;
    }
  }
  svg.insert(end, below);
  const std::string width = svg.substr(box + kBox.size(), height_at - box - kBox.size() - 1);
  svg.insert(styled + kStyled.size(),
             absl::StrCat("<path d=\"M0 0h", width, "v", y, "H0z\" fill=\"#fff\"/>\n"));
  svg.replace(height_at, height_end - height_at, absl::StrCat(y));
  return svg;
}

std::string Line(absl::string_view css, double x1, double y1, double x2, double y2) {
  return absl::StrFormat("<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                         css, x1, x2, y1, y2);
}

std::string Rect(absl::string_view css, double x, double y, double width, double height) {
  if (width < 0.05) return "";
  return absl::StrFormat(
      "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n", css, x, y,
      width, height);
}

std::string Text(double x, double y, absl::string_view anchor, absl::string_view css,
                 absl::string_view text) {
  return absl::StrFormat(
      "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"12\" class=\"%s\">%s</text>\n", x,
      y, anchor, css, Escape(Isolated(text)));
}

double NiceStep(double span, int steps) {
  const double raw = std::max(span / steps, 1e-9);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power * 1.0000001) return factor * power;
  }
  return 10 * power;
}

}  // namespace zwk::reporting::svg
