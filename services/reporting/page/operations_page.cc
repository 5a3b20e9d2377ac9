#include "reporting/page/operations_page.h"

#include "absl/strings/str_cat.h"
#include "reporting/page/page_frame.h"

namespace zwk::reporting {
namespace {

std::string Tile(Language language, absl::string_view id, int64_t value, absl::string_view label,
                 absl::string_view attributes = "") {
  return absl::StrCat("<li data-figure=\"", id, "\"", attributes, "><b>", Number(language, value),
                      "</b><span>", label, "</span></li>\n");
}

std::string Tiles(const v1::UsageFigures& usage, Language language) {
  const auto say = [language](absl::string_view german, absl::string_view english) {
    return Say(language, german, english);
  };
  return absl::StrCat("<section id=\"usage\" data-section=\"usage\" aria-label=\"",
                      say("Nutzung", "Usage"), "\">\n<ul class=\"tiles\">\n",
                      Tile(language, "meetings", usage.meetings(), say("Sitzungen", "meetings")),
                      Tile(language, "sessions", usage.sessions(),
                           say("Lean-Coffee-Runden", "Lean Coffee sessions")),
                      Tile(language, "cards", usage.cards(), say("Karten", "cards")),
                      Tile(language, "ballots", usage.ballots(),
                           say("Stimmzettel (auf fünf gerundet)", "ballots (rounded to five)"),
                           " data-protection=\"round5\""),
                      Tile(language, "open_next_steps", usage.open_next_steps(),
                           say("offene Zusagen", "open next steps")),
                      Tile(language, "open_backlog_entries", usage.open_backlog_entries(),
                           say("Themen im Speicher", "topics in the backlog")),
                      Tile(language, "labs", usage.labs(), say("Demografielabore", "labs")),
                      Tile(language, "offers", usage.offers(), say("Angebote", "offers")),
                      Tile(language, "searches", usage.searches(), say("Suchen", "searches")),
                      Tile(language, "searches_without_hit", usage.searches_without_hit(),
                           say("Suchen ohne Treffer", "searches without a hit")),
                      "</ul>\n</section>\n");
}

}  // namespace

std::string ToHtml(const OperationsPage& page, Language language) {
  const absl::string_view title = Say(language, "Betrieb", "Operations");
  HtmlPage html = PageFrame(language, page.municipality_name, title, "/v1/pages/operations");
  html.main_html =
      absl::StrCat(PageHeading(page.municipality_name, title), "<p class=\"lead\">",
                   Say(language, "Wie die Plattform genutzt wird.", "How the platform is used."),
                   "</p>\n", Tiles(page.usage, language));
  html.footer_html =
      absl::StrCat("<p>",
                   Say(language, "Zahlen sind Summen, nie Angaben zu einzelnen Menschen.",
                       "Figures are totals, never about single people."),
                   "</p>\n");
  return ToHtml(html);
}

}  // namespace zwk::reporting
