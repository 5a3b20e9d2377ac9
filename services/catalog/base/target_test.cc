#include "catalog/base/target.h"

#include <gtest/gtest.h>

namespace zwk::catalog {
namespace {

TargetPredicate Disabled() { return {.disabilities = {Disability::kAny}}; }
TargetPredicate Migrant() { return {.migrations = {Migration::kAny}}; }
TargetPredicate DisabledMigrant() {
  return {.migrations = {Migration::kAny}, .disabilities = {Disability::kAny}};
}
std::vector<Target> DesignedFor(TargetPredicate p) {
  return {{std::move(p), Modality::kDesignedFor}};
}
std::vector<Target> OpenTo(TargetPredicate p) { return {{std::move(p), Modality::kOpenTo}}; }

TEST(TargetTest, EverybodyContainsEachGroupAndNoGroupContainsEverybody) {
  EXPECT_TRUE(Contains({}, DisabledMigrant()));
  EXPECT_FALSE(Contains(DisabledMigrant(), {}));
}

TEST(TargetTest, ACombinationIsContainedInEachOfItsCriteria) {
  EXPECT_TRUE(Contains(Disabled(), DisabledMigrant()));
  EXPECT_TRUE(Contains(Migrant(), DisabledMigrant()));
  EXPECT_FALSE(Contains(DisabledMigrant(), Disabled()));
}

TEST(TargetTest, AgesAreHalfOpen) {
  const TargetPredicate school{.age = {6, 10}};
  EXPECT_TRUE(Contains(school, {.age = {6, 10}}));
  EXPECT_FALSE(Contains(school, {.age = {6, 11}}));
  EXPECT_FALSE(Overlaps(school, {.age = {10, 12}}));
}

TEST(TargetTest, AnyMigrationContainsForeignersRefugeesAndNationals) {
  EXPECT_TRUE(Contains(Migrant(), {.migrations = {Migration::kRefugee}}));
  EXPECT_TRUE(
      Contains({.migrations = {Migration::kForeign}}, {.migrations = {Migration::kRefugee}}));
  EXPECT_TRUE(Contains(Migrant(), {.countries = {"SY"}}));
  EXPECT_FALSE(Contains({.countries = {"SY"}}, {.countries = {"SY", "UA"}}));
  EXPECT_FALSE(Contains({.migrations = {Migration::kForeign}}, Migrant()));
}

TEST(TargetTest, AWheelchairUserIsDisabledButNotEveryDisabledPersonUsesAWheelchair) {
  EXPECT_TRUE(Contains(Disabled(), {.disabilities = {Disability::kWheelchair}}));
  EXPECT_FALSE(Contains({.disabilities = {Disability::kWheelchair}}, Disabled()));
}

TEST(TargetTest, DesignedForTheCombinationComesBeforeMoreAndBeforeOpen) {
  const TargetPredicate needed = DisabledMigrant();
  EXPECT_EQ(Match(DesignedFor(DisabledMigrant()), needed), TargetMatch::kDesignedForExactly);
  EXPECT_EQ(Match(DesignedFor(Disabled()), needed), TargetMatch::kDesignedForMore);
  EXPECT_EQ(Match(OpenTo({}), needed), TargetMatch::kOpenTo);
  EXPECT_EQ(Match({}, needed), TargetMatch::kNotStated);
  EXPECT_LT(TargetMatch::kDesignedForExactly, TargetMatch::kDesignedForMore);
  EXPECT_LT(TargetMatch::kDesignedForMore, TargetMatch::kOpenTo);
}

TEST(TargetTest, WhoDoesNotSayAnAgeStillFindsOffersForAdults) {
  TargetPredicate adults = DisabledMigrant();
  adults.age = {18, 65};
  EXPECT_EQ(Match(DesignedFor(adults), DisabledMigrant()), TargetMatch::kDesignedForExactly);
  TargetPredicate child = DisabledMigrant();
  child.age = {6, 7};
  EXPECT_EQ(Match(DesignedFor(adults), child), TargetMatch::kNone);
}

TEST(TargetTest, AnOfferForOthersIsNoneAndAnExcludedGroupNeverMatches) {
  EXPECT_EQ(Match(DesignedFor({.families = {Family::kCarer}}), DisabledMigrant()),
            TargetMatch::kNone);
  std::vector<Target> targets = OpenTo({});
  targets.push_back({Disabled(), Modality::kExcludes});
  EXPECT_EQ(Match(targets, DisabledMigrant()), TargetMatch::kNone);
  EXPECT_EQ(Match(targets, Migrant()), TargetMatch::kOpenTo);
}

TEST(TargetTest, EligibleShareIsTheOverlapOfAges) {
  const TargetPredicate youth{.age = {12, 24}};
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.age = {12, 18}}), youth), 0.5);
  EXPECT_DOUBLE_EQ(EligibleShare({}, youth), 1);
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo(Disabled()), youth), 0);
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.sexes = {Sex::kFemale}}), youth), 0.5);
}

TEST(TargetTest, AnEmptyAgeRangeIsRefusedWithItsPath) {
  TargetPredicate nobody{.age = {10, 10}};
  FieldErrors errors;
  Take(errors, "needed", nobody);
  EXPECT_EQ(FieldOf(errors.ToStatus()), "needed.age.to");
}

}  // namespace
}  // namespace zwk::catalog
