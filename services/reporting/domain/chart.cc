#include "reporting/domain/chart.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "reporting/domain/html.h"

namespace zwk::reporting {
namespace {

constexpr int kLastBand = 90;  // 90 and older

struct Band {
  int from = 0;
  double national[2] = {};
  double foreign[2] = {};
  double Sum(int sex) const { return national[sex] + foreign[sex]; }
};

std::vector<Band> Bands(const Population& population) {
  std::vector<Band> bands;
  for (int from = 0; from <= kLastBand; from += 5) {
    const std::optional<int> to = from == kLastBand ? std::nullopt : std::optional<int>(from + 5);
    Band band{.from = from};
    for (const auto sex : {Population::kMale, Population::kFemale}) {
      band.national[sex] = population.Count(Population::kNational, sex, from, to);
      band.foreign[sex] = population.Count(Population::kForeign, sex, from, to);
    }
    bands.push_back(band);
  }
  return bands;
}

std::string BandName(Language language, int from) {
  return from == kLastBand ? absl::StrCat(from, Say(language, " und älter", " and older"))
                           : absl::StrCat(from, "–", from + 4);
}

// 1, 2 or 5 times a power of ten, so that about `steps` of them make `span`.
double NiceStep(double span, int steps) {
  const double raw = std::max(span / steps, 1e-9);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power * 1.0000001) return factor * power;
  }
  return 10 * power;
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
      y, anchor, css, Escape(text));
}

std::string Open(const std::string& id, int width, int height, absl::string_view title,
                 absl::string_view description) {
  return absl::StrCat("<svg class=\"chart\" viewBox=\"0 0 ", width, " ", height,
                      "\" role=\"img\" aria-labelledby=\"", id, "-title ", id,
                      "-desc\">\n<title id=\"", id, "-title\">", Escape(title),
                      "</title>\n<desc id=\"", id, "-desc\">", Escape(description), "</desc>\n");
}

}  // namespace

std::string PopulationPyramid(Language language, const std::string& id,
                              const Population& population) {
  constexpr int kWidth = 640, kMiddle = 320, kGutter = 34, kRow = 18, kTop = 26;
  const std::vector<Band> bands = Bands(population);
  double largest = 1;
  const Band* widest = &bands.front();
  for (const Band& band : bands) {
    if (band.Sum(0) + band.Sum(1) > widest->Sum(0) + widest->Sum(1)) widest = &band;
    largest = std::max({largest, band.Sum(0), band.Sum(1)});
  }
  const double step = NiceStep(largest, 3);
  const double limit = std::ceil(largest / step) * step;
  const double scale = (kMiddle - kGutter - 16) / limit;
  const int bottom = kTop + kRow * static_cast<int>(bands.size());

  std::string svg = Open(
      id, kWidth, bottom + 34,
      absl::StrCat(Say(language, "Bevölkerungspyramide ", "Population pyramid "), population.area),
      absl::StrCat(
          Say(language,
              "Balken je fünf Altersjahre, links Männer, rechts Frauen, hell die ausländische "
              "Bevölkerung. Die stärkste Altersgruppe ist ",
              "Bars of five years of age, men on the left, women on the right, foreign "
              "nationals lighter. The largest age group is "),
          BandName(language, widest->from), Say(language, " mit ", " with "),
          Number(language, std::llround(widest->Sum(0) + widest->Sum(1))),
          Say(language, " Personen.", " people.")));
  for (double at = step; at <= limit + step / 2; at += step) {
    for (const int side : {-1, 1}) {
      const double x = kMiddle + side * (kGutter + at * scale);
      absl::StrAppend(&svg,
                      absl::StrFormat("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" "
                                      "y2=\"%d\"/>\n",
                                      x, x, kTop - 4, bottom));
      svg += Text(x, bottom + 16, "middle", "hint", Number(language, std::llround(at)));
    }
  }
  svg += Text(kMiddle - kGutter, kTop - 12, "end", "", Say(language, "Männer", "Men"));
  svg += Text(kMiddle + kGutter, kTop - 12, "start", "", Say(language, "Frauen", "Women"));
  for (size_t i = 0; i < bands.size(); ++i) {
    const Band& band = bands[i];
    const double y = bottom - kRow * static_cast<double>(i + 1) + 1.5;
    const double height = kRow - 3;
    const double male = band.national[0] * scale, male_foreign = band.foreign[0] * scale;
    const double female = band.national[1] * scale, female_foreign = band.foreign[1] * scale;
    svg += Rect("m", kMiddle - kGutter - male, y, male, height);
    svg += Rect("m mf", kMiddle - kGutter - male - male_foreign, y, male_foreign, height);
    svg += Rect("f", kMiddle + kGutter, y, female, height);
    svg += Rect("f ff", kMiddle + kGutter + female, y, female_foreign, height);
    svg +=
        Text(kMiddle, y + height - 3, "middle", "hint",
             band.from == kLastBand ? absl::StrCat(band.from, "+") : BandName(language, band.from));
  }
  svg += "</svg>\n";
  absl::StrAppend(
      &svg,
      "<ul class=\"legend\" aria-hidden=\"true\"><li><i style=\"background:var(--male)\"></i>",
      Say(language, "Männer", "Men"), "</li><li><i style=\"background:var(--female)\"></i>",
      Say(language, "Frauen", "Women"),
      "</li><li><i style=\"background:var(--male);opacity:.55\"></i><i "
      "style=\"background:var(--female);opacity:.55\"></i>",
      Say(language, "ausländische Bevölkerung", "foreign nationals"), "</li></ul>\n");
  return svg;
}

