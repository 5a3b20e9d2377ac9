#include "reporting/base/population.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;

constexpr auto kEn = Language::kEnglish;

TEST(PopulationTest, IndicatorsKeepTheirAgeLimits) {
  Population population{.area = "A", .date = "2021-12-31", .source = "Register"};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(101, 0);
  }
  auto& men = population.people[Population::kNational][Population::kMale];
  men[19] = 100;
  men[20] = 150;
  men[64] = 50;
  men[65] = 30;
  population.people[Population::kForeign][Population::kFemale][17] = 70;
  EXPECT_EQ(Calculate("pop", population)->value, 400);
  EXPECT_EQ(Calculate("foreign", population)->value, 17.5);
  EXPECT_EQ(Calculate("jq_20_65", population)->value, 85);
  EXPECT_EQ(Calculate("aq_20_65", population)->value, 15);
  EXPECT_FALSE(Tell("aq_20_65", population)->withheld);
  EXPECT_TRUE(Tell("age_65_18", population)->withheld) << "70 people below the line";
  EXPECT_FALSE(Calculate("unheard_of", population).has_value());
}

TEST(PopulationTest, WhatIsToldComesOfRoundedCounts) {
  Population population{.area = "A", .date = "2021-12-31", .source = "Register"};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(101, 0);
  }
  auto& men = population.people[Population::kNational][Population::kMale];
  men[30] = 197;
  men[70] = 7;
  EXPECT_EQ(Tell("pop", population)->value.value, 200);
  EXPECT_EQ(Tell("pop", population)->value.rounded_to, 10);
  EXPECT_EQ(Tell("share_65", population)->value.value, 5) << "10 of 200";
  men[30] = 2;
  men[70] = 196;
  EXPECT_TRUE(Tell("share_65", population)->withheld) << "all but two";
  population.municipality = true;
  EXPECT_EQ(Tell("pop", population)->value.value, 198)
      << "the number of a municipality is official";
  EXPECT_THAT(Resolve(kEn, Tell("share_0_18", population)->value).source,
              HasSubstr("people rounded to 10 to protect single people"));
}

TEST(PopulationTest, LimitsThatCutAnAgeClassGiveNoFigure) {
  Population population{.age_width = 5};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(21, 100);
  }
  EXPECT_TRUE(Calculate("aq_20_65", population).has_value());
  EXPECT_FALSE(Calculate("age_65_18", population).has_value());
}

}  // namespace
}  // namespace zwk::reporting
