#include "reporting/picture/pyramid.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "reporting/base/page.h"
#include "reporting/base/protection.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {
namespace {

constexpr int kWidth = 640, kMiddle = 320, kGutter = 34, kRow = 18, kTop = 26;

// The people of one bar, now and then, as they may be told.
struct Band {
  struct Then {
    Value low;
    Value median;
    Value high;
  };
  int from = 0;
  std::optional<int> to;  // exclusive
  Value everybody[2];
  Value foreign[2];
  Then then[2];

  double both() const { return everybody[0].number() + everybody[1].number(); }
};

// What of a population may be drawn and written.
struct Told {
  Protection protection;
  std::vector<Band> bands;
  bool origin = false;
  std::optional<int> then;  // the year of the outlook
  bool interval = false;
};

std::optional<PyramidOutlook> Fitting(const std::optional<PyramidOutlook>& outlook, int bands) {
  const size_t size = static_cast<size_t>(bands);
  const bool fits = outlook && outlook->bars[0].size() == size && outlook->bars[1].size() == size;
  return fits ? outlook : std::nullopt;
}

// The bars from..to-1 of five years as one of ten. Intervals of parts do not add up: it has none.
PyramidOutlook::Bar Sum(const std::vector<PyramidOutlook::Bar>& bars, int from, int to) {
  PyramidOutlook::Bar sum;
  for (int i = from; i < to; ++i) sum.median += bars[i].median;
  sum.low = sum.high = sum.median;
  return sum;
}

// Nothing where so few people live that any structure would be about single ones.
std::optional<Told> Tell(const Population& population,
                         const std::optional<PyramidOutlook>& expected) {
  const Protection protection(population.Total());
  if (!protection.tells_structure()) return std::nullopt;
  const int narrow = PyramidBands(population.open_age());
  const int step = protection.tells_narrow_ages() ? 1 : 2;
  const auto outlook = Fitting(expected, narrow);
  Told told{.protection = protection, .origin = protection.tells_origin()};
  if (outlook) told.then = outlook->year;
  for (int i = 0; i < narrow; i += step) {
    const int end = std::min(i + step, narrow);
    Band& band = told.bands.emplace_back();
    band.from = i * kPyramidBandWidth;
    if (end < narrow) band.to = end * kPyramidBandWidth;
    for (const auto sex : {Population::kMale, Population::kFemale}) {
      const Exact foreign = population.Count(Population::kForeign, sex, band.from, band.to);
      const Exact national = population.Count(Population::kNational, sex, band.from, band.to);
      band.everybody[sex] = protection.Count(national + foreign);
      if (told.origin) band.foreign[sex] = protection.Count(foreign);
      if (!outlook) continue;
      const PyramidOutlook::Bar bar =
          step == 1 ? outlook->bars[sex][i] : Sum(outlook->bars[sex], i, end);
      band.then[sex] = {protection.Count(bar.low), protection.Count(bar.median),
                        protection.Count(bar.high)};
      if (band.then[sex].low.number() < band.then[sex].high.number()) told.interval = true;
    }
  }
  return told;
}

std::string BandName(Language language, const Band& band) {
  return band.to ? absl::StrCat(band.from, "–", *band.to - 1)
                 : absl::StrCat(band.from, Say(language, " und älter", " and older"));
}

std::string TooFew(Language language) {
  return absl::StrCat("<p data-protection=\"withheld\">",
                      Say(language, "Nach Alter und Geschlecht: ", "By age and sex: "),
                      TooFewPeople(language), ".</p>\n");
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
      const double everybody = band.everybody[sex].number(), foreign = band.foreign[sex].number();
      const double national = everybody - foreign;
      const bool male = sex == Population::kMale;
      svg += svg::Rect(male ? "m" : "f", male ? At(sex, national, scale) : kMiddle + kGutter, y,
                       national * scale, kHeight);
      svg += svg::Rect(male ? "m mf" : "f ff", At(sex, male ? everybody : national, scale), y,
                       foreign * scale, kHeight);
    }
    svg += svg::Text(kMiddle, y + kHeight - 3, "middle", "hint",
                     band.to ? BandName(language, band) : absl::StrCat(band.from, "+"));
  }
  return svg;
}

