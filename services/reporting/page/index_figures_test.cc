#include "reporting/page/index_figures.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

FigureValue Figure(Value value, const std::string& date) {
  return {.value = std::move(value), .date = date};
}

TEST(IndexFiguresTest, WhatIsSecretIsNoFigureOfTheCity) {
  const IndicatorDefinition* people = FindIndicator("pop");
  const IndicatorDefinition* old_age = FindIndicator("aq_20_65");
  const CityFigures city =
      CityFiguresOf({{people, "", Figure(Protection::Official(90), "2011-12-31")},
                     {people, "", Figure(Protection::Official(80), "2021-12-31")},
                     {old_age, "", Figure(Protection::Secret(), "2021-12-31")}});
  ASSERT_TRUE(city.people && city.people_before);
  EXPECT_EQ(city.people->value.number(), 80);
  EXPECT_EQ(city.people_before->value.number(), 90);
  EXPECT_FALSE(city.old_age);
  EXPECT_FALSE(city.expected);
}

IndicatorDates Dates() {
  IndicatorDates dates;
  dates["pop"] = {{"2005-12-31", "2012-12-31", "2021-12-31"}, "2021-12-31"};
  dates["share_65"] = {{"2021-12-31", "2036-12-31"}, "2021-12-31"};
  dates["fc_pop"] = {{"2021-12-31", "2022-12-31", "2036-12-31"}, "2036-12-31"};
  return dates;
}

std::vector<std::string> Asked(const std::vector<DatedIndicator>& asked) {
  std::vector<std::string> said;
  for (const DatedIndicator& one : asked) {
    said.push_back(absl::StrCat(one.indicator->id, "@", one.date));
  }
  return said;
}

TEST(IndexFiguresTest, TheCityIsComparedWithAboutTenYearsEarlier) {
  EXPECT_EQ(Asked(AskedOfCity(Dates())),
            (std::vector<std::string>{"pop@2012-12-31", "pop@2021-12-31", "fc_pop@2036-12-31"}));
  EXPECT_TRUE(AskedOfCity({}).empty());
}

TEST(IndexFiguresTest, TheMapShowsWhatIsExpectedOrElseWhatWasCounted) {
  using Said = std::vector<std::string>;
  IndicatorDates dates = Dates();
  EXPECT_EQ(Asked(AskedOfNeighborhoods(MapTheme::kChange, dates)),
            (Said{"fc_pop@2021-12-31", "fc_pop@2036-12-31"}));
  EXPECT_EQ(Asked(AskedOfNeighborhoods(MapTheme::kOver65, dates)), (Said{"share_65@2021-12-31"}));
  EXPECT_TRUE(AskedOfNeighborhoods(MapTheme::kGaps, dates).empty());
  dates.erase("fc_pop");
  EXPECT_EQ(Asked(AskedOfNeighborhoods(MapTheme::kChange, dates)),
            (Said{"pop@2012-12-31", "pop@2021-12-31"}));
}

TEST(IndexFiguresTest, AChangeIsOfRoundedCountsAndNotToldOfFew) {
  const Value before = Protection(1'003).Count(1'003), after = Protection(1'003).Count(1'098);
  EXPECT_EQ(ChangeOf(before, after).number(), 9.5);  // 1,005 to 1,100
  EXPECT_EQ(ChangeOf(before, after).protection_id(), "round5");
  EXPECT_FALSE(ChangeOf(Protection(94).Count(94), Protection(94).Count(200)).told());
  EXPECT_FALSE(ChangeOf(Value(), after).told());
  EXPECT_FALSE(ChangeOf(before, Protection::Secret()).told());
}

TEST(IndexFiguresTest, AMapOfChangeSaysSinceWhen) {
  const IndicatorDefinition* expected = FindIndicator("fc_pop");
  const Protection protection(2'000);
  const MapFigures map = MapFiguresOf(
      MapTheme::kChange, {{expected, "1", Figure(protection.Count(2'000), "2021-12-31")},
                          {expected, "1", Figure(protection.Count(1'900), "2036-12-31")},
                          {expected, "2", Figure(protection.Count(1'900), "2036-12-31")}});
  EXPECT_TRUE(map.expected);
  EXPECT_EQ(map.from, "2021-12-31");
  EXPECT_EQ(map.figures.at("1").value.number(), -5);
  EXPECT_FALSE(map.figures.at("2").value.told()) << "nobody knows since when";
}

TEST(IndexFiguresTest, AThemeHasOneTag) {
  for (const MapTheme theme : kMapThemes) EXPECT_EQ(MapThemeOf(Tag(theme)), theme);
  EXPECT_FALSE(MapThemeOf("CHANGE"));
  EXPECT_FALSE(MapThemeOf(""));
}

}  // namespace
}  // namespace zwk::reporting
