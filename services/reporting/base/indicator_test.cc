#include "reporting/base/indicator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "reporting/base/exact_codec.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;

constexpr auto kEn = Language::kEnglish;

Population Nobody() {
  Population population{.area = "A", .date = "2021-12-31", .source = "Register"};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(101, 0);
  }
  return population;
}

std::optional<double> Calculated(absl::string_view id, const Population& population) {
  const auto exact = Calculate(*FindIndicator(id), population);
  return exact ? std::optional(Stored(*exact)) : std::nullopt;
}

Value Told(absl::string_view id, const Population& population) {
  return Tell(*FindIndicator(id), population)->value;
}

TEST(IndicatorTest, IndicatorsKeepTheirAgeLimits) {
  Population population = Nobody();
  auto& men = population.people[Population::kNational][Population::kMale];
  men[19] = 100;
  men[20] = 150;
  men[64] = 50;
  men[65] = 30;
  population.people[Population::kForeign][Population::kFemale][17] = 70;
  EXPECT_EQ(Calculated("pop", population), 400);
  EXPECT_EQ(Calculated("foreign", population), 17.5);
  EXPECT_EQ(Calculated("jq_20_65", population), 85);
  EXPECT_EQ(Calculated("aq_20_65", population), 15);
  EXPECT_EQ(Calculated("dep", population), 100);
  EXPECT_TRUE(Told("aq_20_65", population).told());
  EXPECT_FALSE(Told("age_65_18", population).told()) << "70 people below the line";
  EXPECT_EQ(FindIndicator("unheard_of"), nullptr);
}

TEST(IndicatorTest, WhatIsToldComesOfRoundedCounts) {
  Population population = Nobody();
  auto& men = population.people[Population::kNational][Population::kMale];
  men[30] = 197;
  men[70] = 7;
  EXPECT_EQ(Told("pop", population).number(), 200);
  EXPECT_EQ(Told("pop", population).rounded_to(), 10);
  EXPECT_EQ(Told("share_65", population).number(), 5) << "10 of 200";
  men[30] = 2;
  men[70] = 196;
  EXPECT_FALSE(Told("share_65", population).told()) << "all but two";
  population.municipality = true;
  EXPECT_EQ(Told("pop", population).number(), 198) << "the number of a municipality is official";
  EXPECT_EQ(Told("pop", population).message().protection(), v1::VALUE_PROTECTION_NONE);
  EXPECT_EQ(Told("people_65_80", population).number(), 200) << "its ages are not";
  men[5] = 50;
  EXPECT_THAT(Resolve(kEn, *Tell(*FindIndicator("share_0_18"), population)).source,
              HasSubstr("people rounded to 10 to protect single people"));
}

TEST(IndicatorTest, AShareOfAllDoesNotTellNobodyFromOneOrTwo) {
  for (const double few : {0, 1, 2}) {
    Population population = Nobody();
    auto& men = population.people[Population::kNational][Population::kMale];
    men[70] = 2000;
    men[30] = few;
    EXPECT_FALSE(Told("share_65", population).told()) << few << " are younger";
    men[70] = few;
    men[30] = 2000;
    EXPECT_FALSE(Told("share_65", population).told()) << few << " are older";
    EXPECT_FALSE(Told("foreign", population).told());
  }
  Population population = Nobody();
  population.people[Population::kNational][Population::kMale][70] = 2000;
  population.people[Population::kNational][Population::kMale][30] = 3;
  EXPECT_TRUE(Told("share_65", population).told());
}

TEST(IndicatorTest, FewerThan300HaveNeitherNarrowAgesNorOrigins) {
  Population population = Nobody();
  population.people[Population::kNational][Population::kMale][2] = 50;
  population.people[Population::kNational][Population::kMale][30] = 149;
  population.people[Population::kForeign][Population::kFemale][70] = 100;
  population.groups = {{true, false, 99}, {true, true, 100}, {false, true, 100}};
  for (const char* id :
       {"people_0_3", "people_10_15", "people_18_25", "foreign", "mig", "de_mig"}) {
    EXPECT_FALSE(Told(id, population).told()) << id;
  }
  for (const char* id : {"pop", "people_25_45", "people_80", "women_15_50", "share_65"}) {
    EXPECT_TRUE(Told(id, population).told()) << id;
  }
  population.people[Population::kNational][Population::kMale][30] += 1;
  for (const char* id : {"people_0_3", "people_18_25", "foreign", "mig", "de_mig"}) {
    EXPECT_TRUE(Told(id, population).told()) << id;
  }
}

