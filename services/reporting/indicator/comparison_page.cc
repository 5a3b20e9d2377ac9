#include "reporting/indicator/comparison_page.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "reporting/base/page.h"
#include "reporting/indicator/indicator_message.h"

namespace zwk::reporting {
namespace {

class Template {
 public:
  Template(const ComparisonPage& page, Language language) : page_(page), language_(language) {
    for (const IndicatorFigure& one : page.figures) {
      const auto column = std::pair(one.indicator, one.figure.date);
      if (std::find(columns_.begin(), columns_.end(), column) == columns_.end()) {
        columns_.push_back(column);
      }
      cells_[{one.neighborhood_key, one.indicator->id, one.figure.date}] = &one.figure;
      chosen_.insert(one.indicator->id);
      const v1::ValueStatus status = one.figure.value.message().status();
      if (status == v1::VALUE_STATUS_ESTIMATED) expected_.insert(column);
      synthetic_ = synthetic_ || one.figure.synthetic;
    }
    for (const Area& area : page.areas) compared_.insert(area.key);
  }

  std::string Html() const {
    HtmlPage html{
        .language = language_,
        .title = absl::StrCat(Say("Quartiere im Vergleich – ", "Neighborhoods compared – "),
                              page_.municipality_name),
        .owner = page_.municipality_name,
        .home_href = absl::StrCat("/?locale=", Tag(language_)),
        .wide = true};
    const Language other = language_ == Language::kGerman ? Language::kEnglish : Language::kGerman;
    html.links = {{absl::StrCat("/v1/pages/comparison?", Query(), "locale=", Tag(other)),
                   std::string(page::Say(other, "Deutsch", "English")), std::string(Tag(other))}};
    html.main_html = absl::StrCat(
        "<section id=\"title\" data-section=\"title\">\n<p class=\"kicker\">",
        Escape(page_.municipality_name), "</p>\n<h1>",
        Say("Quartiere im Vergleich", "Neighborhoods compared"), "</h1>\n", Synthetic(),
        "</section>\n<section id=\"comparison\" data-section=\"comparison\">\n", Table(),
        DataLinks(), "</section>\n", Form());
    html.footer_html = absl::StrCat(
        "<p>",
        Say("Zahlen von Personen sind zum Schutz Einzelner auf fünf gerundet, in Quartieren unter "
            "1.000 Personen auf zehn; Quoten sind aus gerundeten Zahlen gerechnet. Die "
            "Einwohnerzahl der Stadt ist amtlich und ungerundet.",
            "Counts of people are rounded to five to protect single people, in neighborhoods of "
            "fewer than 1,000 to ten; ratios are of rounded counts. The number of people of the "
            "city is official and not rounded."),
        "</p>\n");
    return page::ToHtml(html);
  }

 private:
  absl::string_view Say(absl::string_view german, absl::string_view english) const {
    return page::Say(language_, german, english);
  }
  absl::string_view NameOf(const IndicatorDefinition& indicator) const {
    return Say(indicator.name_de, indicator.name_en);
  }
  std::string AreaLang() const {
    const bool own = page_.municipality_lang == Tag(language_);
    return LangAttribute(own ? "" : page_.municipality_lang);
  }
  std::string Day(const std::string& iso) const {
    const auto day = ParseDate(iso);
    return day.ok() ? LongDate(language_, *day) : iso;
  }

  // What was chosen, for links; ends in "&".
  std::string Query() const {
    std::string query;
    for (const Area& area : page_.areas) {
      if (!area.key.empty() && compared_.size() <= page_.neighborhoods.size()) {
        absl::StrAppend(&query, "neighborhood_keys=", area.key, "&");
      }
    }
    for (const absl::string_view id : chosen_) absl::StrAppend(&query, "indicator_ids=", id, "&");
    for (const std::string& day : page_.dates) absl::StrAppend(&query, "dates=", day, "&");
    return query;
  }

  std::string Synthetic() const {
    if (!synthetic_) return "";
    return absl::StrCat("<p class=\"notice\">",
                        Say("Die Bevölkerungszahlen sind synthetisch: erzeugt, nicht gezählt.",
                            "The population figures are synthetic: made, not counted."),
                        "</p>\n");
  }

  std::string Cell(const Area& area, const IndicatorDefinition& indicator,
                   const std::string& date) const {
    const auto found = cells_.find({area.key, indicator.id, date});
    if (found == cells_.end()) return "<td class=\"n\"></td>";
    const FigureValue& figure = *found->second;
    const Value& value = figure.value;
    std::string html = absl::StrCat("<td class=\"n\" data-protection=\"", value.protection_id(),
                                    "\">", Escape(WithUnit(language_, value, figure.unit)));
    if (!value.told()) {
      const absl::string_view why = reporting::StatusPhrase(language_, value.message().status());
      absl::StrAppend(&html, " <small>", why, "</small>");
    }
    const auto city = cells_.find({"", indicator.id, date});
    if (!area.key.empty() && city != cells_.end()) {
      absl::StrAppend(&html, Beside(value, city->second->value));
    }
    return absl::StrCat(html, "</td>");
  }
  // "+2,1": how far from the city.
  std::string Beside(const Value& value, const Value& city) const {
    const auto difference = DifferenceOf(value, city);
    if (!difference) return "";
    return absl::StrCat(" <small>", *difference >= 0 ? "+" : "−",
                        Decimal(language_, std::abs(*difference), value.decimals()), "</small>");
  }

