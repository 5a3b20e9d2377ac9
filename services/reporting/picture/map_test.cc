#include "reporting/picture/map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MapRing Square(int west, int south, int size) {
  return {{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}};
}

MapArea Area(std::vector<MapRing> rings, std::optional<int> band = 0) {
  return {.href = "/a", .title = "A", .band = band, .rings = std::move(rings)};
}

// Every ring of every path, in points of the paper.
std::vector<std::vector<std::pair<int, int>>> Rings(const std::string& svg) {
  std::vector<std::vector<std::pair<int, int>>> rings;
  for (size_t at = svg.find("\" d=\"M"); at != svg.npos; at = svg.find("\" d=\"M", at + 1)) {
    const char* text = svg.c_str() + at + 5;
    int x = 0, y = 0;
    while (*text != '"') {
      if (*text == 'M' || *text == 'l' || *text == 'z') {
        if (*text == 'M') {
          rings.emplace_back();
          x = y = 0;
        }
        ++text;
        continue;
      }
      char* end = nullptr;
      x += static_cast<int>(std::strtol(text, &end, 10));
      y += static_cast<int>(std::strtol(end, &end, 10));
      rings.back().push_back({x, y});
      text = end;
    }
  }
  return rings;
}

// Two neighbors with a crooked border between them, one walked down, the other up.
std::vector<MapArea> Neighbors(int positions) {
  MapRing west = {{0, 0}}, east = {{20'000, 0}};
  for (int i = 0; i <= positions; ++i) {
    const int x = 10'000 + static_cast<int>(900 * std::sin(i * 0.7) + 700 * std::sin(i * 0.13));
    west.push_back({x, i * 20'000 / positions});
  }
  east.insert(east.end(), west.begin() + 1, west.end());
  west.push_back({0, 20'000});
  east.push_back({20'000, 20'000});
  std::reverse(east.begin(), east.end());
  std::rotate(east.begin(), east.begin() + positions / 3, east.end());
  return {Area({west}, 0), Area({east}, 1)};
}

TEST(MapTest, AreasAreLinksThatSayWhatTheyAre) {
  const DrawnMap map = DrawMap(
      "Karte <1>",
      {{.href = "/a?b&c", .title = "Surheide <script>", .band = 2, .rings = {Square(0, 0, 1000)}}});
  EXPECT_EQ(map.left_out, 0);
  EXPECT_THAT(map.svg, HasSubstr("role=\"group\" aria-label=\"Karte &lt;1&gt;\""));
  EXPECT_THAT(map.svg, HasSubstr("<a href=\"/a?b&amp;c\"><title>Surheide &lt;script&gt;</title>"
                                 "<path class=\"b2\" d=\"M"));
  EXPECT_THAT(map.svg, HasSubstr(">3</text>")) << "the number of the band";
  EXPECT_THAT(map.svg, Not(HasSubstr("<script")));
}

TEST(MapTest, WhatHasNoFigureIsHatchedAndHasNoNumber) {
  const DrawnMap map = DrawMap("", {Area({Square(0, 0, 1000)}, std::nullopt)});
  EXPECT_THAT(map.svg, HasSubstr("<path class=\"none\""));
  EXPECT_THAT(map.svg, Not(HasSubstr("</text>")));
  EXPECT_THAT(MapKey(std::nullopt), HasSubstr("class=\"none\""));
  EXPECT_EQ(MapKey(4), "<i class=\"b4\">5</i>");
}

TEST(MapTest, NorthIsAboveAndNothingLeavesThePaper) {
  const DrawnMap map =
      DrawMap("", {Area({Square(0, 0, 50'000)}), Area({Square(0, 500'000, 50'000)}),
                   Area({Square(900'000, 100'000, 50'000)})});
  const auto rings = Rings(map.svg);
  int width = 0, height = 0;
  ASSERT_EQ(
      sscanf(map.svg.c_str() + map.svg.find("viewBox"), "viewBox=\"0 0 %d %d", &width, &height), 2);
  for (const auto& ring : rings) {
    for (const auto& [x, y] : ring) {
      EXPECT_TRUE(x >= 0 && x <= width && y >= 0 && y <= height) << x << " " << y;
    }
  }
  const auto tall = DrawMap("", {Area({Square(0, 0, 20'000)}), Area({Square(0, 40'000, 20'000)})});
  const auto two = Rings(tall.svg);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_GT(two[0][0].second, two[1][0].second) << "south is below";
}

TEST(MapTest, NeighborsStillMeetWhenTheirBorderIsSimplified) {
  const auto rings = Rings(DrawMap("", Neighbors(499)).svg);
  ASSERT_EQ(rings.size(), 2u);
  EXPECT_LT(rings[0].size(), 400u) << "simpler";
  EXPECT_GT(rings[0].size(), 20u) << "and yet crooked";
  const std::set<std::pair<int, int>> west(rings[0].begin(), rings[0].end());
  const std::set<std::pair<int, int>> east(rings[1].begin(), rings[1].end());
  std::vector<std::pair<int, int>> alone;
  std::set_symmetric_difference(west.begin(), west.end(), east.begin(), east.end(),
                                std::back_inserter(alone));
  EXPECT_EQ(alone.size(), 4u) << "the outer corners of each; all else they share";
}

TEST(MapTest, AHoleIsOutsideAndWhatLiesInItFillsIt) {
  const DrawnMap map = DrawMap("", {Area({Square(0, 0, 9000), Square(3000, 3000, 3000)}, 0),
                                    Area({Square(3000, 3000, 3000)}, 1)});
  const auto rings = Rings(map.svg);
  ASSERT_EQ(rings.size(), 3u);
  const auto sorted = [](auto ring) {
    std::sort(ring.begin(), ring.end());
    return ring;
  };
  EXPECT_EQ(sorted(rings[1]), sorted(rings[2]));
  EXPECT_THAT(MapStyle(), HasSubstr("fill-rule:evenodd"));
  const size_t digit = map.svg.find("<text x=\"");
  int x = 0, y = 0;
  ASSERT_EQ(sscanf(map.svg.c_str() + digit, "<text x=\"%d\" y=\"%d", &x, &y), 2);
  const auto [low, high] = std::minmax_element(rings[1].begin(), rings[1].end());
  const bool in_hole = x > low->first && x < high->first && y > 220 && y < 420;
  EXPECT_FALSE(in_hole) << x << " " << y;
}

TEST(MapTest, AnAreaMayHaveSeveralParts) {
  const DrawnMap map = DrawMap("", {Area({Square(0, 0, 1000), Square(3000, 0, 1000)})});
  EXPECT_EQ(Rings(map.svg).size(), 2u);
  size_t paths = 0;
  for (size_t at = map.svg.find("<a "); at != map.svg.npos; at = map.svg.find("<a ", at + 1))
    ++paths;
  EXPECT_EQ(paths, 1u);
}

TEST(MapTest, WhatHasNoExtentIsLeftOut) {
  EXPECT_EQ(DrawMap("", {}).svg, "");
  EXPECT_EQ(DrawMap("", {Area({})}).svg, "");
  EXPECT_EQ(DrawMap("", {Area({{}})}).svg, "");
  EXPECT_EQ(DrawMap("", {Area({{{5, 5}, {5, 5}, {5, 5}}})}).svg, "") << "a point";
  EXPECT_EQ(DrawMap("", {Area({{{0, 0}, {9000, 9000}, {0, 0}}})}).svg, "") << "a line, twice";
  EXPECT_EQ(DrawMap("", {Area({{{0, 0}, {9000, 9000}, {4500, 4500}}})}).svg, "") << "a line";
  const DrawnMap some =
      DrawMap("", {Area({}), Area({Square(0, 0, 900'000)}), Area({Square(0, 0, 3)})});
  EXPECT_EQ(some.left_out, 2) << "one without boundary, one too small to be seen";
  EXPECT_EQ(Rings(some.svg).size(), 1u);
  EXPECT_EQ(DrawMap("", std::vector<MapArea>(kMostMapAreas + 1, Area({Square(0, 0, 1000)}))).svg,
            "");
}

TEST(MapTest, ItsSizeIsBoundedHoweverOddBoundariesAre) {
  std::vector<MapArea> areas;
  uint32_t random = 7;
  const auto next = [&random] {
    return static_cast<int>((random = random * 1664525 + 1013904223) >> 12);
  };
  for (int i = 0; i < 50; ++i) {
    MapRing ring;
    for (int j = 0; j < 500; ++j) ring.push_back({next(), next()});
    areas.push_back(Area({ring}));
  }
  EXPECT_LT(DrawMap("", areas).svg.size(), 48'000u);
}

TEST(MapTest, TheSameBoundariesGiveTheSameBytes) {
  EXPECT_EQ(DrawMap("Karte", Neighbors(300)).svg, DrawMap("Karte", Neighbors(300)).svg);
}

double Luminance(absl::string_view color) {
  const auto channel = [&](size_t at) {
    const double c =
        static_cast<double>(std::stoi(std::string(color.substr(at, 2)), nullptr, 16)) / 255;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

TEST(MapTest, LinesAndNumbersStandOutOnEveryFill) {
  double before = 2;
  for (const absl::string_view fill : kMapFills) {
    const double contrast = (Luminance(fill) + 0.05) / (Luminance(kMapInk) + 0.05);
    EXPECT_GE(contrast, 4.5) << fill << ": 3 for the line, 4.5 for the number";
    EXPECT_LT(Luminance(fill), before) << "from light to dark";
    before = Luminance(fill);
    EXPECT_THAT(MapStyle(), HasSubstr(std::string(fill)));
  }
}

}  // namespace
}  // namespace zwk::reporting