// The outline of then, and how far from it each bar may end.
std::string Outline(const std::vector<Band>& bands, double scale) {
  std::string svg;
  for (const int sex : {Population::kMale, Population::kFemale}) {
    std::string points;
    for (size_t i = 0; i < bands.size(); ++i) {
      const Band::Then& bar = bands[i].then[sex];
      const double top = Top(i, bands.size());
      const double y = top + kRow - 1.5, x = At(sex, bar.median.number(), scale);
      absl::StrAppend(&points, points.empty() ? "" : " ",
                      absl::StrFormat("%.1f,%.1f %.1f,%.1f", x, y, x, y - kRow));
      const double low = At(sex, bar.low.number(), scale);
      const double high = At(sex, bar.high.number(), scale);
      svg += svg::Rect("interval", std::min(low, high), top + 4, std::abs(high - low), kRow - 11);
    }
    absl::StrAppend(&svg, "<polyline class=\"then\" points=\"", points, "\"/>\n");
  }
  return svg;
}

std::string Description(Language language, const Told& told, const Band& widest) {
  const bool narrow = told.protection.tells_narrow_ages();
  std::string text = absl::StrCat(
      narrow ? Say(language, "Balken je fünf Altersjahre", "Bars of five years of age")
             : Say(language, "Balken je zehn Altersjahre", "Bars of ten years of age"),
      Say(language, ", links Männer, rechts Frauen", ", men on the left, women on the right"),
      told.origin
          ? Say(language, ", hell die ausländische Bevölkerung", ", foreign nationals lighter")
          : "",
      Say(language, ". Die stärkste Altersgruppe ist ", ". The largest age group is "),
      BandName(language, widest), Say(language, " mit ", " with "),
      Number(language, std::llround(widest.both())), Say(language, " Personen.", " people."));
  if (told.then) {
    absl::StrAppend(
        &text, Say(language, " Die Umrisslinie zeigt das Jahr ", " The outline shows the year "),
        *told.then, ".");
  }
  return absl::StrCat(text, " ", told.protection.Sentence(language));
}

std::string Legend(Language language, const Told& told) {
  std::string html = absl::StrCat(
      "<ul class=\"legend\" aria-hidden=\"true\"><li><i style=\"background:var(--male)\"></i>",
      Say(language, "Männer", "Men"), "</li><li><i style=\"background:var(--female)\"></i>",
      Say(language, "Frauen", "Women"), "</li>");
  if (told.origin) {
    absl::StrAppend(&html,
                    "<li><i style=\"background:var(--male);opacity:.55\"></i><i "
                    "style=\"background:var(--female);opacity:.55\"></i>",
                    Say(language, "ausländische Bevölkerung", "foreign nationals"), "</li>");
  }
  if (told.then) {
    absl::StrAppend(&html,
                    "<li><i style=\"height:0;border:1px solid var(--ink);border-radius:0\"></i>",
                    *told.then);
    if (told.interval) {
      absl::StrAppend(&html,
                      "</li><li><i style=\"background:var(--ink);opacity:.3;height:.45rem\"></i>",
                      kPyramidPercent, Say(language, " % der Verläufe", " % of the trajectories"));
    }
    html += "</li>";
  }
  return absl::StrCat(html, "</ul>\n<p class=\"source\">", told.protection.Sentence(language),
                      "</p>\n");
}

std::vector<Chart::Key> Keys(Language language, const Told& told) {
  constexpr absl::string_view kMale = "#2f6f8f", kFemale = "#b5651d", kInk = "#16262e";
  std::vector<Chart::Key> keys = {
      {std::string(kMale), 1, std::string(Say(language, "Männer", "Men"))},
      {std::string(kFemale), 1, std::string(Say(language, "Frauen", "Women"))}};
  if (told.origin) {
    keys.push_back({std::string(kMale), .55,
                    std::string(Say(language, "ausländische Männer", "men, foreign nationals"))});
    keys.push_back({std::string(kFemale), .55,
                    std::string(Say(language, "ausländische Frauen", "women, foreign nationals"))});
  }
  if (told.then) {
    keys.push_back(
        {std::string(kInk), 1, absl::StrCat(Say(language, "Umriss: ", "Outline: "), *told.then)});
  }
  if (told.then && told.interval) {
    keys.push_back({std::string(kInk), .3,
                    absl::StrCat(kPyramidPercent,
                                 Say(language, " % der Verläufe", " % of the trajectories"))});
  }
  return keys;
}

}  // namespace

