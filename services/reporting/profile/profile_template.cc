#include "reporting/profile/profile_template.h"

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "reporting/base/figure.h"
#include "reporting/base/indicator.h"
#include "reporting/base/page.h"

namespace zwk::reporting {
namespace {

// As counted, else as the forecast starts; nobody where nothing is known.
Exact InhabitantsOf(const NeighborhoodProfile& profile) {
  if (profile.population) return profile.population->Total();
  const bool forecast = profile.forecast && !profile.forecast->years.empty();
  return forecast ? profile.forecast->years.front().value : 0;
}

}  // namespace

ProfileTemplate::ProfileTemplate(const NeighborhoodProfile& profile, Language language)
    : profile_(profile),
      language_(language),
      own_lang_(Tag(language)),
      protection_(InhabitantsOf(profile)) {}

std::string ProfileTemplate::Html() {
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
      absl::StrCat(Head(), Tiles(), "<div class=\"panels\">\n", PopulationPanel(), ForecastPanel(),
                   GapsPanel(), TopicsPanel(), LabPanel(), "</div>\n");
  page.footer_html = Footer();
  return ToHtml(page);
}

std::string ProfileTemplate::Foreign(const std::string& lang) const {
  const std::string& written_in = lang.empty() ? profile_.default_lang : lang;
  return written_in == own_lang_ ? "" : written_in;
}

std::string ProfileTemplate::Synthetic(bool synthetic) const {
  return synthetic ? absl::StrCat(" <span class=\"synthetic\">", Own("synthetisch", "synthetic"),
                                  "</span>")
                   : "";
}

std::string ProfileTemplate::Date(const std::string& iso) const {
  const auto day = ParseDate(iso);
  return day.ok() ? LongDate(language_, *day) : iso;
}

std::string ProfileTemplate::Source(absl::string_view text, bool synthetic) const {
  return absl::StrCat("<p class=\"source\">", Own("Quelle: ", "Source: "), Escape(text),
                      Synthetic(synthetic), "</p>\n");
}

std::string ProfileTemplate::Panel(absl::string_view id, absl::string_view heading,
                                   absl::string_view body, bool full) const {
  return absl::StrCat("<section class=\"panel", full ? " full" : "", "\" id=\"", id,
                      "\" data-section=\"", id, "\">\n<h2>", heading, "</h2>\n", body,
                      "</section>\n");
}

std::string ProfileTemplate::Head() const {
  std::string html =
      absl::StrCat("<section id=\"title\" data-section=\"title\">\n<p class=\"kicker\">",
                   Own("Quartiersprofil ", "Neighborhood profile "), Escape(profile_.key),
                   "</p>\n<h1", LangAttribute(Foreign("")), ">", Escape(profile_.name), "</h1>\n");
  if (profile_.lab) {
    absl::StrAppend(&html, "<p><span class=\"tag\">", Own("Demografielabor: ", "Lab: "),
                    Escape(Own(profile_.lab->status_de, profile_.lab->status_en)), "</span></p>\n");
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

std::string ProfileTemplate::Tiles() const {
  if (!profile_.population) return "";
  std::string html = absl::StrCat("<section id=\"figures\" data-section=\"figures\" aria-label=\"",
                                  Own("Kennzahlen", "Key figures"), "\">\n<ul class=\"tiles\">\n");
  for (const IndicatorDefinition& indicator : Indicators()) {
    const auto told = indicator.in_profile ? Tell(indicator, *profile_.population) : std::nullopt;
    if (!told) continue;
    const absl::string_view why =
        reporting::StatusPhrase(language_, told->value.message().status());
    absl::StrAppend(&html, "<li data-indicator=\"", indicator.id, "\" data-protection=\"",
                    told->value.protection_id(), "\"><b>",
                    Escape(WithUnit(language_, told->value, told->unit)), "</b><span>",
                    Escape(Own(told->label_de, told->label_en)),
                    why.empty() ? "" : absl::StrCat(" (", why, ")"), "</span></li>\n");
  }
  absl::StrAppend(
      &html, "</ul>\n",
      Source(absl::StrCat(profile_.population->source, ", ", Date(profile_.population->date)),
             profile_.population->synthetic),
      DataLinks(), "</section>\n");
  return html;
}

std::string ProfileTemplate::DataLinks() const {
  const std::string of_here =
      absl::StrCat("neighborhood_keys=", Escape(profile_.key), "&amp;locale=", Tag(language_));
  std::string html = absl::StrCat("<p class=\"source\">",
                                  Own("Alle Kennzahlen als Daten: ", "All indicators as data: "));
  absl::string_view between;
  for (const auto& [format, name] :
       {std::pair("csv", "CSV"), std::pair("xlsx", "XLSX"), std::pair("jsonstat", "JSON-stat")}) {
    absl::StrAppend(&html, between, "<a href=\"/v1/indicatorValues:export?", of_here,
                    "&amp;format=", format, "\">", name, "</a>");
    between = " · ";
  }
  return absl::StrCat(html, " · <a href=\"/v1/pages/comparison?locale=", Tag(language_), "\">",
                      Own("Quartiere im Vergleich", "Neighborhoods compared"), "</a></p>\n");
}

std::string ProfileTemplate::Footer() const {
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

std::string ProfilePage(const NeighborhoodProfile& profile, Language language) {
  return ProfileTemplate(profile, language).Html();
}

}  // namespace zwk::reporting
