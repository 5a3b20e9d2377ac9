#include "reporting/page/city_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

MapRing Square(int column) {
  const int west = column * 1000;
  return {{west, 0}, {west + 1000, 0}, {west + 1000, 1000}, {west, 1000}};
}

FigureValue Figure(Value value) {
  return {.value = std::move(value),
          .unit = FigureValue::Unit::kPercent,
          .label_de = "Anteil ab 65 Jahren",
          .label_en = "65 and older",
          .area = "x",
          .date = "2021-12-31",
          .source = "Register & Co",
          .synthetic = true};
}

// Four neighborhoods, of which one may not be told and one is not known.
struct FourNeighborhoods {
  FourNeighborhoods() {
    const Protection protection(5'000);
    map.theme = MapTheme::kOver65;
    map.figures = {{"1", Figure(protection.Ratio(20, 1))},
                   {"2", Figure(protection.Ratio(31.5, 1))},
                   {"3", Figure(Protection::Secret())}};
    for (int i = 1; i <= 4; ++i) {
      neighborhoods.push_back(
          {.key = absl::StrCat(i), .name = absl::StrCat("Ort ", i), .rings = {Square(i)}});
    }
    neighborhoods[1].is_lab = true;
  }
  MapFigures map;
  std::vector<MappedNeighborhood> neighborhoods;
};

TEST(CityMapTest, MapAndListSayTheSame) {
  const FourNeighborhoods four;
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, HasSubstr("<a href=\"/v1/neighborhoods/1/profile?locale=de\"><title>Ort 1: "
                              "20,0\u00a0%</title><path class=\"b0\""));
  EXPECT_THAT(html, HasSubstr("<title>Ort 2: 31,5\u00a0%</title><path class=\"b"));
  EXPECT_THAT(html, HasSubstr("<title>Ort 3: ohne Angabe</title><path class=\"none\""));
  EXPECT_THAT(html, HasSubstr("<title>Ort 4: ohne Angabe</title><path class=\"none\""));
  EXPECT_THAT(html, HasSubstr("<li><a href=\"/v1/neighborhoods/1/profile?locale=de\">1 Ort 1</a> "
                              "<b>20,0\u00a0%</b></li>\n"));
  EXPECT_THAT(html, HasSubstr("2 Ort 2</a> <span class=\"tag\">Labor</span> <b>31,5"));
  EXPECT_THAT(html, HasSubstr("3 Ort 3</a> <b>ohne Angabe</b></li>"));
}

TEST(CityMapTest, TheLegendHasSourceDateAndWhatIsHatched) {
  const FourNeighborhoods four;
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, HasSubstr("<figcaption><p>Anteil ab 65 Jahren, 31. Dezember 2021</p>"));
  EXPECT_THAT(html, HasSubstr("Quelle: Register &amp; Co (synthetisch)</p>"));
  EXPECT_THAT(html, HasSubstr("<i class=\"none\"></i>ohne Angabe: zu wenige Menschen"));
  EXPECT_THAT(html, HasSubstr("<i class=\"b0\">1</i>unter "));
  EXPECT_THAT(html, HasSubstr(" und mehr</li>"));
  const std::string english = NeighborhoodPanels(four.map, four.neighborhoods, kEn);
  EXPECT_THAT(english, HasSubstr("<p>65 and older, 31 December 2021</p>"));
  EXPECT_THAT(english, HasSubstr("no figure: too few people, or not known"));
}

TEST(CityMapTest, WhatTheMapShowsIsChosenByLinks) {
  const FourNeighborhoods four;
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, HasSubstr("<a href=\"/?map=change&amp;locale=de#map\">Veränderung</a>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/?map=over65&amp;locale=de#map\" aria-current=\"true\">"
                              "Ab 65 Jahren</a>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/?map=gaps&amp;locale=de#map\">Fehlende Plätze</a>"));
}

