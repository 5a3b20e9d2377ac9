#include "reporting/page/city_map.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "reporting/base/figure.h"
#include "reporting/page/page_frame.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {
namespace {

class Panels {
 public:
  Panels(const MapFigures& map, const std::vector<MappedNeighborhood>& neighborhoods,
         Language language)
      : map_(map), neighborhoods_(neighborhoods), language_(language) {
    std::vector<double> told;
    int decimals = 0;
    for (const MappedNeighborhood& one : neighborhoods) {
      const Value value = ValueOf(one);
      if (!value.told()) continue;
      told.push_back(value.number());
      decimals = value.decimals();
      if (shown_ == nullptr) shown_ = &map.figures.at(one.key);
    }
    anything_hidden_ = told.size() < neighborhoods.size();
    bands_ = BandsOf(std::move(told), decimals);
  }

  std::string Html() const { return absl::StrCat(MapPanel(), ListPanel()); }

 private:
  absl::string_view Say(absl::string_view german, absl::string_view english) const {
    return page::Say(language_, german, english);
  }
  std::string Day(const std::string& iso) const {
    const auto day = ParseDate(iso);
    return day.ok() ? LongDate(language_, *day) : iso;
  }
  Value ValueOf(const MappedNeighborhood& neighborhood) const {
    const auto found = map_.figures.find(neighborhood.key);
    return found == map_.figures.end() ? Value() : found->second.value;
  }
  std::string ProfileOf(const MappedNeighborhood& neighborhood) const {
    return Href(absl::StrCat("/v1/neighborhoods/", neighborhood.key, "/profile"), language_);
  }

  // "+3,2 %", "21,0 %", "120"
  std::string Written(double number, int decimals) const {
    if (map_.theme == MapTheme::kGaps) return Decimal(language_, number, decimals);
    const bool grows = map_.theme == MapTheme::kChange && number > 0;
    return absl::StrCat(grows ? "+" : "", Percent(language_, number, decimals));
  }
  std::string Written(const Value& value) const {
    if (!value.told()) return std::string(Say("ohne Angabe", "no figure"));
    return Written(value.number(), value.decimals());
  }

  absl::string_view NameOf(MapTheme theme) const {
    switch (theme) {
      case MapTheme::kOver65:
        return Say("Ab 65 Jahren", "65 and older");
      case MapTheme::kGaps:
        return Say("Fehlende Plätze", "Missing places");
      case MapTheme::kChange:
        break;
    }
    return Say("Veränderung", "Change");
  }
  // What the figures are, and of which day.
  std::string About() const {
    if (shown_ == nullptr) {
      return absl::StrCat(NameOf(map_.theme), ": ", Say("noch keine Zahlen", "no figures yet"));
    }
    const std::string day = Day(shown_->date);
    if (map_.theme != MapTheme::kChange) {
      return absl::StrCat(Say(shown_->label_de, shown_->label_en), ", ", day);
    }
    return absl::StrCat(
        map_.expected
            ? Say("Erwartete Veränderung der Einwohnerzahl", "Expected change of inhabitants")
            : Say("Veränderung der Einwohnerzahl", "Change of inhabitants"),
        Say(" vom ", " from "), Day(map_.from), Say(" bis ", " to "), day);
  }

  std::string Themes() const {
    std::string html =
        absl::StrCat("<nav aria-label=\"", Say("Was die Karte zeigt", "What the map shows"),
                     "\"><ul class=\"legend themes\">");
    for (const MapTheme theme : kMapThemes) {
      absl::StrAppend(&html, "<li><a href=\"",
                      Escape(Href(absl::StrCat("/?map=", Tag(theme)), language_)), "#map\"",
                      theme == map_.theme ? " aria-current=\"true\"" : "", ">", NameOf(theme),
                      "</a></li>");
    }
    return html + "</ul></nav>\n";
  }

  std::string Legend() const {
    std::string html = "<ul class=\"legend map-key\">";
    const std::vector<double>& limits = bands_.limits;
    const auto limit = [&](size_t i) { return Written(limits[i], bands_.decimals); };
    if (shown_ != nullptr) {
      for (size_t i = 0; i <= limits.size(); ++i) {
        std::string text;
        if (limits.empty()) {
          text = std::string(Say("alle", "all"));
        } else if (i == 0) {
          text = absl::StrCat(Say("unter ", "below "), limit(0));
        } else if (i == limits.size()) {
          text = absl::StrCat(limit(i - 1), Say(" und mehr", " and more"));
        } else {
          text = absl::StrCat(limit(i - 1), Say(" bis unter ", " to below "), limit(i));
        }
        absl::StrAppend(&html, "<li>", MapKey(static_cast<int>(i)), text, "</li>");
      }
    }
    if (anything_hidden_) {
      absl::StrAppend(&html, "<li>", MapKey(std::nullopt), WithoutFigure(), "</li>");
    }
    return html + "</ul>\n";
  }
  absl::string_view WithoutFigure() const {
    return Say("ohne Angabe: zu wenige Menschen, oder nicht bekannt",
               "no figure: too few people, or not known");
  }
  std::string Source() const {
    if (shown_ == nullptr || shown_->source.empty()) return "";
    return absl::StrCat("<p class=\"source\">", Say("Quelle: ", "Source: "), Escape(shown_->source),
                        shown_->synthetic ? Say(" (synthetisch)", " (synthetic)") : "", "</p>\n");
  }

