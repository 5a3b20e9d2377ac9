#include "reporting/page/index_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

// A city of so many neighborhoods that border on each other, with crooked boundaries.
IndexPage City(int columns, int rows) {
  IndexPage index{.municipality_name = "Großkleinstadt"};
  index.map.theme = MapTheme::kOver65;
  constexpr int kSize = 1000, kSteps = 40;
  const auto at = [](int x, int y) {
    return MapPosition{x + static_cast<int>(60 * std::sin(y * 0.011)),
                       y + static_cast<int>(60 * std::sin(x * 0.013))};
  };
  const Protection protection(5'000);
  for (int i = 0; i < columns * rows; ++i) {
    const int west = i % columns * kSize, south = i / columns * kSize, step = kSize / kSteps;
    MapRing ring;
    for (int s = 0; s < kSteps; ++s) ring.push_back(at(west + s * step, south));
    for (int s = 0; s < kSteps; ++s) ring.push_back(at(west + kSize, south + s * step));
    for (int s = 0; s < kSteps; ++s) ring.push_back(at(west + kSize - s * step, south + kSize));
    for (int s = 0; s < kSteps; ++s) ring.push_back(at(west, south + kSize - s * step));
    const std::string key = absl::StrCat(100 + i);
    index.neighborhoods.push_back(
        {.key = key, .name = absl::StrCat("Neustadt-Süd ", i), .rings = {std::move(ring)}});
    index.map.figures[key] = {.value = protection.Ratio(10 + i % 23, 1),
                              .unit = FigureValue::Unit::kPercent,
                              .label_de = "Anteil ab 65 Jahren",
                              .label_en = "65 and older",
                              .area = key,
                              .date = "2021-12-31",
                              .source = "Einwohnerregister"};
  }
  return index;
}

TEST(IndexPageTest, NothingIsLoadedFromElsewhere) {
  for (const IndexPage& index : {IndexPage{}, City(3, 2)}) {
    const std::string html = absl::StrReplaceAll(
        ToHtml(index, kDe), {{"xmlns=\"http://www.w3.org/2000/svg\"", ""}, {"url(#hatch)", ""}});
    for (const char* outside : {"http://", "https://", "src=", "@import", "url(", "<script"}) {
      EXPECT_THAT(html, Not(HasSubstr(outside)));
    }
  }
}

TEST(IndexPageTest, ItLeadsToEverything) {
  const std::string html = ToHtml(IndexPage{}, kDe);
  for (const char* door :
       {"<a href=\"/angebote?locale=de\">Angebote finden</a>", "<a href=\"/room/\">Mitreden</a>",
        "<a href=\"/v1/pages/meetings?locale=de\">Sitzungen</a>",
        "<a href=\"#profiles\">Quartiere</a>",
        "<a href=\"/v1/pages/comparison?locale=de\">Quartiere im Vergleich</a>",
        "<a href=\"/v1/indicatorValues:export?format=xlsx&amp;locale=de\">Daten</a>",
        "<a href=\"/v1/pages/operations?locale=de\">Betrieb</a>"}) {
    EXPECT_THAT(html, HasSubstr(door));
  }
  EXPECT_THAT(html, HasSubstr("id=\"profiles\""));
  EXPECT_THAT(ToHtml(IndexPage{}, kEn), HasSubstr("?locale=en\">Find offers</a>"));
}

TEST(IndexPageTest, WithNothingAtAllItStillReadsWell) {
  const std::string german = ToHtml(IndexPage{}, kDe), english = ToHtml(IndexPage{}, kEn);
  EXPECT_THAT(german, HasSubstr("Was Beirat und Quartiere zusammentragen, auf einen Blick."));
  EXPECT_THAT(german,
              HasSubstr("<h2>Quartiersprofile</h2>\n<p>Noch keine Quartiere.</p>\n</section>"));
  EXPECT_THAT(german, HasSubstr("Zurzeit ist keine Sitzung geplant."));
  EXPECT_THAT(english, HasSubstr("<h2>Neighborhood profiles</h2>\n<p>No neighborhoods yet.</p>"));
  EXPECT_THAT(german, Not(HasSubstr("Gefördert")));
  EXPECT_THAT(german, Not(HasSubstr("synthetisch")));
  EXPECT_THAT(german, Not(HasSubstr("<svg")));
  EXPECT_THAT(german, HasSubstr(">Zukunftswerkstatt Kommunen</p>"));
}

TEST(IndexPageTest, WhereThereAreFiguresTheyAreItsBeginning) {
  IndexPage index{.municipality_name = "Moorsum", .synthetic = true};
  index.city.people = FigureValue{.value = Protection::Official(23'456), .date = "2021-12-31"};
  const std::string html = ToHtml(index, kDe);
  EXPECT_THAT(html, HasSubstr("In Moorsum leben <a class=\"figure\""));
  EXPECT_THAT(html, Not(HasSubstr("auf einen Blick")));
  EXPECT_THAT(
      html, HasSubstr("<p class=\"notice\">Bevölkerungszahlen und Angebote sind synthetisch.</p>"));
}

TEST(IndexPageTest, SomeMeetingsAreListed) {
  IndexPage index;
  for (int i = 0; i < 9; ++i) {
    index.meetings.items.push_back({.meeting_id = absl::StrCat("m", i),
                                    .title = "<T>",
                                    .start = {std::chrono::year(2022) / 3 / 28}});
  }
  const std::string html = ToHtml(index, kDe);
  EXPECT_THAT(html, HasSubstr("/v1/meetings/m5/minutes"));
  EXPECT_THAT(html, Not(HasSubstr("/v1/meetings/m6/minutes")));
  EXPECT_THAT(html, HasSubstr("Alle Sitzungen</a>"));
  EXPECT_THAT(html, Not(HasSubstr("<T>")));
}

TEST(IndexPageTest, UsageIsForThoseWhoRunIt) {
  EXPECT_THAT(ToHtml(IndexPage{}, kDe), Not(HasSubstr("id=\"usage\"")));
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

TEST(IndexPageTest, TheOtherLanguageShowsTheSameMap) {
  EXPECT_THAT(ToHtml(City(2, 2), kDe), HasSubstr("href=\"/?map=over65&amp;locale=en\""));
}

TEST(IndexPageTest, ALargeCityIsAPageThatAPhoneLoads) {
  const std::string html = ToHtml(City(20, 10), kDe);
  EXPECT_THAT(html, HasSubstr("Neustadt-Süd 199: "));
  RecordProperty("bytes_of_200_neighborhoods", static_cast<int>(html.size()));
  EXPECT_LT(html.size(), 76'000u);
  EXPECT_LT(ToHtml(City(6, 4), kDe).size(), 34'000u);
}

}  // namespace
}  // namespace zwk::reporting
