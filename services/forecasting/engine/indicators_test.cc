#include "forecasting/engine/indicators.h"

#include <gtest/gtest.h>

#include "forecasting/engine/noise_floor.h"
#include "forecasting/engine/random_city.h"

namespace zwk::forecasting {
namespace {

class IndicatorsTest : public testing::Test {
 protected:
  IndicatorsTest() {
    model_.grid = {101, 2};
    people_.assign(model_.grid.size(), 0.0);
  }
  double Of(const std::string& id) {
    const auto indicator = MakeIndicator(model_, id, groups_);
    EXPECT_TRUE(indicator.ok()) << indicator.status();
    return indicator->Of(people_).value_or(-1);
  }
  void Put(int sex, int age, double people, int group = 0) {
    people_[model_.grid.at(group, sex, age)] += people;
  }
  Model model_;
  std::vector<GroupFlags> groups_ = {{true, false}, {false, true}};
  Cells people_;
};

TEST_F(IndicatorsTest, AgeLimitsOfTheCatalogHold) {
  for (int age = 0; age <= 100; ++age) Put(age % 2, age, 1 + age);
  const auto between = [&](int from, int to) {
    double sum = 0;
    for (int age = from; age < to; ++age) sum += 1 + age;
    return sum;
  };
  EXPECT_DOUBLE_EQ(Of("pop"), between(0, 101));
  EXPECT_DOUBLE_EQ(Of("jq_20_65"), 100 * between(0, 20) / between(20, 65));
  EXPECT_DOUBLE_EQ(Of("aq_20_65"), 100 * between(65, 101) / between(20, 65));
  EXPECT_DOUBLE_EQ(Of("dep"), Of("jq_20_65") + Of("aq_20_65"));
  EXPECT_DOUBLE_EQ(Of("age_65_18"), 100 * between(65, 101) / between(0, 18));
  EXPECT_DOUBLE_EQ(Of("greying"), 100 * between(80, 101) / between(60, 80));
  EXPECT_DOUBLE_EQ(Of("parent_support_80_50_65"), 100 * between(80, 101) / between(50, 65));
  EXPECT_DOUBLE_EQ(Of("minors_seniors"), between(0, 18) / between(65, 101));
  EXPECT_DOUBLE_EQ(Of("billeter"), (between(0, 15) - between(50, 101)) / between(15, 50));
  EXPECT_DOUBLE_EQ(Of("people_16_19"), between(16, 19));
  EXPECT_DOUBLE_EQ(Of("people_80"), between(80, 101));
  EXPECT_DOUBLE_EQ(Of("share_0_18"), 100 * between(0, 18) / between(0, 101));
  EXPECT_DOUBLE_EQ(Of("share_65"), 100 * between(65, 101) / between(0, 101));
}

TEST_F(IndicatorsTest, WhatIsShownIsOfRoundedCountsAndLessOfFew) {
  for (int age = 0; age <= 100; ++age) {
    for (const int sex : {kMale, kFemale}) {
      Put(sex, age, 7);
      Put(sex, age, 3, 1);
    }
  }
  const auto shown = [&](const std::string& id, double inhabitants) {
    const auto indicator = MakeIndicator(model_, id, groups_);
    EXPECT_TRUE(indicator.ok()) << indicator.status();
    return indicator->Shown(people_, Disclosure(inhabitants));
  };
  Put(kMale, 1, 1);
  Put(kMale, 90, 2);
  EXPECT_EQ(shown("pop", 2023), 2025);
  EXPECT_EQ(shown("pop", 999), 2020);
  EXPECT_EQ(shown("people_0_3", 2023), 60);
  EXPECT_EQ(shown("people_80", 2023), 420);
  EXPECT_EQ(shown("share_0_18", 2023), 100 * 360.0 / 2025);
  EXPECT_EQ(shown("foreign", 2023), 100 * 605.0 / 2025);
  EXPECT_EQ(shown("jq_20_65", 2023), 100 * 400.0 / 900);
  EXPECT_EQ(shown("mean_age", 2023), shown("mean_age", 5000));
  EXPECT_NEAR(*shown("mean_age", 2023), Of("mean_age"), 0.2);
  EXPECT_NEAR(*shown("median_age", 2023), Of("median_age"), 0.2);
  EXPECT_NEAR(*shown("simpson", 2023), Of("simpson"), 0.01);
  // The fewer live there, the less.
  EXPECT_EQ(shown("mean_age", 999), std::nullopt);
  EXPECT_EQ(shown("median_age", 999), std::nullopt);
  EXPECT_EQ(shown("foreign", 299), std::nullopt);
  EXPECT_EQ(shown("simpson", 299), std::nullopt);
  EXPECT_EQ(shown("people_0_3", 299), std::nullopt);
  EXPECT_EQ(shown("people_10_19", 299), std::nullopt);
  EXPECT_EQ(shown("people_10_20", 299), 200) << "ten years";
  EXPECT_EQ(shown("women_15_50", 299), 350);
  EXPECT_EQ(shown("women_15_50", 99), std::nullopt);
  EXPECT_EQ(shown("share_65", 99), std::nullopt);
  EXPECT_EQ(shown("pop", 99), 2020);
  // One or two of a hundred and more are no share, nor are all but those.
  std::fill(people_.begin(), people_.end(), 0);
  Put(kMale, 30, 500);
  Put(kMale, 3, 2);
  EXPECT_EQ(shown("share_0_18", 5000), std::nullopt);
  Put(kMale, 3, 1);
  EXPECT_NE(shown("share_0_18", 5000), std::nullopt);
}

TEST_F(IndicatorsTest, WomenAreOfBothGroups) {
  Put(kFemale, 15, 3);
  Put(kFemale, 49, 4, 1);
  Put(kFemale, 50, 100);
  Put(kMale, 30, 100);
  EXPECT_DOUBLE_EQ(Of("women_15_50"), 7);
}

TEST_F(IndicatorsTest, GroupsCountByWhatTheyAre) {
  model_.grid.groups = 3;
  people_.assign(model_.grid.size(), 0.0);
  groups_ = {{true, false}, {true, true}, {false, true}};
  Put(kFemale, 15, 50, 0);
  Put(kMale, 60, 30, 1);
  Put(kMale, 9, 20, 2);
  EXPECT_DOUBLE_EQ(Of("foreign"), 20);
  EXPECT_DOUBLE_EQ(Of("mig"), 50);
  EXPECT_DOUBLE_EQ(Of("de_mig"), 30);
  EXPECT_TRUE(absl::IsFailedPrecondition(MakeIndicator(model_, "foreign").status()));
}

TEST_F(IndicatorsTest, MeanAndMedianAge) {
  Put(kFemale, 20, 30);
  Put(kMale, 40, 10, 1);
  EXPECT_DOUBLE_EQ(Of("mean_age"), 25.5);
  EXPECT_DOUBLE_EQ(Of("median_age"), 20 + 20.0 / 30);
  people_.assign(people_.size(), 0.0);
  Put(kMale, 100, 8);
  EXPECT_DOUBLE_EQ(Of("median_age"), 100.5);
}

TEST_F(IndicatorsTest, SimpsonIsTheChanceOfTwoGroups) {
  Put(kFemale, 20, 30);
  EXPECT_DOUBLE_EQ(Of("simpson"), 0);
  Put(kMale, 70, 10, 1);
  EXPECT_DOUBLE_EQ(Of("simpson"), 1 - 9.0 / 16 - 1.0 / 16);
}

TEST_F(IndicatorsTest, OfNobodyThereIsNoRatio) {
  EXPECT_DOUBLE_EQ(Of("pop"), 0);
  for (const char* id : {"mean_age", "median_age", "simpson", "jq_20_65"}) EXPECT_EQ(Of(id), -1);
}

TEST_F(IndicatorsTest, EveryIdOfTheListWorks) {
  Put(kFemale, 30, 1);
  for (const std::string& id : IndicatorIds())
    EXPECT_TRUE(MakeIndicator(model_, id, groups_).ok()) << id;
}

TEST_F(IndicatorsTest, UnknownIdsAndLimitsInsideAnAgeClassAreRefused) {
  for (const char* id : {"happiness", "people_", "people_9_3", "people_1_2_3", "15_50",
                         "share_women_15_50", "women_people_3"}) {
    EXPECT_TRUE(absl::IsNotFound(MakeIndicator(model_, id).status())) << id;
  }
  model_.grid = {18, 2};
  model_.age_width = 5;
  EXPECT_TRUE(MakeIndicator(model_, "jq_20_65").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(MakeIndicator(model_, "people_0_3").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(MakeIndicator(model_, "people_90").status()));
}

TEST(NoiseFloorTest, SmallNeighborhoodsCannotBeForecastBetter) {
  const EventRates rates{.moves = 0.12, .births = 0.011, .deaths = 0.011};
  EXPECT_NEAR(NoiseFloorOf(1000, rates, 1).mean_error, 0.012, 5e-4);
  EXPECT_NEAR(NoiseFloorOf(1000, rates, 5).mean_error, 0.022, 5e-4);
  EXPECT_NEAR(NoiseFloorOf(1000, rates, 10).mean_error, 0.025, 5e-4);
  EXPECT_NEAR(NoiseFloorOf(20000, rates, 10).mean_error, 0.006, 5e-4);
}

TEST(NoiseFloorTest, WithoutFadingTheVarianceGrowsWithTheYears) {
  const EventRates still{.moves = 0.01, .births = 0.03, .deaths = 0.02};
  EXPECT_DOUBLE_EQ(NoiseFloorOf(1000, still, 3).variance, 3 * 1000 * 0.07);
  const EventRates almost{.moves = 0.01, .births = 0.03, .deaths = 0.02 + 1e-9};
  EXPECT_NEAR(NoiseFloorOf(1000, almost, 3).variance, 210, 1e-4);
}

}  // namespace
}  // namespace zwk::forecasting