int PyramidBands(int open_age) { return std::min(open_age, 100) / kPyramidBandWidth + 1; }

Chart PopulationPyramid(Language language, const std::string& id, const Population& population,
                        const std::optional<PyramidOutlook>& expected) {
  const std::string title =
      absl::StrCat(Say(language, "Bevölkerungspyramide ", "Population pyramid "), population.area);
  const auto told = Tell(population, expected);
  if (!told) return {svg::Saying(id, kWidth, title, TooFewPeople(language)), TooFew(language)};
  const std::vector<Band>& bands = told->bands;
  double largest = 1;
  const Band* widest = &bands.front();
  for (const Band& band : bands) {
    if (band.both() > widest->both()) widest = &band;
    for (const int sex : {Population::kMale, Population::kFemale}) {
      largest = std::max({largest, band.everybody[sex].number(), band.then[sex].high.number()});
    }
  }
  const double step = svg::NiceStep(largest, 3);
  const double limit = std::ceil(largest / step) * step;
  const double scale = (kMiddle - kGutter - 16) / limit;

  std::string svg = svg::Open(id, kWidth, Bottom(bands.size()) + 34, title,
                              Description(language, *told, *widest), told->protection);
  svg += Grid(language, step, limit, scale, Bottom(bands.size()));
  svg += svg::Text(kMiddle - kGutter, kTop - 12, "end", "", Say(language, "Männer", "Men"));
  svg += svg::Text(kMiddle + kGutter, kTop - 12, "start", "", Say(language, "Frauen", "Women"));
  svg += Bars(language, bands, scale);
  if (told->then) svg += Outline(bands, scale);
  return {svg + "</svg>\n",
          Legend(language, *told),
          Keys(language, *told),
          {told->protection.Sentence(language)}};
}

std::string PopulationTable(Language language, const Population& population,
                            const std::optional<PyramidOutlook>& expected) {
  const auto head = [](absl::string_view text) {
    return absl::StrCat("<th scope=\"col\" class=\"n\">", text, "</th>");
  };
  const auto cell = [](absl::string_view text) {
    return absl::StrCat("<td class=\"n\">", text, "</td>");
  };
  const auto told = Tell(population, expected);
  if (!told) return TooFew(language);
  const absl::string_view caption =
      told->origin
          ? Say(language, "Bevölkerung nach Alter, Geschlecht und Herkunft",
                "Population by age, sex and origin")
          : Say(language, "Bevölkerung nach Alter und Geschlecht", "Population by age and sex");
  std::string html = absl::StrCat(
      OpenScrolling(caption), "<table", DataProtection(told->protection), "><caption>", caption,
      "</caption><thead><tr><th scope=\"col\">", Say(language, "Alter", "Age"), "</th>");
  for (const absl::string_view sex :
       {Say(language, "Männer", "Men"), Say(language, "Frauen", "Women")}) {
    html += head(sex);
    if (told->origin) html += head(Say(language, "davon ausl.", "foreign"));
    if (told->then) html += head(absl::StrCat(sex, " ", *told->then));
    if (told->interval) html += head(absl::StrCat(kPyramidPercent, " %"));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const Band& band : told->bands) {
    absl::StrAppend(&html, "<tr><th scope=\"row\">", BandName(language, band), "</th>");
    for (const int sex : {Population::kMale, Population::kFemale}) {
      const Band::Then& then = band.then[sex];
      html += cell(band.everybody[sex].Text(language));
      if (told->origin) html += cell(band.foreign[sex].Text(language));
      if (told->then) html += cell(then.median.Text(language));
      if (told->interval) {
        html += cell(absl::StrCat(then.low.Text(language), "–", then.high.Text(language)));
      }
    }
    html += "</tr>\n";
  }
  absl::StrAppend(&html, "</tbody></table></div>\n");
  return html;
}

}  // namespace zwk::reporting
