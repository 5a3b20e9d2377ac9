#include "reporting/page/operations_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;

TEST(OperationsPageTest, EveryFigureStandsInItsTile) {
  OperationsPage page{.municipality_name = "Moorsum & Umland"};
  v1::UsageFigures& usage = page.usage;
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
  const std::string german = ToHtml(page, Language::kGerman);
  const std::string english = ToHtml(page, Language::kEnglish);
  for (const auto& [id, value, de, en] : tiles) {
    const std::string tile = absl::StrCat("<li data-figure=\"", id, "\"><b>", value, "</b><span>");
    EXPECT_THAT(german, HasSubstr(absl::StrCat(tile, de, "</span></li>"))) << id;
    EXPECT_THAT(english, HasSubstr(absl::StrCat(tile, en, "</span></li>"))) << id;
  }
  EXPECT_THAT(german,
              HasSubstr("<li data-figure=\"ballots\" data-protection=\"round5\"><b>1.005</b><span>"
                        "Stimmzettel (auf fünf gerundet)</span></li>"));
}

TEST(OperationsPageTest, ItLeadsHomeAndToTheOtherLanguage) {
  const OperationsPage page{.municipality_name = "Moorsum & Umland", .usage = {}};
  const std::string german = ToHtml(page, Language::kGerman);
  EXPECT_THAT(german, HasSubstr("<a href=\"/?locale=de\">Moorsum &amp; Umland</a>"));
  EXPECT_THAT(german, HasSubstr("href=\"/v1/pages/operations?locale=en\" hreflang=\"en\""));
  EXPECT_THAT(german, HasSubstr("<h1>Betrieb</h1>"));
  EXPECT_THAT(ToHtml(page, Language::kEnglish), HasSubstr("<h1>Operations</h1>"));
}

}  // namespace
}  // namespace zwk::reporting
