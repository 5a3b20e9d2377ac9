#include "reporting/page/index_page.h"

#include "absl/strings/str_cat.h"
#include "reporting/page/city_sentences.h"
#include "reporting/page/page_frame.h"

namespace zwk::reporting {
namespace {

constexpr size_t kMostListed = 6;  // meetings of each list; all of them have a page of their own

constexpr absl::string_view kStyle =
    R"css(.doors a{font-weight:650}.themes{gap:.4rem 1.1rem;font-size:1rem}
.themes a{display:inline-block;padding:.25rem 0}
.themes [aria-current]{font-weight:650;color:var(--ink);text-decoration-thickness:.18em}
.map{margin:.6rem auto;max-height:46rem}.keys b{white-space:nowrap}
@media (min-width:52rem){#map{grid-row:span 3}}
)css";

std::string Sentences(const IndexPage& index, Language language) {
  std::string html = CitySentences(index.city, index.municipality_name, language);
  if (html.empty()) {
    html = absl::StrCat("<p class=\"lead\">",
                        Say(language, "Was Beirat und Quartiere zusammentragen, auf einen Blick.",
                            "What the board and the neighborhoods gather, at a glance."),
                        "</p>\n");
  }
  if (index.synthetic) {
    absl::StrAppend(&html, "<p class=\"notice\">",
                    Say(language, "Bevölkerungszahlen und Angebote sind synthetisch.",
                        "Population figures and offers are synthetic."),
                    "</p>\n");
  }
  return absl::StrCat("<section id=\"figures\" data-section=\"figures\" aria-label=\"",
                      Say(language, "Wie sich die Stadt verändert", "How the city changes"),
                      "\">\n", html, "</section>\n");
}

std::string Door(absl::string_view href, absl::string_view title, absl::string_view what) {
  return absl::StrCat("<li><a href=\"", Escape(href), "\">", title, "</a><span>", what,
                      "</span></li>\n");
}

// The ways to everything there is.
std::string Doors(Language language) {
  const auto say = [language](absl::string_view german, absl::string_view english) {
    return Say(language, german, english);
  };
  return absl::StrCat(
      "<nav id=\"doors\" class=\"doors\" aria-label=\"", say("Wohin es geht", "Where to go"),
      "\">\n<ul class=\"tiles\">\n",
      Door(Href("/angebote", language), say("Angebote finden", "Find offers"),
           say("was es in den Quartieren gibt", "what there is in the neighborhoods")),
      Door("/room/", say("Mitreden", "Have a say"),
           say("Themen sammeln und gewichten", "collect and weigh topics")),
      Door(Href("/v1/pages/meetings", language), say("Sitzungen", "Meetings"),
           say("Termine und Dokumentationen", "dates and minutes")),
      Door("#profiles", say("Quartiere", "Neighborhoods"),
           say("ein Profil von jedem", "a profile of each")),
      Door(Href("/v1/pages/comparison", language),
           say("Quartiere im Vergleich", "Neighborhoods compared"),
           say("Kennzahlen nebeneinander", "indicators side by side")),
      Door(Href("/v1/indicatorValues:export?format=xlsx", language), say("Daten", "Data"),
           say("alle Kennzahlen als Tabelle (XLSX)", "all indicators as a table (XLSX)")),
      "</ul>\n</nav>\n");
}

std::string Footer(const IndexPage& index, Language language) {
  std::string html;
  if (!index.funder.empty()) {
    absl::StrAppend(&html, "<p>", Say(language, "Gefördert vom: ", "Funded by: "), "<span",
                    LangAttribute(language == Language::kGerman ? "" : "de"), ">",
                    Escape(index.funder), "</span></p>\n");
  }
  return absl::StrCat(
      html, "<p>",
      Say(language,
          "Zahlen sind Summen, nie Angaben zu einzelnen Menschen: in Quartieren auf fünf gerundet, "
          "unter 1.000 "
          "Personen auf zehn. Die Einwohnerzahl der Stadt ist amtlich und ungerundet.",
          "Figures are totals, never about single people: in neighborhoods rounded to five, among "
          "fewer than 1,000 "
          "people to ten. The number of people of the city is official and not rounded."),
      "</p>\n<p><a href=\"", Escape(Href("/v1/pages/operations", language)), "\">",
      Say(language, "Betrieb", "Operations"), "</a></p>\n");
}

}  // namespace

std::string ToHtml(const IndexPage& index, Language language) {
  HtmlPage page = PageFrame(
      language, index.municipality_name, "Zukunftswerkstatt",
      index.map.theme == MapTheme::kChange ? "/" : absl::StrCat("/?map=", Tag(index.map.theme)));
  page.home_href.clear();  // it is here
  page.style = absl::StrCat(kStyle, MapStyle());
  page.main_html = absl::StrCat(
      "<p class=\"kicker\"", LangAttribute(language == Language::kGerman ? "" : "de"), ">",
      index.programme_name.empty() ? "Zukunftswerkstatt Kommunen" : Escape(index.programme_name),
      "</p>\n<h1>", Escape(index.municipality_name), "</h1>\n", Sentences(index, language),
      Doors(language), "<div class=\"panels\">\n",
      NeighborhoodPanels(index.map, index.neighborhoods, language),
      ComingUpPanel(index.meetings, language, kMostListed),
      MinutesPanel(index.meetings, language, kMostListed), "</div>\n");
  page.footer_html = Footer(index, language);
  return ToHtml(page);
}

}  // namespace zwk::reporting
