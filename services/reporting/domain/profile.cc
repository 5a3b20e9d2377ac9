#include "reporting/domain/profile.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "reporting/domain/html.h"
#include "reporting/domain/protection.h"

namespace zwk::reporting {
namespace {

using Gap = NeighborhoodProfile::Gap;
using Topic = NeighborhoodProfile::Topic;

// As counted, else as the forecast starts; nobody where nothing is known.
double InhabitantsOf(const NeighborhoodProfile& profile) {
  if (profile.population) return profile.population->Total();
  const bool forecast = profile.forecast && !profile.forecast->years.empty();
  return forecast ? profile.forecast->years.front().value : 0;
}

class Page {
 public:
  Page(const NeighborhoodProfile& profile, Language language)
      : profile_(profile),
        language_(language),
        own_lang_(Tag(language)),
        protection_(InhabitantsOf(profile)) {}

  std::string Html() {
    HtmlPage page{.language = language_,
                  .title = absl::StrCat(Own("Quartiersprofil ", "Neighborhood profile "),
                                        profile_.name, " – ", profile_.municipality_name),
                  .owner = profile_.municipality_name,
                  .home_href = absl::StrCat("/?locale=", Tag(language_)),
                  .wide = true};
    const Language other = language_ == Language::kGerman ? Language::kEnglish : Language::kGerman;
    page.links = {{absl::StrCat("/v1/neighborhoods/", profile_.key, "/profile?locale=", Tag(other)),
                   std::string(Say(other, "Deutsch", "English")), std::string(Tag(other))}};
    page.main_html =
        absl::StrCat(Head(), Tiles(), "<div class=\"panels\">\n", PopulationPanel(),
                     ForecastPanel(), GapsPanel(), TopicsPanel(), LabPanel(), "</div>\n");
    page.footer_html = Footer();
    return ToHtml(page);
  }

 private:
  absl::string_view Own(absl::string_view german, absl::string_view english) const {
    return Say(language_, german, english);
  }
  std::string Foreign(const std::string& lang) const {
    const std::string& written_in = lang.empty() ? profile_.default_lang : lang;
    return written_in == own_lang_ ? "" : written_in;
  }
  std::string People(double people) const { return protection_.Text(language_, people); }
  std::string Synthetic(bool synthetic) const {
    return synthetic ? absl::StrCat(" <span class=\"synthetic\">", Own("synthetisch", "synthetic"),
                                    "</span>")
                     : "";
  }
  std::string Date(const std::string& iso) const {
    const auto day = ParseDate(iso);
    return day.ok() ? LongDate(language_, *day) : iso;
  }
  std::string Source(absl::string_view text, bool synthetic) const {
    return absl::StrCat("<p class=\"source\">", Own("Quelle: ", "Source: "), Escape(text),
                        Synthetic(synthetic), "</p>\n");
  }
  std::string Panel(absl::string_view id, absl::string_view heading, absl::string_view body,
                    bool full = false) const {
    return absl::StrCat("<section class=\"panel", full ? " full" : "", "\" id=\"", id,
                        "\" data-section=\"", id, "\">\n<h2>", heading, "</h2>\n", body,
                        "</section>\n");
  }

  std::string Head() const {
    std::string html = absl::StrCat(
        "<section id=\"title\" data-section=\"title\">\n<p class=\"kicker\">",
        Own("Quartiersprofil ", "Neighborhood profile "), Escape(profile_.key), "</p>\n<h1",
        LangAttribute(Foreign("")), ">", Escape(profile_.name), "</h1>\n");
    if (profile_.lab) {
      absl::StrAppend(&html, "<p><span class=\"tag\">", Own("Demografielabor: ", "Lab: "),
                      Escape(Own(profile_.lab->status_de, profile_.lab->status_en)),
                      "</span></p>\n");
    }
    if (profile_.synthetic) {
      absl::StrAppend(
          &html, "<p class=\"notice\">",
          Own("Die Bevölkerungszahlen dieser Seite sind synthetisch: erzeugt, nicht gezählt.",
              "The population figures of this page are synthetic: made, not counted."),
          "</p>\n");
    }
    return html + "</section>\n";
  }

