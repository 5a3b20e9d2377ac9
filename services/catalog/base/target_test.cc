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

TargetMatch MatchOf(const std::vector<Target>& targets, const TargetPredicate& person) {
  return FitOf(targets, person).match;
}

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
  EXPECT_EQ(MatchOf(DesignedFor(DisabledMigrant()), needed), TargetMatch::kDesignedForExactly);
  EXPECT_EQ(MatchOf(DesignedFor(Disabled()), needed), TargetMatch::kDesignedForMore);
  EXPECT_EQ(MatchOf(OpenTo({}), needed), TargetMatch::kOpenTo);
  EXPECT_EQ(MatchOf({}, needed), TargetMatch::kNotStated);
  EXPECT_LT(TargetMatch::kDesignedForExactly, TargetMatch::kDesignedForMore);
  EXPECT_LT(TargetMatch::kDesignedForMore, TargetMatch::kOpenTo);
}

TEST(TargetTest, WhoDoesNotSayAnAgeStillFindsOffersForAdultsBehindThoseThatAreSurelyForHer) {
  TargetPredicate adults = DisabledMigrant();
  adults.age = {18, 65};
  EXPECT_EQ(MatchOf(DesignedFor(adults), DisabledMigrant()), TargetMatch::kPartly);
  TargetPredicate adult = DisabledMigrant();
  adult.age = {30, 31};
  EXPECT_EQ(MatchOf(DesignedFor(adults), adult), TargetMatch::kDesignedForMore);
  TargetPredicate child = DisabledMigrant();
  child.age = {6, 7};
  EXPECT_EQ(MatchOf(DesignedFor(adults), child), TargetMatch::kNone);
}

TEST(TargetTest, WhatIsUnknownOfAPersonNeverExcludesAnOffer) {
  EXPECT_EQ(MatchOf(DesignedFor({.families = {Family::kCarer}}), DisabledMigrant()),
            TargetMatch::kPartly);
  EXPECT_EQ(MatchOf(DesignedFor({.migrations = {Migration::kRefugee}}), {.countries = {"UA"}}),
            TargetMatch::kPartly);
  EXPECT_EQ(MatchOf(DesignedFor({.disabilities = {Disability::kHearing}}),
                    {.disabilities = {Disability::kWheelchair}}),
            TargetMatch::kPartly);
  // What is known does.
  EXPECT_EQ(MatchOf(DesignedFor({.sexes = {Sex::kMale}}), {.sexes = {Sex::kFemale}}),
            TargetMatch::kNone);
  EXPECT_EQ(MatchOf(DesignedFor({.countries = {"SY"}}), {.countries = {"UA"}}), TargetMatch::kNone);
  EXPECT_EQ(
      MatchOf(DesignedFor({.migrations = {Migration::kGermanWithHistory}}), {.countries = {"UA"}}),
      TargetMatch::kNone);
}

TEST(TargetTest, AgeAndSexAreUnknownUnlessTheyAreSaid) {
  const TargetPredicate woman{.sexes = {Sex::kFemale}},
      refugee{.migrations = {Migration::kRefugee}};
  const TargetPredicate old{.age = {65}}, men{.sexes = {Sex::kMale}};
  for (const auto& targets : {DesignedFor(old), OpenTo(old)}) {
    EXPECT_EQ(MatchOf(targets, woman), TargetMatch::kPartly);
    EXPECT_EQ(MatchOf(targets, refugee), TargetMatch::kPartly);
  }
  EXPECT_EQ(MatchOf(DesignedFor(men), refugee), TargetMatch::kPartly);
  EXPECT_EQ(MatchOf(OpenTo(men), refugee), TargetMatch::kPartly);
  EXPECT_EQ(FitOf(DesignedFor(old), woman).criteria, 0) << "nothing that is said of her";
  // Who asks nothing of age or sex asks nothing that is unknown.
  EXPECT_EQ(MatchOf(DesignedFor(woman), woman), TargetMatch::kDesignedForExactly);
  EXPECT_EQ(MatchOf(OpenTo({.sexes = {Sex::kFemale, Sex::kMale, Sex::kDiverse}}), refugee),
            TargetMatch::kOpenTo);
  // An exclusion that may be hers leaves nothing out, one that is does.
  std::vector<Target> but_men = OpenTo({});
  but_men.push_back({men, Modality::kExcludes});
  EXPECT_EQ(MatchOf(but_men, refugee), TargetMatch::kOpenTo);
  EXPECT_EQ(MatchOf(but_men, men), TargetMatch::kNone);
}

