#include "forecasting/forecast/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::AgeBand Ages(int youngest, int oldest) {
  v1::AgeBand band;
  band.set_youngest(youngest);
  band.set_oldest(oldest);
  return band;
}

// Everybody and who is not of age, in two years.
v1::CompareForecastsResponse Counted() {
  v1::CompareForecastsResponse counted;
  counted.set_neighborhood_key("212");
  for (const int year : {2025, 2026}) counted.add_years(year);
  v1::BandDifference& everybody = *counted.add_bands();
  for (const double people : {1003.0, 1007.6}) everybody.add_people(people);
  for (const double people : {1002.0, 996.0}) everybody.add_base_people(people);
  v1::BandDifference& minors = *counted.add_bands();
  *minors.mutable_ages() = Ages(0, 17);
  for (const double people : {128.0, 133.0}) minors.add_people(people);
  for (const double people : {127.0, 127.0}) minors.add_base_people(people);
  return counted;
}

TEST(ComparisonTest, WhoSeesExactFiguresHasThemAsTheyWereCounted) {
  const v1::CompareForecastsResponse told = Compared(Counted(), std::nullopt);
  EXPECT_EQ(told.rounded_to(), 0);
  EXPECT_EQ(told.neighborhood_key(), "212");
  EXPECT_THAT(told.years(), ElementsAre(2025, 2026));
  EXPECT_THAT(told.bands(0).people(), ElementsAre(1003, 1007.6));
  EXPECT_THAT(told.bands(0).differences(), ElementsAre(1, 1007.6 - 996));
  EXPECT_THAT(told.bands(1).differences(), ElementsAre(1, 6));
}

// A difference that was rounded by itself would tell that one of 128 is not of 127.
TEST(ComparisonTest, CountsAreRoundedBeforeTheyAreSubtracted) {
  const v1::CompareForecastsResponse told = Compared(Counted(), Disclosure(1000));
  EXPECT_EQ(told.rounded_to(), 5);
  EXPECT_THAT(told.bands(0).people(), ElementsAre(1005, 1010));
  EXPECT_THAT(told.bands(0).base_people(), ElementsAre(1000, 995));
  EXPECT_THAT(told.bands(0).differences(), ElementsAre(5, 15));
  EXPECT_THAT(told.bands(1).people(), ElementsAre(130, 135));
  EXPECT_THAT(told.bands(1).base_people(), ElementsAre(125, 125));
  EXPECT_THAT(told.bands(1).differences(), ElementsAre(5, 10));
  EXPECT_THAT(Compared(Counted(), Disclosure(999)).bands(1).differences(), ElementsAre(0, 0))
      << "to ten";
}

TEST(ComparisonTest, OfFewPeopleEverybodyIsToldAndNoBand) {
  const v1::CompareForecastsResponse hundred = Compared(Counted(), Disclosure(100));
  EXPECT_FALSE(hundred.bands(1).withheld());
  const v1::CompareForecastsResponse told = Compared(Counted(), Disclosure(99));
  EXPECT_EQ(told.rounded_to(), 10);
  EXPECT_FALSE(told.bands(0).withheld());
  EXPECT_THAT(told.bands(0).differences(), ElementsAre(0, 10));
  EXPECT_TRUE(told.bands(1).withheld());
  EXPECT_EQ(told.bands(1).ages().oldest(), 17);
  for (const auto& numbers :
       {told.bands(1).people(), told.bands(1).base_people(), told.bands(1).differences()}) {
    EXPECT_THAT(numbers, IsEmpty());
  }
}

TEST(ComparisonTest, TheUsualBandsAreThoseOfARequestWithoutAny) {
  v1::CompareForecastsRequest asked;
  const std::vector<v1::AgeBand> usual = BandsOf(asked);
  EXPECT_EQ(usual.size(), 3u);
  EXPECT_TRUE(AreUsual(usual));
  *asked.add_age_bands() = usual[2];
  EXPECT_TRUE(AreUsual(BandsOf(asked))) << "some of them";
  *asked.add_age_bands() = Ages(0, 16);
  EXPECT_FALSE(AreUsual(BandsOf(asked)));
  v1::AgeBand from_18 = usual[1];
  from_18.clear_oldest();
  EXPECT_FALSE(AreUsual({from_18})) << "65 and older are in it";
}

TEST(ComparisonTest, ABandIsOfWholeAgeClasses) {
  const auto fault = [](const v1::AgeBand& band) { return FieldOf(CheckBands({band}, 5, 90)); };
  EXPECT_EQ(fault(Ages(0, 4)), "");
  EXPECT_EQ(fault(Ages(85, 89)), "");
  v1::AgeBand open;
  open.set_youngest(90);
  EXPECT_EQ(fault(open), "");
  for (const auto& [youngest, oldest] : {std::pair(1, 4), {0, 5}, {-5, 4}, {10, 4}, {90, 94}}) {
    EXPECT_EQ(fault(Ages(youngest, oldest)), "age_bands[0]") << youngest << " to " << oldest;
  }
  open.set_youngest(95);
  EXPECT_EQ(fault(open), "age_bands[0]");
  EXPECT_EQ(FieldOf(CheckBands({Ages(0, 4), Ages(3, 4)}, 5, 90)), "age_bands[1]");
}

}  // namespace
}  // namespace zwk::forecasting