  std::string Tiles() const {
    if (!profile_.population) return "";
    std::string html =
        absl::StrCat("<section id=\"figures\" data-section=\"figures\" aria-label=\"",
                     Own("Kennzahlen", "Key figures"), "\">\n<ul class=\"tiles\">\n");
    for (const absl::string_view id : IndicatorIds()) {
      const auto indicator = Tell(id, *profile_.population);
      if (!indicator) continue;
      absl::StrAppend(&html, "<li data-indicator=\"", id, "\" data-protection=\"",
                      indicator->withheld ? "withheld" : protection_.id(), "\"><b>",
                      indicator->withheld ? "·" : Escape(Resolve(language_, indicator->value).text),
                      "</b><span>",
                      Escape(Own(indicator->value.label_de, indicator->value.label_en)),
                      indicator->withheld ? absl::StrCat(" (", TooFewPeople(language_), ")") : "",
                      "</span></li>\n");
    }
    absl::StrAppend(
        &html, "</ul>\n",
        Source(absl::StrCat(profile_.population->source, ", ", Date(profile_.population->date)),
               profile_.population->synthetic),
        "</section>\n");
    return html;
  }

  std::optional<PyramidOutlook> Outlook() const {
    return profile_.forecast ? profile_.forecast->outlook : std::nullopt;
  }