  std::string MapPanel() const {
    std::vector<MapArea> areas;
    for (const MappedNeighborhood& one : neighborhoods_) {
      const Value value = ValueOf(one);
      areas.push_back(
          {.href = ProfileOf(one),
           .title = absl::StrCat(one.name, ": ", Written(value)),
           .band = value.told() ? std::optional<int>(bands_.Of(value.number())) : std::nullopt,
           .rings = one.rings});
    }
    const DrawnMap drawn = DrawMap(
        absl::StrCat(Say("Karte der Quartiere. ", "Map of the neighborhoods. "), About()), areas);
    if (drawn.svg.empty()) return "";
    std::string html = absl::StrCat(
        "<section class=\"panel\" id=\"map\" data-section=\"map\">\n<h2>",
        Say("Karte der Quartiere", "Map of the neighborhoods"), "</h2>\n", Themes(), "<figure>\n",
        drawn.svg, "<figcaption><p>", About(), "</p>\n", Legend(), Source());
    if (drawn.left_out > 0) {
      absl::StrAppend(&html, "<p class=\"source\">",
                      Say("Nur in der Liste, weil ihre Grenzen fehlen oder zu klein sind: ",
                          "In the list alone, because their boundaries are missing or too small: "),
                      drawn.left_out, "</p>\n");
    }
    return html + "</figcaption>\n</figure>\n</section>\n";
  }

  std::string ListPanel() const {
    std::string html =
        absl::StrCat("<section class=\"panel\" id=\"profiles\" data-section=\"profiles\">\n<h2>",
                     Say("Quartiersprofile", "Neighborhood profiles"), "</h2>\n");
    if (neighborhoods_.empty()) {
      return absl::StrCat(html, "<p>", Say("Noch keine Quartiere.", "No neighborhoods yet."),
                          "</p>\n</section>\n");
    }
    if (shown_ != nullptr) absl::StrAppend(&html, "<p class=\"source\">", About(), "</p>\n");
    html += "<ul class=\"keys\">\n";
    for (const MappedNeighborhood& one : neighborhoods_) {
      absl::StrAppend(
          &html, "<li><a href=\"", Escape(ProfileOf(one)), "\">", Escape(one.key), " ",
          Escape(one.name), "</a>",
          one.is_lab ? absl::StrCat(" <span class=\"tag\">", Say("Labor", "lab"), "</span>") : "",
          shown_ == nullptr ? "" : absl::StrCat(" <b>", Written(ValueOf(one)), "</b>"), "</li>\n");
    }
    html += "</ul>\n";
    if (shown_ != nullptr && anything_hidden_) {
      absl::StrAppend(&html, "<p class=\"source\">", WithoutFigure(), "</p>\n");
    }
    return html + "</section>\n";
  }

  const MapFigures& map_;
  const std::vector<MappedNeighborhood>& neighborhoods_;
  const Language language_;
  const FigureValue* shown_ = nullptr;  // one that is told; none: none is
  bool anything_hidden_ = false;
  MapBands bands_;
};

}  // namespace

int MapBands::Of(double figure) const {
  return static_cast<int>(std::upper_bound(limits.begin(), limits.end(), figure) - limits.begin());
}

MapBands BandsOf(std::vector<double> figures, int decimals) {
  if (figures.empty()) return {};
  std::sort(figures.begin(), figures.end());
  const size_t outside = figures.size() / 10;
  const double low = figures[outside], high = figures[figures.size() - 1 - outside];
  if (low == high) return {};
  constexpr double kNearly = 1e-9;  // what is a multiple of the step but for binary fractions
  double step = std::max(svg::NiceStep(high - low, kMostMapBands), std::pow(10, -decimals));
  const auto first = [&] { return std::floor(low / step + kNearly); };
  const auto last = [&] { return std::ceil(high / step - kNearly); };
  while (last() - first() > kMostMapBands) step = svg::NiceStep(1.5 * step, 1);
  MapBands bands{.limits = {}, .decimals = step < 1 ? decimals : 0};
  for (double limit = first() + 1; limit < last(); ++limit) bands.limits.push_back(limit * step);
  return bands;
}

std::string NeighborhoodPanels(const MapFigures& map,
                               const std::vector<MappedNeighborhood>& neighborhoods,
                               Language language) {
  return Panels(map, neighborhoods, language).Html();
}

}  // namespace zwk::reporting