  std::string Table() const {
    if (columns_.empty()) {
      return absl::StrCat("<p>", Say("Noch keine Zahlen.", "No figures yet."), "</p>\n");
    }
    const absl::string_view caption =
        Say("Klein dahinter: Abstand zur Stadt", "Small beside it: difference from the city");
    std::string html =
        absl::StrCat(OpenScrolling(caption), "<table><caption>", caption,
                     "</caption><thead><tr><th scope=\"col\">", Say("Gebiet", "Area"), "</th>");
    for (const auto& column : columns_) {
      const auto& [indicator, date] = column;
      absl::StrAppend(&html, "<th scope=\"col\">", Escape(NameOf(*indicator)), "<br><small>",
                      Day(date),
                      expected_.contains(column)
                          ? absl::StrCat(", ", StatusPhrase(language_, v1::VALUE_STATUS_ESTIMATED))
                          : "",
                      "</small></th>");
    }
    html += "</tr></thead>\n<tbody>\n";
    std::vector<const Area*> rows;
    for (const Area& area : page_.areas) {
      rows.insert(area.key.empty() ? rows.begin() : rows.end(), &area);
    }
    for (const Area* area : rows) {
      absl::StrAppend(&html, "<tr><th scope=\"row\"", AreaLang(), ">",
                      area->key.empty()
                          ? absl::StrCat("<strong>", Escape(area->name), "</strong>")
                          : absl::StrCat("<a href=\"/v1/neighborhoods/", Escape(area->key),
                                         "/profile\">", Escape(area->name), "</a>"),
                      "</th>");
      for (const auto& [indicator, date] : columns_) html += Cell(*area, *indicator, date);
      html += "</tr>\n";
    }
    return absl::StrCat(html, "</tbody></table></div>\n");
  }

  std::string DataLinks() const {
    std::string html = absl::StrCat("<p class=\"source\">",
                                    Say("Diese Zahlen als Daten: ", "These figures as data: "));
    absl::string_view between;
    for (const auto& [format, name] :
         {std::pair("csv", "CSV"), std::pair("xlsx", "XLSX"), std::pair("jsonstat", "JSON-stat")}) {
      absl::StrAppend(&html, between, "<a href=\"/v1/indicatorValues:export?",
                      Escape(absl::StrCat(Query(), "locale=", Tag(language_), "&format=", format)),
                      "\">", name, "</a>");
      between = " · ";
    }
    return html + "</p>\n";
  }

  std::string Option(absl::string_view name, absl::string_view value, absl::string_view label,
                     bool checked, const std::string& lang) const {
    return absl::StrCat("<li><label", lang, "><input type=\"checkbox\" name=\"", name,
                        "\" value=\"", Escape(value), "\"", checked ? " checked" : "", "> ",
                        Escape(label), "</label></li>\n");
  }

  std::string Form() const {
    std::string html = absl::StrCat(
        "<section class=\"panel\" id=\"choice\" data-section=\"choice\">\n<h2>",
        Say("Auswahl", "Choice"), "</h2>\n<form method=\"get\" action=\"/v1/pages/comparison\">\n",
        "<input type=\"hidden\" name=\"locale\" value=\"", Tag(language_),
        "\">\n<fieldset><legend>", Say("Quartiere (keines: alle)", "Neighborhoods (none: all)"),
        "</legend>\n<ul class=\"keys\">\n");
    for (const Area& area : page_.neighborhoods) {
      html += Option("neighborhood_keys", area.key, area.name,
                     compared_.contains(area.key) && compared_.size() <= page_.neighborhoods.size(),
                     AreaLang());
    }
    absl::StrAppend(&html, "</ul></fieldset>\n<fieldset><legend>", Say("Kennzahlen", "Indicators"),
                    "</legend>\n<ul class=\"keys\">\n");
    for (const IndicatorDefinition& indicator : Indicators()) {
      html += Option("indicator_ids", indicator.id, NameOf(indicator),
                     chosen_.contains(indicator.id), "");
    }
    return absl::StrCat(html, "</ul></fieldset>\n<p><button>", Say("Vergleichen", "Compare"),
                        "</button></p>\n</form>\n</section>\n");
  }

  const ComparisonPage& page_;
  const Language language_;
  std::vector<std::pair<const IndicatorDefinition*, std::string>> columns_;
  std::map<std::tuple<std::string, absl::string_view, std::string>, const FigureValue*> cells_;
  std::set<std::pair<const IndicatorDefinition*, std::string>> expected_;  // of the columns
  std::set<absl::string_view> chosen_;
  std::set<std::string> compared_;
  bool synthetic_ = false;
};

}  // namespace

std::string ToHtml(const ComparisonPage& page, Language language) {
  return Template(page, language).Html();
}

}  // namespace zwk::reporting
