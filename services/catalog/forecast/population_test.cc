#include "catalog/forecast/population.h"

#include <gtest/gtest.h>

namespace zwk::catalog {
namespace {

// Ten people in every cell: Germans, Germans with migration history and foreigners; ages 0 to 4+.
Population Town() {
  Population town;
  town.age_classes = 5;
  town.groups = {{"german", true, false}, {"history", true, true}, {"foreign", false, true}};
  town.values.assign(3 * 2 * 5, 10);
  return town;
}

TEST(PopulationTest, EverybodyIsEveryCell) { EXPECT_DOUBLE_EQ(Count(Town(), {}), 300); }

TEST(PopulationTest, AgesAreHalfOpenAndPartsOfAClassCountInProportion) {
  EXPECT_DOUBLE_EQ(Count(Town(), {.age = {0, 3}}), 180);
  EXPECT_DOUBLE_EQ(Count(Town(), {.age = {0, 0.5}}), 30);
}

TEST(PopulationTest, OriginGroupsCountByNationalityAndHistory) {
  EXPECT_DOUBLE_EQ(Count(Town(), {.migrations = {Migration::kAny}}), 200);
  EXPECT_DOUBLE_EQ(Count(Town(), {.migrations = {Migration::kForeign}}), 100);
  EXPECT_DOUBLE_EQ(Count(Town(), {.migrations = {Migration::kGermanWithHistory}}), 100);
  EXPECT_DOUBLE_EQ(Count(Town(), {.sexes = {Sex::kFemale}}), 150);
}

TEST(PopulationTest, WhatNoForecastCountsIsSaid) {
  EXPECT_TRUE(IsCountable({.migrations = {Migration::kForeign}}));
  EXPECT_FALSE(IsCountable({.disabilities = {Disability::kAny}}));
  EXPECT_FALSE(IsCountable({.countries = {"SY"}}));
}

}  // namespace
}  // namespace zwk::catalog