  std::string PopulationPanel() const {
    if (!profile_.population) {
      return Panel(
          "population", Own("Bevölkerung", "Population"),
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

  // Of rounded counts; "·" where they are too few to compare.
  std::string Change(double from, double to, int decimals) const {
    const double first = protection_.Round(from);
    if (first < 100) return "·";
    const double percent = 100 * (protection_.Round(to) / first - 1);
    return absl::StrCat(percent > 0 ? "+" : "", Percent(language_, percent, decimals));
  }

  std::string ForecastPanel() const {
    const absl::string_view heading = Own("Prognose", "Forecast");
    if (!profile_.forecast || profile_.forecast->years.size() < 2) {
      return Panel("forecast", heading,
                   absl::StrCat("<p>", Own("Noch keine Prognose.", "No forecast yet."), "</p>\n"));
    }
    const NeighborhoodProfile::Forecast& forecast = *profile_.forecast;
    const Fan fan = reporting::Tell(forecast.years, protection_);
    const FanYear& first = fan.years.front();
    const FanYear& last = fan.years.back();
    std::string body = absl::StrCat(
        "<p>", first.year, "–", last.year, ": <strong>", Change(first.value, last.value, 1),
        "</strong> ", Own("Einwohnerinnen und Einwohner", "inhabitants"), "</p>\n<figure>\n",
        ForecastFan(language_, "forecast-line", profile_.name, fan).Html(), "</figure>\n",
        PastForecastsHtml(language_, forecast.past));
    if (!forecast.age_groups.empty()) {
      absl::StrAppend(
          &body, "<div class=\"scroll\"><table", DataProtection(protection_), "><caption>",
          protection_.base() == 5
              ? Own("Altersgruppen, auf fünf gerundet", "Age groups, rounded to five")
              : Own("Altersgruppen, auf zehn gerundet", "Age groups, rounded to ten"),
          "</caption><thead><tr><th scope=\"col\">", Own("Alter", "Age"),
          "</th><th scope=\"col\" class=\"n\">", first.year, "</th><th scope=\"col\" class=\"n\">",
          last.year, "</th><th scope=\"col\" class=\"n\">", Own("Änderung", "Change"),
          "</th></tr></thead>\n<tbody>\n");
      for (const NeighborhoodProfile::AgeGroup& group : forecast.age_groups) {
        const std::string name = group.to
                                     ? absl::StrCat(group.from, "–", *group.to - 1)
                                     : absl::StrCat(group.from, Own(" und älter", " and older"));
        absl::StrAppend(&body, "<tr><th scope=\"row\">", name, "</th><td class=\"n\">",
                        People(group.base), "</td><td class=\"n\">", People(group.last),
                        "</td><td class=\"n\">", Change(group.base, group.last, 0), "</td></tr>\n");
      }
      body += "</tbody></table></div>\n";
    }
    absl::StrAppend(&body, "<details><summary>", Own("Zahlen der Linie", "Figures of the line"),
                    "</summary>\n", FanTable(language_, fan), "</details>\n",
                    Source(absl::StrCat(forecast.title, ", ", Own("Prognose ", "forecast "),
                                        forecast.forecast_id, ", ", Own("Fassung ", "version "),
                                        forecast.version),
                           profile_.synthetic));
    return Panel("forecast", heading, body);
  }

  absl::string_view ClassPhrase(Gap::Class gap_class) const {
    switch (gap_class) {
      case Gap::Class::kDesert:
        return Own("kein passendes Angebot erreichbar", "no fitting offer in reach");
      case Gap::Class::kOverloaded:
        return Own("erreichbar, aber zu wenig", "in reach, but too little");
      case Gap::Class::kPartlyReached:
        return Own("nur zum Teil erreichbar", "in reach for some only");
      case Gap::Class::kCovered:
        return Own("gedeckt", "covered");
      case Gap::Class::kUnrated:
        return Own("ohne Richtwert", "no rate");
      case Gap::Class::kNoDemand:
        return Own("kein Bedarf", "no demand");
    }
    return "";
  }

  static bool IsOpen(const Gap& gap) {
    return gap.gap_class == Gap::Class::kDesert || gap.gap_class == Gap::Class::kOverloaded ||
           gap.gap_class == Gap::Class::kPartlyReached;
  }

  // Where each person needs a place of their own, few places are as many people.
  std::string Places(double missing) const {
    const int64_t places = std::llround(std::ceil(missing - 1e-9));
    return places < 5 ? std::string(Own("weniger als 5", "fewer than 5"))
                      : Number(language_, places);
  }

  std::string OpenGap(const Gap& gap) const {
    const absl::string_view need = Own(gap.need_de, gap.need_en);
    const absl::string_view group = Own(gap.group_de, gap.group_en);
    const absl::string_view cause = Own(gap.cause_de, gap.cause_en);
    std::string html = absl::StrCat(
        "<article class=\"gap\">\n<h3>", Escape(need), "</h3>\n<p>", Escape(group),
        " <span class=\"tag warm\">", ClassPhrase(gap.gap_class), "</span></p>\n<p>",
        Own("Ohne Angebot: ", "Without an offer: "), "<strong>", People(gap.persons_without),
        "</strong> ", Own("von ", "of "), People(gap.persons), Own(" Personen", " people"));
    if (gap.missing_places >= 0.5) {
      absl::StrAppend(&html, " · ", Own("es fehlen ", "missing: "), "<strong>",
                      Places(gap.missing_places), "</strong>", Own(" Plätze", " places"));
    }
    const bool share = MayTellShare(gap.persons_without, gap.persons);
    if (gap.gap_index && share) {
      absl::StrAppend(&html, " · ", Own("ungedeckt ", "not met "),
                      Percent(language_, 100 * *gap.gap_index, 0));
    }
    html += "</p>\n";
    if (!cause.empty()) {
      absl::StrAppend(&html, "<p>", Own("Hauptursache: ", "Main cause: "), "<strong>",
                      Escape(cause), "</strong>");
      if (gap.nearest_metres) {
        absl::StrAppend(&html, " · ", Own("nächstes Angebot dieser Art ", "nearest of the kind "),
                        Number(language_, std::llround(*gap.nearest_metres / 10) * 10), "\u00a0m");
      }
      html += "</p>\n";
    }
    std::string shares;
    for (const Gap::CauseShare& obstacle : gap.causes) {
      if (!share || obstacle.share < 0.005) continue;
      absl::StrAppend(&shares, shares.empty() ? "" : ", ",
                      Escape(Own(obstacle.cause_de, obstacle.cause_en)), " (−",
                      Percent(language_, 100 * obstacle.share, 0), ")");
    }
    if (!shares.empty()) {
      absl::StrAppend(&html, "<p class=\"source\">",
                      Own("Ohne das Hindernis wäre die Lücke kleiner: ",
                          "Without the obstacle the gap would be smaller: "),
                      shares, "</p>\n");
    }
    absl::StrAppend(&html,
                    Source(absl::StrCat(gap.source, Own("; Personen nach der Prognose",
                                                        "; people by the forecast")),
                           profile_.synthetic),
                    "</article>\n");
    return html;
  }

  std::string GapsPanel() const {
    const absl::string_view heading = Own("Angebotslücken", "Gaps in the offers");
    if (profile_.gaps.empty()) {
      return Panel("gaps", heading,
                   absl::StrCat("<p>", Own("Noch nicht berechnet.", "Not computed yet."), "</p>\n"),
                   true);
    }
    std::string open, others;
    for (const Gap& gap : profile_.gaps) {
      if (IsOpen(gap)) {
        open += OpenGap(gap);
      } else if (gap.gap_class != Gap::Class::kNoDemand) {
        absl::StrAppend(&others, "<tr><th scope=\"row\">", Escape(Own(gap.need_de, gap.need_en)),
                        "</th><td>", Escape(Own(gap.group_de, gap.group_en)), "</td><td>",
                        ClassPhrase(gap.gap_class), "</td><td class=\"n\">", People(gap.persons),
                        "</td></tr>\n");
      }
    }
    if (open.empty())
      open = absl::StrCat("<p>", Own("Keine Lücke bekannt.", "No gap known."), "</p>\n");
    if (!others.empty()) {
      others = absl::StrCat(
          "<div class=\"scroll\"><table><caption>",
          Own("Bedarfe ohne Lücke oder ohne Richtwert", "Needs without a gap or without a rate"),
          "</caption><thead><tr><th scope=\"col\">", Own("Bedarf", "Need"),
          "</th><th scope=\"col\">", Own("Zielgruppe", "Target group"), "</th><th scope=\"col\">",
          Own("Befund", "Result"), "</th><th scope=\"col\" class=\"n\">", Own("Personen", "People"),
          "</th></tr></thead>\n<tbody>\n", others, "</tbody></table></div>\n");
    }
    return Panel(
        "gaps",
        absl::StrCat(heading, " ", profile_.gap_year > 0 ? absl::StrCat(profile_.gap_year) : ""),
        open + others, true);
  }

  absl::string_view StatusPhrase(Topic::Status status) const {
    switch (status) {
      case Topic::Status::kOpen:
        return Own("im Themenspeicher", "in the backlog");
      case Topic::Status::kAssigned:
        return Own("in Arbeit", "being worked on");
      case Topic::Status::kAddressed:
        return Own("aufgegriffen", "addressed");
      case Topic::Status::kDeclined:
        return Own("nicht weiterverfolgt", "not pursued");
      case Topic::Status::kDiscussed:
        return Own("im Plenum erörtert", "discussed");
    }
    return "";
  }

  std::string TopicsPanel() const {
    const absl::string_view heading =
        Own("Was Beteiligte eingebracht haben", "What people brought up");
    if (profile_.topics.empty()) {
      return Panel("topics", heading,
                   absl::StrCat("<p>",
                                Own("Noch keine Themen zu diesem Quartier.",
                                    "No topics about this neighborhood yet."),
                                "</p>\n"),
                   !profile_.lab);
    }
    std::string body = "<ul class=\"list\">\n";
    for (const Topic& topic : profile_.topics) {
      absl::StrAppend(&body, "<li><strong", LangAttribute(topic.erased ? "" : Foreign(topic.lang)),
                      ">",
                      topic.erased ? std::string(Own("(entfernter Text)", "(removed text)"))
                                   : Escape(topic.title),
                      "</strong> <span class=\"tag\">", StatusPhrase(topic.status), "</span>");
      for (const std::string& paragraph : topic.paragraphs) {
        absl::StrAppend(&body, "<p", LangAttribute(Foreign(topic.paragraphs_lang)), ">",
                        Escape(paragraph), "</p>");
      }
      absl::StrAppend(&body, "<span class=\"sub\">", Own("Quelle: ", "Source: "),
                      Escape(topic.meeting_title));
      if (!topic.meeting_date.empty()) absl::StrAppend(&body, ", ", Date(topic.meeting_date));
      if (topic.dots > 0) {
        absl::StrAppend(&body, ", ", Number(language_, topic.dots),
                        topic.dots == 1 ? Own(" Punkt", " dot") : Own(" Punkte", " dots"));
      }
      body += "</span></li>\n";
    }
    return Panel("topics", heading, body + "</ul>\n", !profile_.lab);
  }

  std::string LabPanel() const {
    if (!profile_.lab) return "";
    const NeighborhoodProfile::Lab& lab = *profile_.lab;
    const std::string lang = LangAttribute(Foreign(""));
    std::string body;
    if (!lab.archetype.empty()) {
      absl::StrAppend(&body, "<p>", Own("Steht für: ", "Stands for: "), "<span", lang, ">",
                      Escape(lab.archetype), "</span></p>\n");
    }
    if (!lab.themes.empty()) {
      absl::StrAppend(&body, "<h3>", Own("Themen der Zukunftswerkstatt", "Themes of the workshop"),
                      "</h3>\n<ol", lang, ">\n");
      for (const auto& theme : lab.themes) {
        absl::StrAppend(&body, "<li><strong>", Escape(theme.title), "</strong>",
                        theme.question.empty() ? "" : absl::StrCat("<br>", Escape(theme.question)),
                        "</li>\n");
      }
      body += "</ol>\n";
    }
    if (!lab.findings.empty()) {
      absl::StrAppend(&body, "<h3>", Own("Befunde", "Findings"), "</h3>\n<ul class=\"list\">\n");
      for (const auto& finding : lab.findings) {
        absl::StrAppend(
            &body, "<li><span class=\"tag\">", Escape(Own(finding.kind_de, finding.kind_en)),
            "</span> <span", lang, ">", Escape(finding.statement), "</span><span class=\"sub\">",
            Own("Quelle: ", "Source: "), Escape(Own(finding.source_de, finding.source_en)),
            finding.where.empty() ? "" : absl::StrCat(", ", Escape(finding.where)),
            "</span></li>\n");
      }
      body += "</ul>\n";
    }
    if (body.empty()) {
      body = absl::StrCat("<p>", Own("Noch keine Themen vereinbart.", "No themes agreed yet."),
                          "</p>\n");
    }
    return Panel("lab", Own("Demografielabor", "Lab"), body);
  }

  std::string Footer() const {
    std::string html = absl::StrCat(
        "<p>", Own("Vorlage ", "Template "), kProfileTemplate, " ", kProfileTemplateVersion, " · ",
        Own("Gebietsstand ", "boundaries "), profile_.boundary_version, "</p>\n");
    if (!profile_.gap_id.empty()) {
      absl::StrAppend(&html, "<p>", Own("Lückenanalyse ", "Gap analysis "), Escape(profile_.gap_id),
                      "</p>\n");
    }
    absl::StrAppend(
        &html, "<p>", protection_.Sentence(language_), " ",
        Own("Quoten mit weniger als 100 Personen im Nenner oder weniger als 3 im Zähler bleiben "
            "offen, ebenso, wer in einem Quartier mit weniger als 100 Personen lebt.",
            "Ratios with fewer than 100 people below or fewer than 3 above the line are left out, "
            "and so is who lives in a neighborhood of fewer than 100 people."),
        "</p>\n");
    return html;
  }

  const NeighborhoodProfile& profile_;
  const Language language_;
  const std::string own_lang_;
  const Protection protection_;
};

}  // namespace

std::string ProfilePage(const NeighborhoodProfile& profile, Language language) {
  return Page(profile, language).Html();
}

}  // namespace zwk::reporting
