#include "reporting/profile/past_forecasts.h"

#include "absl/strings/str_cat.h"
#include "reporting/base/page.h"

namespace zwk::reporting {
namespace {

using Horizon = PastForecasts::Horizon;

// What the sentence is about: five years, or as many as there are up to them.
const Horizon& Told(const PastForecasts& past) {
  const Horizon* told = &past.horizons.front();
  for (const Horizon& horizon : past.horizons) {
    const bool better = horizon.error.has_value() >= told->error.has_value();
    if (horizon.years <= 5 && better) told = &horizon;
  }
  return *told;
}

std::string Years(Language language, double years) {
  const std::string number = Decimal(language, years, years == static_cast<int>(years) ? 0 : 1);
  return absl::StrCat(
      number, years == 1 ? Say(language, " Jahr", " year") : Say(language, " Jahre", " years"));
}

std::string Share(Language language, const std::optional<double>& share, int decimals) {
  return share ? Percent(language, 100 * *share, decimals) : "·";
}

std::string Sentence(Language language, const Horizon& told) {
  const std::string years = Years(language, told.years);
  const std::string chance = absl::StrCat("<strong>", Share(language, told.chance, 1), "</strong>");
  if (!told.error) {
    return absl::StrCat(
        Say(language,
            "Wie weit frühere Prognosen danebenlagen, lässt sich noch nicht messen: zu wenige "
            "Jahre. Zufall allein, über ",
            "How far earlier forecasts were off cannot be measured yet: too few years. Chance "
            "alone, over "),
        years, Say(language, ": im Mittel der Quartiere ", ": on average of the neighborhoods "),
        chance, ".");
  }
  const std::string error = absl::StrCat(
      "<strong>", Share(language, told.model ? told.model : told.error, 1), "</strong>");
  return absl::StrCat(
      Say(language, "In der Vergangenheit lagen Prognosen über ", "In the past, forecasts over "),
      years, Say(language, " im Mittel der Quartiere um ", " were off by "), error,
      Say(language,
          " daneben; Zufall allein: ", " on average of the neighborhoods; chance alone: "),
      chance, ".");
}

std::string ErrorTable(Language language, const PastForecasts& past) {
  const absl::string_view caption =
      Say(language, "Mittlerer Fehler der Einwohnerzahl der Quartiere",
          "Mean error of the people of neighborhoods");
  std::string html = absl::StrCat(OpenScrolling(caption), "<table><caption>", caption,
                                  "</caption><thead><tr><th scope=\"col\">",
                                  Say(language, "Nach", "After"), "</th>");
  for (const absl::string_view column :
       {Say(language, "Diese Rechnung", "This model"),
        Say(language, "In ihrem 80-%-Intervall", "Inside its 80% interval"),
        Say(language, "Trend", "Trend"), Say(language, "Unverändert", "Unchanged"),
        Say(language, "Zufall allein", "Chance alone")}) {
    absl::StrAppend(&html, "<th scope=\"col\" class=\"n\">", column, "</th>");
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const Horizon& horizon : past.horizons) {
    absl::StrAppend(&html, "<tr><th scope=\"row\">", Years(language, horizon.years), "</th>");
    for (const std::string& value :
         {Share(language, horizon.model, 1), Share(language, horizon.inside_80, 0),
          Share(language, horizon.error, 1), Share(language, horizon.unchanged, 1),
          Share(language, horizon.chance, 1)}) {
      absl::StrAppend(&html, "<td class=\"n\">", value, "</td>");
    }
    html += "</tr>\n";
  }
  return absl::StrCat(
      html, "</tbody></table></div>\n<p class=\"source\">",
      Say(language,
          "Gerechnet mit dem, was damals bekannt war. „Diese Rechnung“ ist das Modell dieser "
          "Prognose, aus früheren Jahren gerechnet; daneben, wie viele Quartiere in seinem "
          "Intervall lagen. Ein Punkt: Dafür reichen die Jahre nicht, und das Intervall ist so "
          "breit wie anderswo üblich.",
          "Calculated with what was known then. \"This model\" is that of this forecast, run from "
          "earlier years; beside it, how many neighborhoods its interval held. A dot: there are "
          "too "
          "few years, and the interval is as wide as is usual elsewhere."),
      "</p>\n");
}

}  // namespace

std::string PastForecastsHtml(Language language, const PastForecasts& past) {
  if (past.horizons.empty()) return "";
  const Horizon& told = Told(past);
  std::string html = absl::StrCat("<p data-figure=\"fc_err\">", Sentence(language, told), "</p>\n");
  if (!told.error) return html;
  return absl::StrCat(html, "<details><summary>",
                      Say(language, "Frühere Prognosen in Zahlen", "Earlier forecasts in figures"),
                      "</summary>\n", ErrorTable(language, past), "</details>\n");
}

}  // namespace zwk::reporting
