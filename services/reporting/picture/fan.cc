#include "reporting/picture/fan.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "reporting/base/page.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {
namespace {

constexpr int kWidth = 640, kHeight = 300, kLeft = 62, kRight = 18, kTop = 18, kBottom = 34;

// Where years and people stand in the picture.
class Axes {
 public:
  explicit Axes(const std::vector<Fan::Year>& years)
      : first_(years.front().year), last_(years.back().year) {
    double least = years.front().value.number(), most = least;
    for (const Fan::Year& year : years) {
      least = std::min(least, year.value.number());
      most = std::max(most, year.value.number());
      for (const Fan::Interval& interval : year.intervals) {
        least = std::min(least, interval.low.number());
        most = std::max(most, interval.high.number());
      }
    }
    // A tenth of air above and below, so that a steady line looks steady.
    const double air = std::max(most * 0.1, 1.0);
    step_ = svg::NiceStep(most - least + 2 * air, 4);
    low_ = std::max(0.0, std::floor((least - air) / step_) * step_);
    high_ = std::ceil((most + air) / step_) * step_;
  }

  double X(int year) const {
    return kLeft +
           static_cast<double>(kWidth - kLeft - kRight) * (year - first_) / (last_ - first_);
  }
  double Y(double value) const {
    return kTop + (kHeight - kTop - kBottom) * (high_ - value) / (high_ - low_);
  }
  std::string Point(int year, double value) const {
    return absl::StrFormat("%.1f,%.1f", X(year), Y(value));
  }
  std::string Point(int year, const Value& value) const { return Point(year, value.number()); }
  double low() const { return low_; }

  std::string Grid(Language language) const {
    std::string svg;
    for (double at = low_; at <= high_ + step_ / 2; at += step_) {
      svg += svg::Line("grid", kLeft, Y(at), kWidth - kRight, Y(at));
      svg += svg::Text(kLeft - 8, Y(at) + 4, "end", "hint", Number(language, std::llround(at)));
    }
    return svg;
  }

  std::string YearLabels(const std::vector<Fan::Year>& years) const {
    const int span = last_ - first_;
    const int step = span > 20 ? 10 : span > 8 ? 5 : 1;
    std::string svg;
    for (const Fan::Year& year : years) {
      const bool first = year.year == first_;
      const bool last = year.year == last_;
      const bool near_end =
          last_ - year.year < (step + 1) / 2 || year.year - first_ < (step + 1) / 2;
      if (!first && !last && (year.year % step != 0 || near_end)) continue;
      svg += svg::Text(X(year.year), kHeight - 12,
                       first  ? "start"
                       : last ? "end"
                              : "middle",
                       "hint", absl::StrCat(year.year));
    }
    return svg;
  }

 private:
  int first_, last_;
  double step_ = 1, low_ = 0, high_ = 1;
};

// The i-th interval of all years as one area; years without intervals are its tip.
std::string Band(const Axes& axes, const std::vector<Fan::Year>& years, size_t i) {
  std::string there, back;
  for (const Fan::Year& year : years) {
    const bool has = i < year.intervals.size();
    const std::string high = axes.Point(year.year, has ? year.intervals[i].high : year.value);
    const std::string low = axes.Point(year.year, has ? year.intervals[i].low : year.value);
    absl::StrAppend(&there, there.empty() ? "" : " ", high);
    back = absl::StrCat(" ", low, back);
  }
  return absl::StrCat("<polygon class=\"fan\" points=\"", there, back, "\"/>\n");
}

std::string Description(Language language, const Fan& fan) {
  const Fan::Year& first = fan.years.front();
  const Fan::Year& last = fan.years.back();
  std::string text =
      absl::StrCat(Say(language, "Linie von ", "Line from "), first.value.Text(language),
                   fan.ratio ? Say(language, " im Jahr ", " in ")
                             : Say(language, " Personen im Jahr ", " people in "),
                   first.year, Say(language, " bis ", " to "), last.value.Text(language),
                   Say(language, " im Jahr ", " in "), last.year, ".");
  if (!last.intervals.empty()) {
    const Fan::Interval& widest = last.intervals.front();
    absl::StrAppend(&text, Say(language, " Mit ", " With "), widest.percent,
                    Say(language, " % Wahrscheinlichkeit liegt die Zahl dann zwischen ",
                        " % probability the figure is then between "),
                    widest.low.Text(language), Say(language, " und ", " and "),
                    widest.high.Text(language), ".");
  }
  return fan.ratio ? text : absl::StrCat(text, " ", fan.protection.Sentence(language));
}

// As told by `tell`.
template <typename TellOne>
Fan Told(const std::vector<FanYear>& years, Fan fan, const TellOne& tell) {
  for (const FanYear& year : years) {
    Fan::Year& told = fan.years.emplace_back();
    told.year = year.year;
    told.value = tell(year.value);
    for (const FanYear::Interval& interval : year.intervals) {
      told.intervals.push_back({interval.percent, tell(interval.low), tell(interval.high)});
    }
  }
  return fan;
}

std::optional<Protection> Shown(const Fan& fan) {
  return fan.ratio ? std::nullopt : std::optional(fan.protection);
}

// What a fan says below itself.
std::vector<std::string> Remarks(Language language, const Fan& fan, bool cut) {
  std::vector<std::string> remarks;
  if (cut) {
    remarks.emplace_back(Say(language, "Die senkrechte Achse beginnt nicht bei null.",
                             "The vertical axis does not start at zero."));
  }
  if (!fan.ratio) remarks.push_back(fan.protection.Sentence(language));
  return remarks;
}

std::vector<Chart::Key> Keys(Language language, const Fan& fan) {
  constexpr absl::string_view kBrand = "#0b5563";
  std::vector<Chart::Key> keys;
  const auto& intervals = fan.years.back().intervals;
  keys.push_back({std::string(kBrand), 1,
                  std::string(intervals.empty() ? Say(language, "Prognose", "Forecast")
                                                : Say(language, "Median", "Median"))});
  for (const Fan::Interval& interval : intervals) {
    // Where intervals lie above each other their areas add up.
    const auto above = std::count_if(intervals.begin(), intervals.end(), [&](const auto& other) {
      return other.percent >= interval.percent;
    });
    keys.push_back({std::string(kBrand), 1 - std::pow(1 - .14, static_cast<double>(above)),
                    absl::StrCat(interval.percent, Say(language, " % der gerechneten Verläufe",
                                                       " % of the trajectories"))});
  }
  return keys;
}

}  // namespace