std::string PopulationTable(Language language, const Population& population) {
  const auto cell = [language](double value) {
    return absl::StrCat("<td class=\"n\">", Number(language, std::llround(value)), "</td>");
  };
  std::string html =
      absl::StrCat("<div class=\"scroll\"><table><caption>",
                   Say(language, "Bevölkerung nach Alter, Geschlecht und Herkunft",
                       "Population by age, sex and origin"),
                   "</caption><thead><tr><th scope=\"col\">", Say(language, "Alter", "Age"),
                   "</th><th scope=\"col\" class=\"n\">", Say(language, "Männer", "Men"),
                   "</th><th scope=\"col\" class=\"n\">", Say(language, "davon ausl.", "foreign"),
                   "</th><th scope=\"col\" class=\"n\">", Say(language, "Frauen", "Women"),
                   "</th><th scope=\"col\" class=\"n\">", Say(language, "davon ausl.", "foreign"),
                   "</th></tr></thead>\n<tbody>\n");
  for (const Band& band : Bands(population)) {
    absl::StrAppend(&html, "<tr><th scope=\"row\">", BandName(language, band.from), "</th>",
                    cell(band.Sum(0)), cell(band.foreign[0]), cell(band.Sum(1)),
                    cell(band.foreign[1]), "</tr>\n");
  }
  absl::StrAppend(&html, "</tbody></table></div>\n");
  return html;
}

std::string ForecastLine(Language language, const std::string& id, const std::string& area,
                         const std::vector<YearValue>& years) {
  if (years.size() < 2) return "";
  constexpr int kWidth = 640, kHeight = 300, kLeft = 62, kRight = 18, kTop = 18, kBottom = 34;
  const auto [least, most] =
      std::minmax_element(years.begin(), years.end(),
                          [](const YearValue& a, const YearValue& b) { return a.value < b.value; });
  // A tenth of air above and below, so that a steady line looks steady.
  const double air = std::max(most->value * 0.1, 1.0);
  const double step = NiceStep(most->value - least->value + 2 * air, 4);
  const double low = std::max(0.0, std::floor((least->value - air) / step) * step);
  const double high = std::ceil((most->value + air) / step) * step;
  const auto x = [&](int year) {
    return kLeft + static_cast<double>(kWidth - kLeft - kRight) * (year - years.front().year) /
                       (years.back().year - years.front().year);
  };
  const auto y = [&](double value) {
    return kTop + (kHeight - kTop - kBottom) * (high - value) / (high - low);
  };
  const auto shown = [&](double value) { return Number(language, std::llround(value)); };

  std::string svg =
      Open(id, kWidth, kHeight,
           absl::StrCat(Say(language, "Bevölkerungsprognose ", "Population forecast "), area),
           absl::StrCat(Say(language, "Linie von ", "Line from "), shown(years.front().value),
                        Say(language, " Personen im Jahr ", " people in "), years.front().year,
                        Say(language, " bis ", " to "), shown(years.back().value),
                        Say(language, " im Jahr ", " in "), years.back().year, "."));
  for (double at = low; at <= high + step / 2; at += step) {
    absl::StrAppend(&svg, absl::StrFormat("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
                                          "y2=\"%.1f\"/>\n",
                                          kLeft, kWidth - kRight, y(at), y(at)));
    svg += Text(kLeft - 8, y(at) + 4, "end", "hint", shown(at));
  }
  std::string points;
  for (const YearValue& year : years) {
    absl::StrAppend(&points, points.empty() ? "" : " ",
                    absl::StrFormat("%.1f,%.1f", x(year.year), y(year.value)));
  }
  absl::StrAppend(
      &svg,
      absl::StrFormat("<polygon class=\"area\" points=\"%.1f,%.1f %s %.1f,%.1f\"/>\n",
                      x(years.front().year), y(low), points, x(years.back().year), y(low)),
      "<polyline class=\"line\" points=\"", points, "\"/>\n");
  const int span = years.back().year - years.front().year;
  const int label_step = span > 20 ? 10 : span > 8 ? 5 : 1;
  for (const YearValue& year : years) {
    const bool first = year.year == years.front().year;
    const bool last = year.year == years.back().year;
    const bool near_end = years.back().year - year.year < (label_step + 1) / 2 ||
                          year.year - years.front().year < (label_step + 1) / 2;
    if (!first && !last && (year.year % label_step != 0 || near_end)) continue;
    svg += Text(x(year.year), kHeight - 12,
                first  ? "start"
                : last ? "end"
                       : "middle",
                "hint", absl::StrCat(year.year));
  }
  for (const YearValue* end : {&years.front(), &years.back()}) {
    absl::StrAppend(&svg,
                    absl::StrFormat("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>\n",
                                    x(end->year), y(end->value)));
    svg += Text(x(end->year), y(end->value) - 12, end == &years.front() ? "start" : "end", "",
                shown(end->value));
  }
  svg += "</svg>\n";
  if (low > 0) {
    absl::StrAppend(&svg, "<p class=\"source\">",
                    Say(language, "Die senkrechte Achse beginnt nicht bei null.",
                        "The vertical axis does not start at zero."),
                    "</p>\n");
  }
  return svg;
}

}  // namespace zwk::reporting
