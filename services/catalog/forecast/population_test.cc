#include "catalog/forecast/population.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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

// Two neighborhoods with uneven cells, one more person of `age` in the first cells of the first one.
PeopleByNeighborhood Uneven(int age) {
  Population area;
  area.age_classes = 101;
  area.groups = {{"german", true, true}, {"foreign", false, true}};
  for (int i = 0; i < 2 * 2 * 101; ++i) area.values.push_back(i * 7919 % 23);
  PeopleByNeighborhood city = {{"n1", area}, {"n2", area}};
  city["n1"].values[age] += 1;
  return city;
}

std::map<std::string, double> Inhabitants(const PeopleByNeighborhood& people) {
  std::map<std::string, double> inhabitants;
  for (const auto& [key, area] : people) inhabitants[key] = Count(area, {});
  return inhabitants;
}

// Whatever ages, sexes and origins target groups ask for, and however many of them.
TEST(ProtectedPeopleTest, NoTargetGroupTellsOneAgeFromAnotherOfItsBand) {
  const PeopleByNeighborhood six = Uneven(6), nine = Uneven(9);
  ASSERT_NE(six.at("n1").values, nine.at("n1").values);
  const auto one = Protected(six, Inhabitants(six)), other = Protected(nine, Inhabitants(nine));
  EXPECT_EQ(one.at("n1").values, other.at("n1").values);
  EXPECT_EQ(one.at("n1").rounded_to, 5);
  const TargetPredicate boys{.age = {6, 7}, .sexes = {Sex::kMale}};
  EXPECT_DOUBLE_EQ(Count(one.at("n1"), boys), Count(other.at("n1"), boys));
}

TEST(ProtectedPeopleTest, BandsAreCloseToWhatWasCounted) {
  const PeopleByNeighborhood exact = Uneven(6);
  const auto told = Protected(exact, Inhabitants(exact));
  for (const auto& [from, to] : {std::pair(0, 3), {3, 6}, {6, 14}, {14, 25}, {25, 65}}) {
    for (const Sex sex : {Sex::kMale, Sex::kFemale}) {
      for (const Migration migration : {Migration::kForeign, Migration::kGermanWithHistory}) {
        const TargetPredicate group{.age = {static_cast<double>(from), static_cast<double>(to)},
                                    .sexes = {sex},
                                    .migrations = {migration}};
        EXPECT_NEAR(Count(told.at("n1"), group), Count(exact.at("n1"), group), 5) << from;
        EXPECT_NEAR(std::remainder(Count(told.at("n1"), group), 5), 0, 1e-6) << from;
      }
    }
  }
  EXPECT_NEAR(Count(told.at("n1"), {}), Count(exact.at("n1"), {}), 10);
}

// Of 29 people their number is told, in tens; who they are is taken from the whole city.
TEST(ProtectedPeopleTest, OfFewPeopleNobodyIsToldApart) {
  PeopleByNeighborhood men = Uneven(6);
  std::fill(men["n1"].values.begin(), men["n1"].values.end(), 0);
  men["n1"].values[30] = 29;
  const auto one = Protected(men, {{"n1", 29}, {"n2", 4444}});
  EXPECT_EQ(one.at("n1").rounded_to, 10);
  EXPECT_NEAR(Count(one.at("n1"), {}), 30, 1e-9);
  for (const double people : one.at("n1").values) EXPECT_LT(people, 1);
  // So many as now live there in a scenario change nothing: those who were counted are 29.
  men["n1"].values[40] = 1000;
  EXPECT_EQ(Protected(men, {{"n1", 29}, {"n2", 4444}}).at("n1").rounded_to, 10);
  EXPECT_TRUE(Protected({}, {}).empty());
}

TEST(PopulationTest, WhatNoForecastCountsIsSaid) {
  EXPECT_TRUE(IsCountable({.migrations = {Migration::kForeign}}));
  EXPECT_FALSE(IsCountable({.disabilities = {Disability::kAny}}));
  EXPECT_FALSE(IsCountable({.countries = {"SY"}}));
}

}  // namespace
}  // namespace zwk::catalog