TEST(IndicatorTest, WhatIsNotToldSaysWhy) {
  Population population = Nobody();
  population.people[Population::kNational][Population::kMale][30] = 29;
  for (const IndicatorDefinition& indicator : Indicators()) {
    const auto told = Tell(indicator, population);
    if (!told || indicator.id == "pop") continue;
    EXPECT_FALSE(told->value.told()) << indicator.id;
    EXPECT_EQ(told->value.message().status(), v1::VALUE_STATUS_SECRET) << indicator.id;
    EXPECT_EQ(told->value.protection_id(), "withheld") << indicator.id;
    EXPECT_EQ(told->value.number(), 0) << indicator.id;
  }
  EXPECT_EQ(Told("pop", population).Text(kEn), "30");
}

// One person more or less must not be seen in anything that is told.
TEST(IndicatorTest, OnePersonChangesNothing) {
  Population population = Nobody();
  for (int age = 0; age <= 100; ++age) {
    for (auto& sexes : population.people) {
      for (auto& ages : sexes) ages[age] = 5;
    }
  }
  population.groups = {{true, false, 1000}, {true, true, 10}, {false, true, 1010}};
  Population with_one = population;
  with_one.people[Population::kForeign][Population::kFemale][4] += 1;
  with_one.groups[2].people += 1;
  for (const IndicatorDefinition& indicator : Indicators()) {
    const auto before = Tell(indicator, population), after = Tell(indicator, with_one);
    ASSERT_EQ(before.has_value(), after.has_value()) << indicator.id;
    if (!before) continue;
    EXPECT_EQ(before->value.Text(kEn), after->value.Text(kEn)) << indicator.id;
  }
}

TEST(IndicatorTest, AveragesAreTakenOfRoundedBandsOfFiveYears) {
  Population population = Nobody();
  population.people[Population::kNational][Population::kFemale][0] = 1001;
  population.people[Population::kNational][Population::kFemale][14] = 1003;
  EXPECT_EQ(Told("mean_age", population).Text(kEn), "7.5");
  EXPECT_EQ(Told("median_age", population).Text(kEn), "10.0");
  EXPECT_NEAR(*Calculated("mean_age", population), (0.5 * 1001 + 14.5 * 1003) / 2004, 1e-9);
  population.people[Population::kNational][Population::kFemale][14] = 0;
  population.people[Population::kNational][Population::kFemale][0] = 999;
  EXPECT_FALSE(Told("mean_age", population).told());
}

TEST(IndicatorTest, OriginsAreThoseOfTheGroups) {
  Population population = Nobody();
  population.people[Population::kNational][Population::kMale][30] = 1500;
  EXPECT_FALSE(Tell(*FindIndicator("mig"), population)) << "groups are not known";
  population.groups = {{true, false, 900}, {true, true, 300}, {false, true, 300}};
  EXPECT_EQ(Told("mig", population).Text(kEn), "40.0");
  EXPECT_EQ(Told("de_mig", population).Text(kEn), "20.0");
  EXPECT_EQ(Told("simpson", population).Text(kEn), "0.56");
}

TEST(IndicatorTest, LimitsThatCutAnAgeClassGiveNoFigure) {
  Population population{.age_width = 5};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(21, 100);
  }
  EXPECT_TRUE(Calculated("aq_20_65", population).has_value());
  EXPECT_FALSE(Calculated("age_65_18", population).has_value());
}

TEST(IndicatorTest, TheCatalogSaysEverything) {
  std::set<absl::string_view> ids;
  for (const IndicatorDefinition& indicator : Indicators()) {
    EXPECT_TRUE(ids.insert(indicator.id).second) << indicator.id << " is there twice";
    for (const absl::string_view said :
         {indicator.name_de, indicator.name_en, indicator.formula, indicator.meaning_de,
          indicator.meaning_en, SourceRule(kEn, indicator)}) {
      EXPECT_FALSE(said.empty()) << indicator.id;
    }
    EXPECT_FALSE(ProtectionRule(kEn, indicator).empty()) << indicator.id;
  }
}

}  // namespace
}  // namespace zwk::reporting
