#include "reporting/domain/pyramid.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "reporting/domain/svg.h"

namespace zwk::reporting {
namespace {

constexpr int kWidth = 640, kMiddle = 320, kGutter = 34, kRow = 18, kTop = 26;

// The people of one bar now.
struct Band {
  int from = 0;
  bool open = false;
  double national[2] = {};
  double foreign[2] = {};
  double Sum(int sex) const { return national[sex] + foreign[sex]; }
};

std::vector<Band> Bands(const Population& population) {
  std::vector<Band> bands(PyramidBands(population.open_age()));
  for (size_t i = 0; i < bands.size(); ++i) {
    Band& band = bands[i];
    band.from = static_cast<int>(i) * kPyramidBandWidth;
    band.open = i + 1 == bands.size();
    const std::optional<int> to =
        band.open ? std::nullopt : std::optional<int>(band.from + kPyramidBandWidth);
    for (const auto sex : {Population::kMale, Population::kFemale}) {
      band.national[sex] = population.Count(Population::kNational, sex, band.from, to);
      band.foreign[sex] = population.Count(Population::kForeign, sex, band.from, to);
    }
  }
  return bands;
}

bool Fits(const std::optional<PyramidOutlook>& outlook, size_t bands) {
  return outlook && outlook->bars[0].size() == bands && outlook->bars[1].size() == bands;
}

std::string BandName(Language language, const Band& band) {
  return band.open ? absl::StrCat(band.from, Say(language, " und älter", " and older"))
                   : absl::StrCat(band.from, "–", band.from + kPyramidBandWidth - 1);
}

int Bottom(size_t bands) { return kTop + kRow * static_cast<int>(bands); }

// The upper edge of a bar.
double Top(size_t band, size_t bands) { return Bottom(bands - band - 1) + 1.5; }

// Where a number of people of a sex ends, men to the left.
double At(int sex, double people, double scale) {
  const double from_middle = kGutter + people * scale;
  return sex == Population::kMale ? kMiddle - from_middle : kMiddle + from_middle;
}

std::string Grid(Language language, double step, double limit, double scale, int bottom) {
  std::string svg;
  for (double at = step; at <= limit + step / 2; at += step) {
    for (const int sex : {Population::kMale, Population::kFemale}) {
      const double x = At(sex, at, scale);
      svg += svg::Line("grid", x, kTop - 4, x, bottom);
      svg += svg::Text(x, bottom + 16, "middle", "hint", Number(language, std::llround(at)));
    }
  }
  return svg;
}

std::string Bars(Language language, const std::vector<Band>& bands, double scale) {
  constexpr double kHeight = kRow - 3;
  std::string svg;
  for (size_t i = 0; i < bands.size(); ++i) {
    const Band& band = bands[i];
    const double y = Top(i, bands.size());
    for (const int sex : {Population::kMale, Population::kFemale}) {
      const double inner = band.national[sex] * scale, outer = band.foreign[sex] * scale;
      const bool male = sex == Population::kMale;
      svg +=
          svg::Rect(male ? "m" : "f", male ? At(sex, band.national[sex], scale) : kMiddle + kGutter,
                    y, inner, kHeight);
      svg += svg::Rect(male ? "m mf" : "f ff",
                       male ? At(sex, band.Sum(sex), scale) : At(sex, band.national[sex], scale), y,
                       outer, kHeight);
    }
    svg += svg::Text(kMiddle, y + kHeight - 3, "middle", "hint",
                     band.open ? absl::StrCat(band.from, "+") : BandName(language, band));
  }
  return svg;
}

// The outline of then, and how far from it each bar may end.
std::string Outline(const PyramidOutlook& outlook, double scale) {
  std::string svg;
  for (const int sex : {Population::kMale, Population::kFemale}) {
    std::string points;
    const size_t bands = outlook.bars[sex].size();
    for (size_t i = 0; i < bands; ++i) {
      const PyramidOutlook::Bar& bar = outlook.bars[sex][i];
      const double y = Top(i, bands) + kRow - 1.5, x = At(sex, bar.median, scale);
      absl::StrAppend(&points, points.empty() ? "" : " ",
                      absl::StrFormat("%.1f,%.1f %.1f,%.1f", x, y, x, y - kRow));
      const double low = At(sex, bar.low, scale), high = At(sex, bar.high, scale);
      svg += svg::Rect("interval", std::min(low, high), Top(i, bands) + 4, std::abs(high - low),
                       kRow - 11);
    }
    absl::StrAppend(&svg, "<polyline class=\"then\" points=\"", points, "\"/>\n");
  }
  return svg;
}

std::string Description(Language language, const Band& widest,
                        const std::optional<PyramidOutlook>& outlook) {
  std::string text = absl::StrCat(
      Say(language,
          "Balken je fünf Altersjahre, links Männer, rechts Frauen, hell die ausländische "
          "Bevölkerung. Die stärkste Altersgruppe ist ",
          "Bars of five years of age, men on the left, women on the right, foreign "
          "nationals lighter. The largest age group is "),
      BandName(language, widest), Say(language, " mit ", " with "),
      Number(language, std::llround(widest.Sum(0) + widest.Sum(1))),
      Say(language, " Personen.", " people."));
  if (outlook) {
    absl::StrAppend(
        &text, Say(language, " Die Umrisslinie zeigt das Jahr ", " The outline shows the year "),
        outlook->year, ".");
  }
  return text;
}

std::string Legend(Language language, const std::optional<PyramidOutlook>& outlook) {
  std::string html = absl::StrCat(
      "<ul class=\"legend\" aria-hidden=\"true\"><li><i style=\"background:var(--male)\"></i>",
      Say(language, "Männer", "Men"), "</li><li><i style=\"background:var(--female)\"></i>",
      Say(language, "Frauen", "Women"),
      "</li><li><i style=\"background:var(--male);opacity:.55\"></i><i "
      "style=\"background:var(--female);opacity:.55\"></i>",
      Say(language, "ausländische Bevölkerung", "foreign nationals"), "</li>");
  if (outlook) {
    absl::StrAppend(&html,
                    "<li><i style=\"height:0;border:1px solid var(--ink);border-radius:0\"></i>",
                    outlook->year);
    if (outlook->has_interval()) {
      absl::StrAppend(&html,
                      "</li><li><i style=\"background:var(--ink);opacity:.3;height:.45rem\"></i>",
                      outlook->percent, Say(language, " % der Verläufe", " % of the trajectories"));
    }
    html += "</li>";
  }
  return html + "</ul>\n";
}

}  // namespace

int PyramidBands(int open_age) { return std::min(open_age, 100) / kPyramidBandWidth + 1; }

bool PyramidOutlook::has_interval() const {
  for (const auto& sex : bars) {
    for (const Bar& bar : sex) {
      if (bar.low < bar.high) return true;
    }
  }
  return false;
}

Chart PopulationPyramid(Language language, const std::string& id, const Population& population,
                        const std::optional<PyramidOutlook>& expected) {
  const std::vector<Band> bands = Bands(population);
  const auto outlook = Fits(expected, bands.size()) ? expected : std::nullopt;
  double largest = 1;
  const Band* widest = &bands.front();
  for (size_t i = 0; i < bands.size(); ++i) {
    const Band& band = bands[i];
    if (band.Sum(0) + band.Sum(1) > widest->Sum(0) + widest->Sum(1)) widest = &band;
    for (const int sex : {Population::kMale, Population::kFemale}) {
      largest = std::max(largest, band.Sum(sex));
      if (outlook) largest = std::max(largest, outlook->bars[sex][i].high);
    }
  }
  const double step = svg::NiceStep(largest, 3);
  const double limit = std::ceil(largest / step) * step;
  const double scale = (kMiddle - kGutter - 16) / limit;

  std::string svg = svg::Open(
      id, kWidth, Bottom(bands.size()) + 34,
      absl::StrCat(Say(language, "Bevölkerungspyramide ", "Population pyramid "), population.area),
      Description(language, *widest, outlook));
  svg += Grid(language, step, limit, scale, Bottom(bands.size()));
  svg += svg::Text(kMiddle - kGutter, kTop - 12, "end", "", Say(language, "Männer", "Men"));
  svg += svg::Text(kMiddle + kGutter, kTop - 12, "start", "", Say(language, "Frauen", "Women"));
  svg += Bars(language, bands, scale);
  if (outlook) svg += Outline(*outlook, scale);
  return {svg + "</svg>\n", Legend(language, outlook)};
}

std::string PopulationTable(Language language, const Population& population,
                            const std::optional<PyramidOutlook>& expected) {
  const auto number = [language](double value) { return Number(language, std::llround(value)); };
  const auto head = [](absl::string_view text) {
    return absl::StrCat("<th scope=\"col\" class=\"n\">", text, "</th>");
  };
  const auto cell = [](absl::string_view text) {
    return absl::StrCat("<td class=\"n\">", text, "</td>");
  };
  const std::vector<Band> bands = Bands(population);
  const auto outlook = Fits(expected, bands.size()) ? expected : std::nullopt;
  const bool interval = outlook && outlook->has_interval();
  std::string html = absl::StrCat("<div class=\"scroll\"><table><caption>",
                                  Say(language, "Bevölkerung nach Alter, Geschlecht und Herkunft",
                                      "Population by age, sex and origin"),
                                  "</caption><thead><tr><th scope=\"col\">",
                                  Say(language, "Alter", "Age"), "</th>");
  for (const absl::string_view sex :
       {Say(language, "Männer", "Men"), Say(language, "Frauen", "Women")}) {
    absl::StrAppend(&html, head(sex), head(Say(language, "davon ausl.", "foreign")));
    if (outlook) html += head(absl::StrCat(sex, " ", outlook->year));
    if (interval) html += head(absl::StrCat(outlook->percent, " %"));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < bands.size(); ++i) {
    absl::StrAppend(&html, "<tr><th scope=\"row\">", BandName(language, bands[i]), "</th>");
    for (const int sex : {Population::kMale, Population::kFemale}) {
      absl::StrAppend(&html, cell(number(bands[i].Sum(sex))), cell(number(bands[i].foreign[sex])));
      if (!outlook) continue;
      const PyramidOutlook::Bar& bar = outlook->bars[sex][i];
      html += cell(number(bar.median));
      if (interval) html += cell(absl::StrCat(number(bar.low), "–", number(bar.high)));
    }
    html += "</tr>\n";
  }
  absl::StrAppend(&html, "</tbody></table></div>\n");
  return html;
}

}  // namespace zwk::reporting
