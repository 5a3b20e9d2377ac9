#include "reporting/profile/profile_template.h"

#include "absl/strings/str_cat.h"
#include "reporting/base/page.h"
#include "reporting/picture/fan.h"
#include "reporting/picture/pyramid.h"
#include "reporting/profile/past_forecasts.h"

namespace zwk::reporting {

std::optional<PyramidOutlook> ProfileTemplate::Outlook() const {
  return profile_.forecast ? profile_.forecast->outlook : std::nullopt;
}

std::string ProfileTemplate::PopulationPanel() const {
  if (!profile_.population) {
    return Panel("population", Own("Bevölkerung", "Population"),
                 absl::StrCat("<p>", Own("Noch keine Bestandsdaten.", "No stocks yet."), "</p>\n"));
  }
  const Population& population = *profile_.population;
  return Panel("population", Own("Bevölkerung nach Alter", "Population by age"),
               absl::StrCat("<figure>\n",
                            PopulationPyramid(language_, "pyramid", population, Outlook()).Html(),
                            "</figure>\n", "<details><summary>",
                            Own("Zahlen der Pyramide", "Figures of the pyramid"), "</summary>\n",
                            PopulationTable(language_, population, Outlook()), "</details>\n",
                            Source(absl::StrCat(population.source, ", ", Date(population.date)),
                                   population.synthetic)));
}

std::string ProfileTemplate::Change(Exact from, Exact to, int decimals) const {
  const double first = protection_.Count(from).number();
  if (first < 100) return "·";
  const double percent = 100 * (protection_.Count(to).number() / first - 1);
  return absl::StrCat(percent > 0 ? "+" : "", Percent(language_, percent, decimals));
}

std::string ProfileTemplate::ForecastPanel() const {
  const absl::string_view heading = Own("Prognose", "Forecast");
  if (!profile_.forecast || profile_.forecast->years.size() < 2) {
    return Panel("forecast", heading,
                 absl::StrCat("<p>", Own("Noch keine Prognose.", "No forecast yet."), "</p>\n"));
  }
  const NeighborhoodProfile::Forecast& forecast = *profile_.forecast;
  const Fan fan = reporting::Tell(forecast.years, protection_);
  const int first = fan.years.front().year, last = fan.years.back().year;
  std::string body = absl::StrCat(
      "<p>", first, "–", last, ": <strong>",
      Change(forecast.years.front().value, forecast.years.back().value, 1), "</strong> ",
      Own("Einwohnerinnen und Einwohner", "inhabitants"), "</p>\n<figure>\n",
      ForecastFan(language_, "forecast-line", profile_.name, fan).Html(), "</figure>\n",
      PastForecastsHtml(language_, forecast.past));
  if (!forecast.age_groups.empty()) {
    const absl::string_view caption =
        protection_.base() == 5
            ? Own("Altersgruppen, auf fünf gerundet", "Age groups, rounded to five")
            : Own("Altersgruppen, auf zehn gerundet", "Age groups, rounded to ten");
    absl::StrAppend(&body, OpenScrolling(caption), "<table", DataProtection(protection_),
                    "><caption>", caption, "</caption><thead><tr><th scope=\"col\">",
                    Own("Alter", "Age"), "</th><th scope=\"col\" class=\"n\">", first,
                    "</th><th scope=\"col\" class=\"n\">", last,
                    "</th><th scope=\"col\" class=\"n\">", Own("Änderung", "Change"),
                    "</th></tr></thead>\n<tbody>\n");
    for (const NeighborhoodProfile::AgeGroup& group : forecast.age_groups) {
      const std::string name = group.to ? absl::StrCat(group.from, "–", *group.to - 1)
                                        : absl::StrCat(group.from, Own(" und älter", " and older"));
      absl::StrAppend(&body, "<tr><th scope=\"row\">", name, "</th><td class=\"n\">",
                      People(group.base), "</td><td class=\"n\">", People(group.last),
                      "</td><td class=\"n\">", Change(group.base, group.last, 0), "</td></tr>\n");
    }
    body += "</tbody></table></div>\n";
  }
  absl::StrAppend(
      &body, "<details><summary>", Own("Zahlen der Linie", "Figures of the line"), "</summary>\n",
      FanTable(language_, fan), "</details>\n",
      Source(absl::StrCat(forecast.title, ", ", Own("Prognose ", "forecast "), forecast.forecast_id,
                          ", ", Own("Fassung ", "version "), forecast.version),
             profile_.synthetic));
  return Panel("forecast", heading, body);
}

}  // namespace zwk::reporting