TEST(TargetTest, AnExcludedGroupNeverMatches) {
  std::vector<Target> targets = OpenTo({});
  targets.push_back({Disabled(), Modality::kExcludes});
  EXPECT_EQ(MatchOf(targets, DisabledMigrant()), TargetMatch::kNone);
  EXPECT_EQ(MatchOf(targets, Migrant()), TargetMatch::kOpenTo);
}

TEST(TargetTest, CountriesAndMigrationAreBothMeant) {
  const TargetPredicate refugee_from_ukraine{.migrations = {Migration::kRefugee},
                                             .countries = {"UA"}};
  EXPECT_TRUE(Contains({.migrations = {Migration::kRefugee}}, refugee_from_ukraine));
  EXPECT_TRUE(Contains({.countries = {"UA"}}, refugee_from_ukraine));
  EXPECT_TRUE(Contains({.migrations = {Migration::kForeign}}, {.countries = {"UA"}}));
  EXPECT_FALSE(Contains(refugee_from_ukraine, {.countries = {"UA"}}));
  EXPECT_FALSE(Contains(refugee_from_ukraine, {.migrations = {Migration::kRefugee}}));
  EXPECT_FALSE(Overlaps(refugee_from_ukraine, {.countries = {"SY"}}));
  EXPECT_TRUE(Overlaps({.migrations = {Migration::kRefugee}}, {.countries = {"SY"}}));
  EXPECT_FALSE(Overlaps({.migrations = {Migration::kGermanWithHistory}}, {.countries = {"SY"}}));
}

TEST(TargetTest, ARefugeeFromUkraineWithADisabledChildFindsWhatIsForHerHoweverMuchIsSaid) {
  TargetPredicate woman{.sexes = {Sex::kFemale}, .countries = {"UA"}};
  const auto refugees = DesignedFor({.migrations = {Migration::kRefugee}});
  const auto women = DesignedFor({.sexes = {Sex::kFemale}, .countries = {"UA"}});
  const auto parents = DesignedFor({.families = {Family::kParentOfDisabledChild}});
  const auto carers = DesignedFor({.families = {Family::kCarer}});
  EXPECT_EQ(MatchOf(women, woman), TargetMatch::kDesignedForExactly);
  EXPECT_EQ(MatchOf(refugees, woman), TargetMatch::kPartly);
  woman.migrations = {Migration::kRefugee};
  EXPECT_EQ(MatchOf(women, woman), TargetMatch::kDesignedForMore);
  EXPECT_EQ(MatchOf(refugees, woman), TargetMatch::kDesignedForMore);
  woman.families = {Family::kParentOfDisabledChild};
  for (const auto& targets : {refugees, women, parents, carers}) {
    EXPECT_EQ(MatchOf(targets, woman), TargetMatch::kDesignedForMore);
  }
  EXPECT_EQ(MatchOf(OpenTo({}), woman), TargetMatch::kOpenTo);
  // The combination comes before single criteria.
  EXPECT_EQ(FitOf(women, woman).criteria, 2);
  EXPECT_EQ(FitOf(refugees, woman).criteria, 1);
  auto both = DesignedFor({.migrations = {Migration::kRefugee}});
  both.push_back({{.families = {Family::kCarer}}, Modality::kDesignedFor});
  EXPECT_EQ(FitOf(both, woman).criteria, 1);
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
