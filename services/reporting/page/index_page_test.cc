#include "reporting/page/index_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

TEST(IndexPageTest, ShowsDocumentsAndUsageFigures) {
  IndexPage index{.municipality_name = "Bremerhaven",
                  .minutes = {{"m1", "Erstes <Treffen>", "2022-03-28",
                               IndexPage::MinutesLink::Status::kApproved}},
                  .neighborhoods = {{"212", "Geestendorf", true, true}}};
  index.usage.set_cards(34);
  index.usage.set_searches_without_hit(2);
  const std::string html = ToHtml(index, kDe);
  EXPECT_THAT(html,
              HasSubstr("href=\"/v1/meetings/m1/minutes?locale=de\">Erstes &lt;Treffen&gt;</a>"));
  EXPECT_THAT(html, HasSubstr("<li data-figure=\"cards\"><b>34</b>"));
  EXPECT_THAT(html, HasSubstr("<li data-figure=\"searches_without_hit\"><b>2</b>"));
  EXPECT_THAT(html, HasSubstr("/v1/neighborhoods/212/profile?locale=de"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/room/\">"));
}

TEST(IndexPageTest, NothingIsLoadedFromElsewhere) {
  const std::string html = ToHtml(IndexPage{}, kDe);
  for (const char* outside : {"href=\"http://", "https://", "src=", "@import", "url("}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
}

// What stands between two texts, "" where the first does not.
std::string Between(const std::string& html, const std::string& from, const std::string& to) {
  const size_t begin = html.find(from);
  if (begin == std::string::npos) return "";
  const size_t at = begin + from.size();
  return html.substr(at, html.find(to, at) - at);
}

TEST(IndexPageTest, EveryFigureStandsInItsTile) {
  IndexPage index;
  v1::UsageFigures& usage = index.usage;
  usage.set_meetings(1);
  usage.set_sessions(2);
  usage.set_cards(3);
  usage.set_ballots(1005);
  usage.set_open_next_steps(5);
  usage.set_open_backlog_entries(6);
  usage.set_labs(7);
  usage.set_offers(8);
  usage.set_searches(9);
  usage.set_searches_without_hit(10);
  const std::tuple<const char*, const char*, const char*, const char*> tiles[] = {
      {"meetings", "1", "Sitzungen", "meetings"},
      {"sessions", "2", "Lean-Coffee-Runden", "Lean Coffee sessions"},
      {"cards", "3", "Karten", "cards"},
      {"open_next_steps", "5", "offene Zusagen", "open next steps"},
      {"open_backlog_entries", "6", "Themen im Speicher", "topics in the backlog"},
      {"labs", "7", "Demografielabore", "labs"},
      {"offers", "8", "Angebote", "offers"},
      {"searches", "9", "Suchen", "searches"},
      {"searches_without_hit", "10", "Suchen ohne Treffer", "searches without a hit"}};
  const std::string german = ToHtml(index, kDe), english = ToHtml(index, kEn);
  for (const auto& [id, value, de, en] : tiles) {
    const std::string tile = absl::StrCat("<li data-figure=\"", id, "\"><b>", value, "</b><span>");
    EXPECT_THAT(german, HasSubstr(absl::StrCat(tile, de, "</span></li>"))) << id;
    EXPECT_THAT(english, HasSubstr(absl::StrCat(tile, en, "</span></li>"))) << id;
  }
  EXPECT_THAT(german,
              HasSubstr("<li data-figure=\"ballots\" data-protection=\"round5\"><b>1.005</b><span>"
                        "Stimmzettel (auf fünf gerundet)</span></li>"));
}

TEST(IndexPageTest, ADocumentIsLinkedForWhoMayReadIt) {
  using Status = IndexPage::MinutesLink::Status;
  IndexPage index{.minutes = {{"m1", "Erstes", "2022-03-28", Status::kApproved},
                              {"m2", "Zweites", "2022-06-30", Status::kDraft},
                              {"m3", "Drittes", "", Status::kPreview}}};
  const std::string all = ToHtml(index, kDe);
  EXPECT_THAT(
      all,
      HasSubstr("<li><a href=\"/v1/meetings/m1/minutes?locale=de\">Erstes</a> "
                "<span class=\"tag\">freigegeben</span><span class=\"sub\">28. März 2022 · "
                "<a href=\"/v1/meetings/m1/minutes?locale=de\" hreflang=\"de\">de</a> · "
                "<a href=\"/v1/meetings/m1/minutes?locale=en\" hreflang=\"en\">en</a> · "
                "<a href=\"/v1/meetings/m1/minutes?locale=de&amp;format=markdown\">Markdown</a>"
                "</span></li>\n"));
  EXPECT_THAT(all, HasSubstr("Zweites</a> <span class=\"tag warm\">Entwurf</span>"));
  EXPECT_THAT(
      all,
      HasSubstr("Drittes</a> <span class=\"tag warm\">Vorschau</span><span class=\"sub\"> · "));
  EXPECT_THAT(all, Not(HasSubstr("Noch keine Sitzung.")));
  const std::string english = ToHtml(index, kEn);
  for (const char* status : {">approved<", ">draft<", ">preview<"})
    EXPECT_THAT(english, HasSubstr(status));
  EXPECT_THAT(english, HasSubstr("minutes?locale=en\" lang=\"de\">Erstes</a>"))
      << "titles are in the city's language";
  index.links_drafts = false;
  const std::string some = ToHtml(index, kDe);
  EXPECT_THAT(some, HasSubstr("/v1/meetings/m1/minutes"));
  EXPECT_THAT(some, HasSubstr("<li><span>Zweites</span> <span class=\"tag warm\">Entwurf</span>"
                              "<span class=\"sub\">30. Juni 2022</span></li>\n"));
  EXPECT_THAT(some, Not(HasSubstr("/v1/meetings/m2/")));
  EXPECT_THAT(some, Not(HasSubstr("/v1/meetings/m3/")));
}

TEST(IndexPageTest, WhatThereIsNotIsSaid) {
  const std::string german = ToHtml(IndexPage{}, kDe), english = ToHtml(IndexPage{}, kEn);
  EXPECT_THAT(
      german,
      HasSubstr("<h2>Dokumentationen der Sitzungen</h2>\n<p>Noch keine Sitzung.</p>\n</section>"));
  EXPECT_THAT(german,
              HasSubstr("<h2>Quartiersprofile</h2>\n<p>Noch keine Quartiere.</p>\n</section>"));
  EXPECT_THAT(english, HasSubstr("<h2>Minutes of the meetings</h2>\n<p>No meeting yet.</p>"));
  EXPECT_THAT(english, HasSubstr("<h2>Neighborhood profiles</h2>\n<p>No neighborhoods yet.</p>"));
  EXPECT_THAT(german, Not(HasSubstr("Gefördert")));
  EXPECT_THAT(german, HasSubstr(">Zukunftswerkstatt Kommunen</p>"));
  EXPECT_THAT(german, HasSubstr("<p>Zahlen sind Summen, nie Angaben zu einzelnen Menschen.</p>"));
}

TEST(IndexPageTest, NeighborhoodsSayWhetherTheyAreLabs) {
  IndexPage index{.neighborhoods = {{"212", "Geestendorf", true}, {"2&5", "Surheide", false}}};
  const std::string html = ToHtml(index, kDe);
  EXPECT_EQ(
      Between(html, "<ul class=\"keys\">\n", "</ul>"),
      "<li><a href=\"/v1/neighborhoods/212/profile?locale=de\">212 Geestendorf</a> <span "
      "class=\"tag\">"
      "Labor</span></li>\n"
      "<li><a href=\"/v1/neighborhoods/2&amp;5/profile?locale=de\">2&amp;5 Surheide</a></li>\n");
  EXPECT_THAT(html, Not(HasSubstr("synthetisch")));
  EXPECT_THAT(html, Not(HasSubstr("Noch keine Quartiere.")));
  index.synthetic = true;
  EXPECT_THAT(
      ToHtml(index, kDe),
      HasSubstr("<p class=\"notice\">Bevölkerungszahlen und Angebote sind synthetisch.</p>"));
}

TEST(IndexPageTest, ThePageIsWideAndSaysWhoseItIsAndWhoPays) {
  IndexPage index{.municipality_name = "Moorsum & Umland",
                  .programme_name = "ZWK <Nord>",
                  .funder = "Bund & Land"};
  const std::string german = ToHtml(index, kDe), english = ToHtml(index, kEn);
  EXPECT_THAT(german, HasSubstr("class=\"wide\""));
  EXPECT_THAT(german, HasSubstr("<title>Moorsum &amp; Umland – Zukunftswerkstatt</title>"));
  EXPECT_THAT(german,
              HasSubstr("<p class=\"kicker\">ZWK &lt;Nord&gt;</p>\n<h1>Moorsum &amp; Umland</h1>"));
  EXPECT_THAT(english, HasSubstr("<p class=\"kicker\" lang=\"de\">ZWK"));
  EXPECT_THAT(german, HasSubstr("<p>Gefördert vom: <span>Bund &amp; Land</span></p>"));
  EXPECT_THAT(english, HasSubstr("<p>Funded by: <span lang=\"de\">Bund &amp; Land</span></p>"));
  EXPECT_THAT(german, HasSubstr("href=\"/?locale=en\""));
  EXPECT_THAT(english, HasSubstr("href=\"/?locale=de\""));
}

}  // namespace
}  // namespace zwk::reporting