TEST(CityMapTest, AChangeHasItsSignAndBothDays) {
  FourNeighborhoods four;
  four.map.theme = MapTheme::kChange;
  four.map.expected = true;
  four.map.from = "2016-12-31";
  four.map.figures["2"].value = Protection(5'000).Ratio(-4, 1);
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, HasSubstr("<b>+20,0\u00a0%</b>"));
  EXPECT_THAT(html, HasSubstr("<b>\u22124,0\u00a0%</b>"));
  EXPECT_THAT(html, HasSubstr("Erwartete Veränderung der Einwohnerzahl vom 31. Dezember 2016 bis "
                              "31. Dezember 2021"));
  four.map.expected = false;
  EXPECT_THAT(NeighborhoodPanels(four.map, four.neighborhoods, kEn),
              HasSubstr("<p>Change of inhabitants from 31 December 2016 to 31 December 2021</p>"));
}

TEST(CityMapTest, WithoutBoundariesThereIsTheListAlone) {
  FourNeighborhoods four;
  for (MappedNeighborhood& one : four.neighborhoods) one.rings.clear();
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, Not(HasSubstr("<svg")));
  EXPECT_THAT(html, Not(HasSubstr("id=\"map\"")));
  EXPECT_THAT(html, HasSubstr("1 Ort 1</a> <b>20,0"));
}

TEST(CityMapTest, WithoutFiguresTheMapIsHatchedAndTheListIsNames) {
  FourNeighborhoods four;
  four.map.figures.clear();
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, HasSubstr("Ab 65 Jahren: noch keine Zahlen</p>"));
  EXPECT_THAT(html, Not(HasSubstr("class=\"b0\"")));
  EXPECT_THAT(html, HasSubstr("profile?locale=de\">1 Ort 1</a></li>"));
  four.neighborhoods[3].rings.clear();
  EXPECT_THAT(NeighborhoodPanels(four.map, four.neighborhoods, kDe),
              HasSubstr("weil ihre Grenzen fehlen oder zu klein sind: 1</p>"));
}

TEST(CityMapTest, NamesAndKeysAreText) {
  FourNeighborhoods four;
  four.neighborhoods[0].name = "<b onclick='x'>";
  four.neighborhoods[0].key = "1\"&";
  const std::string html = NeighborhoodPanels(four.map, four.neighborhoods, kDe);
  EXPECT_THAT(html, Not(HasSubstr("<b onclick")));
  EXPECT_THAT(html, HasSubstr("href=\"/v1/neighborhoods/1&quot;&amp;/profile?locale=de\""));
  EXPECT_THAT(html, HasSubstr("&lt;b onclick=&#39;x&#39;&gt;: ohne Angabe</title>"));
}

TEST(MapBandsTest, LimitsAreRoundAndAtMostFour) {
  EXPECT_THAT(BandsOf({1, 12, 25, 38, 49}, 0).limits, ElementsAre(10, 20, 30, 40));
  EXPECT_THAT(BandsOf({-14.2, -3.1, 2.5, 7.7}, 1).limits, ElementsAre(-10, -5, 0, 5));
  for (double span = 0.1; span < 1e6; span *= 1.7) {
    for (const double begin : {-1e4, -3.3, 0.0, 17.1, 99'999.9}) {
      const auto bands = BandsOf({begin, begin + span / 3, begin + span}, 1);
      EXPECT_LT(bands.limits.size(), static_cast<size_t>(kMostMapBands)) << begin << " " << span;
    }
  }
}

TEST(MapBandsTest, AFigureIsOfTheBandAfterTheLimitsItReaches) {
  const MapBands bands = BandsOf({1, 12, 25, 38, 49}, 0);
  EXPECT_EQ(bands.Of(-100), 0);
  EXPECT_EQ(bands.Of(9.9), 0);
  EXPECT_EQ(bands.Of(10), 1);
  EXPECT_EQ(bands.Of(1000), 4);
}

TEST(MapBandsTest, OneOutlierDoesNotMakeAllOthersAlike) {
  std::vector<double> figures = {900};
  for (int i = 0; i < 20; ++i) figures.push_back(i);
  EXPECT_LE(BandsOf(figures, 0).limits.back(), 20);
}

TEST(MapBandsTest, WithoutADifferenceThereIsOneBand) {
  EXPECT_THAT(BandsOf({}, 0).limits, IsEmpty());
  EXPECT_THAT(BandsOf({7}, 0).limits, IsEmpty());
  EXPECT_THAT(BandsOf({7, 7, 7}, 1).limits, IsEmpty());
  EXPECT_EQ(BandsOf({7}, 0).Of(7), 0);
}

}  // namespace
}  // namespace zwk::reporting