Fan Tell(const std::vector<FanYear>& years, const Protection& protection) {
  return Told(years, {.years = {}, .protection = protection},
              [&](Exact people) { return protection.Count(people); });
}

Fan TellRatio(const std::vector<FanYear>& years, const Protection& protection) {
  Fan fan{.years = {}, .protection = protection, .ratio = true};
  if (!protection.tells_ratios() || years.empty()) return fan;
  const std::vector<FanYear> expected(years.begin() + 1, years.end());
  return Told(expected, std::move(fan), [&](Exact ratio) { return protection.Modelled(ratio, 1); });
}

Chart ForecastFan(Language language, const std::string& id, const std::string& what,
                  const Fan& fan) {
  const std::vector<Fan::Year>& years = fan.years;
  if (years.size() < 2) return {};
  const Axes axes(years);
  std::string svg =
      svg::Open(id, kWidth, kHeight,
                absl::StrCat(Say(language, "Bevölkerungsprognose ", "Population forecast "), what),
                Description(language, fan), Shown(fan));
  svg += axes.Grid(language);
  std::string points;
  for (const Fan::Year& year : years) {
    absl::StrAppend(&points, points.empty() ? "" : " ", axes.Point(year.year, year.value));
  }
  const size_t intervals = years.back().intervals.size();
  if (intervals == 0) {
    absl::StrAppend(&svg, "<polygon class=\"area\" points=\"",
                    axes.Point(years.front().year, axes.low()), " ", points, " ",
                    axes.Point(years.back().year, axes.low()), "\"/>\n");
  }
  for (size_t i = 0; i < intervals; ++i) svg += Band(axes, years, i);
  absl::StrAppend(&svg, "<polyline class=\"line\" points=\"", points, "\"/>\n",
                  axes.YearLabels(years));
  for (const Fan::Year* end : {&years.front(), &years.back()}) {
    const double x = axes.X(end->year), y = axes.Y(end->value.number());
    absl::StrAppend(
        &svg, absl::StrFormat("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>\n", x, y));
    svg += svg::Text(x, y - 12, end == &years.front() ? "start" : "end", "",
                     end->value.Text(language));
  }
  svg += "</svg>\n";
  std::string notes;
  if (intervals > 0) {
    absl::StrAppend(&notes, "<p class=\"source\">",
                    Say(language, "Linie: Median. Flächen: ", "Line: median. Areas: "));
    for (size_t i = 0; i < intervals; ++i) {
      absl::StrAppend(&notes, i > 0 ? ", " : "", years.back().intervals[i].percent, " %");
    }
    absl::StrAppend(&notes, Say(language, " der gerechneten Verläufe.", " of the trajectories."),
                    "</p>\n");
  }
  std::vector<std::string> remarks = Remarks(language, fan, axes.low() > 0);
  for (const std::string& remark : remarks) {
    absl::StrAppend(&notes, "<p class=\"source\">", remark, "</p>\n");
  }
  return {std::move(svg), std::move(notes), Keys(language, fan), std::move(remarks)};
}

std::string FanTable(Language language, const Fan& fan) {
  const std::vector<Fan::Year>& years = fan.years;
  if (years.empty()) return "";
  const std::vector<Fan::Interval>& columns = years.back().intervals;
  const absl::string_view caption =
      fan.ratio ? Say(language, "Am 31. Dezember", "On 31 December")
                : Say(language, "Personen am 31. Dezember", "People on 31 December");
  std::string html =
      absl::StrCat(OpenScrolling(caption), "<table", DataProtection(Shown(fan)), "><caption>",
                   caption, "</caption><thead><tr><th scope=\"col\">",
                   Say(language, "Jahr", "Year"), "</th><th scope=\"col\" class=\"n\">",
                   !columns.empty() ? Say(language, "Median", "Median")
                   : fan.ratio      ? Say(language, "Wert", "Value")
                                    : Say(language, "Personen", "People"),
                   "</th>");
  for (const Fan::Interval& column : columns) {
    absl::StrAppend(&html, "<th scope=\"col\" class=\"n\">", column.percent, " % ",
                    Say(language, "liegen zwischen", "are between"), "</th>");
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const Fan::Year& year : years) {
    absl::StrAppend(&html, "<tr><th scope=\"row\">", year.year, "</th><td class=\"n\">",
                    year.value.Text(language), "</td>");
    for (size_t i = 0; i < columns.size(); ++i) {
      absl::StrAppend(&html, "<td class=\"n\">",
                      i < year.intervals.size()
                          ? absl::StrCat(year.intervals[i].low.Text(language), "–",
                                         year.intervals[i].high.Text(language))
                          : "",
                      "</td>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace zwk::reporting
