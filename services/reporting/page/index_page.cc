#include "reporting/page/index_page.h"

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "reporting/base/page.h"

namespace zwk::reporting {
namespace {

std::string Tile(Language language, absl::string_view id, int64_t value, absl::string_view label,
                 absl::string_view attributes = "") {
  return absl::StrCat("<li data-figure=\"", id, "\"", attributes, "><b>", Number(language, value),
                      "</b><span>", label, "</span></li>\n");
}

std::string UsageTiles(const v1::UsageFigures& usage, Language language) {
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

std::string MinutesPanel(const IndexPage& index, Language language) {
  std::string html = absl::StrCat(
      "<section class=\"panel\" id=\"minutes\" data-section=\"minutes\">\n<h2>",
      Say(language, "Dokumentationen der Sitzungen", "Minutes of the meetings"), "</h2>\n");
  if (index.minutes.empty()) {
    return absl::StrCat(html, "<p>", Say(language, "Noch keine Sitzung.", "No meeting yet."),
                        "</p>\n</section>\n");
  }
  html += "<ul class=\"list\">\n";
  for (const IndexPage::MinutesLink& link : index.minutes) {
    const std::string base = absl::StrCat("/v1/meetings/", link.meeting_id, "/minutes?locale=");
    const bool approved = link.status == IndexPage::MinutesLink::Status::kApproved;
    const absl::string_view status = approved ? Say(language, "freigegeben", "approved")
                                     : link.status == IndexPage::MinutesLink::Status::kDraft
                                         ? Say(language, "Entwurf", "draft")
                                         : Say(language, "Vorschau", "preview");
    const auto day = ParseDate(link.date);
    const std::string lang =
        LangAttribute(index.default_lang == Tag(language) ? "" : index.default_lang);
    const bool open = approved || index.links_drafts;
    const std::string title = open
                                  ? absl::StrCat("<a href=\"", Escape(base), Tag(language), "\"",
                                                 lang, ">", Escape(link.title), "</a>")
                                  : absl::StrCat("<span", lang, ">", Escape(link.title), "</span>");
    absl::StrAppend(&html, "<li>", title, " <span class=\"tag", approved ? "" : " warm", "\">",
                    status, "</span><span class=\"sub\">",
                    day.ok() ? LongDate(language, *day) : "");
    if (open) {
      absl::StrAppend(&html, " · <a href=\"", Escape(base),
                      "de\" hreflang=\"de\">de</a> · <a href=\"", Escape(base),
                      "en\" hreflang=\"en\">en</a> · <a href=\"", Escape(base), Tag(language),
                      "&amp;format=markdown\">Markdown</a>");
    }
    html += "</span></li>\n";
  }
  return html + "</ul>\n</section>\n";
}

std::string NeighborhoodPanel(const IndexPage& index, Language language) {
  std::string html =
      absl::StrCat("<section class=\"panel\" id=\"profiles\" data-section=\"profiles\">\n<h2>",
                   Say(language, "Quartiersprofile", "Neighborhood profiles"), "</h2>\n");
  if (index.neighborhoods.empty()) {
    return absl::StrCat(html, "<p>",
                        Say(language, "Noch keine Quartiere.", "No neighborhoods yet."),
                        "</p>\n</section>\n");
  }
  html += "<ul class=\"keys\">\n";
  for (const IndexPage::Neighborhood& neighborhood : index.neighborhoods) {
    absl::StrAppend(&html, "<li><a href=\"/v1/neighborhoods/", Escape(neighborhood.key),
                    "/profile?locale=", Tag(language), "\">", Escape(neighborhood.key), " ",
                    Escape(neighborhood.name), "</a>",
                    neighborhood.is_lab ? absl::StrCat(" <span class=\"tag\">",
                                                       Say(language, "Labor", "lab"), "</span>")
                                        : "",
                    "</li>\n");
  }
  absl::StrAppend(&html, "</ul>\n<p><a href=\"/v1/pages/comparison?locale=", Tag(language), "\">",
                  Say(language, "Quartiere im Vergleich", "Neighborhoods compared"), "</a></p>\n");
  if (index.synthetic) {
    absl::StrAppend(&html, "<p class=\"notice\">",
                    Say(language, "Bevölkerungszahlen und Angebote sind synthetisch.",
                        "Population figures and offers are synthetic."),
                    "</p>\n");
  }
  return html + "</section>\n";
}

}  // namespace

std::string ToHtml(const IndexPage& index, Language language) {
  const Language other = language == Language::kGerman ? Language::kEnglish : Language::kGerman;
  HtmlPage page{.language = language,
                .title = absl::StrCat(index.municipality_name, " – Zukunftswerkstatt"),
                .owner = index.municipality_name,
                .wide = true};
  page.links = {{absl::StrCat("/?locale=", Tag(other)),
                 std::string(Say(other, "Deutsch", "English")), std::string(Tag(other))}};
  page.main_html = absl::StrCat(
      "<p class=\"kicker\"", LangAttribute(language == Language::kGerman ? "" : "de"), ">",
      index.programme_name.empty() ? "Zukunftswerkstatt Kommunen" : Escape(index.programme_name),
      "</p>\n<h1>", Escape(index.municipality_name), "</h1>\n<p class=\"lead\">",
      Say(language, "Was Beirat und Quartiere zusammentragen, auf einen Blick.",
          "What the board and the neighborhoods gather, at a glance."),
      "</p>\n<p><a href=\"/room/\">",
      Say(language, "Jetzt in einer Runde mitmachen", "Take part in a session now"), "</a></p>\n",
      UsageTiles(index.usage, language), "<div class=\"panels\">\n", MinutesPanel(index, language),
      NeighborhoodPanel(index, language), "</div>\n");
  page.footer_html = absl::StrCat(
      index.funder.empty()
          ? ""
          : absl::StrCat("<p>", Say(language, "Gefördert vom: ", "Funded by: "), "<span",
                         LangAttribute(language == Language::kGerman ? "" : "de"), ">",
                         Escape(index.funder), "</span></p>\n"),
      "<p>",
      Say(language, "Zahlen sind Summen, nie Angaben zu einzelnen Menschen.",
          "Figures are totals, never about single people."),
      "</p>\n");
  return ToHtml(page);
}

}  // namespace zwk::reporting
