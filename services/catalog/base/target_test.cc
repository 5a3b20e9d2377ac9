#include "catalog/base/target.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

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

TEST(TargetTest, AgesHaveTheirBounds) {
  constexpr double kNoEnd = std::numeric_limits<double>::infinity();
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto fault = [](AgeRange age) {
    FieldErrors errors;
    CheckAge(errors, "age", age);
    return FieldOf(errors.ToStatus());
  };
  for (const AgeRange age : {AgeRange{0, 121}, AgeRange{120, 121}, AgeRange{0, kNoEnd}}) {
    EXPECT_EQ(fault(age), "") << age.from;
  }
  for (const AgeRange age : {AgeRange{-1, 5}, AgeRange{120.5, 121}, AgeRange{kNone, 5}}) {
    EXPECT_EQ(fault(age), "age.from") << age.from;
  }
  for (const AgeRange age :
       {AgeRange{5, 5}, AgeRange{5, 4}, AgeRange{5, 122}, AgeRange{5, kNone}}) {
    EXPECT_EQ(fault(age), "age.to") << age.to;
  }
}

TEST(TargetTest, AForecastCountsAgesSexesAndNationality) {
  EXPECT_TRUE(IsCountable({}));
  EXPECT_TRUE(
      IsCountable({.age = {0, 6}, .sexes = {Sex::kFemale}, .migrations = {Migration::kForeign}}));
  EXPECT_FALSE(IsCountable({.migrations = {Migration::kForeign, Migration::kRefugee}}));
  EXPECT_FALSE(IsCountable({.countries = {"UA"}}));
  EXPECT_FALSE(IsCountable(Disabled()));
  EXPECT_FALSE(IsCountable({.families = {Family::kParent}}));
  EXPECT_FALSE(IsCountable({.life_situations = {"arrived"}}));
}

TEST(TargetTest, AnOpenGroupIsCutAtAHundred) {
  const TargetPredicate old{.age = {80, std::numeric_limits<double>::infinity()}};
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.age = {95, 130}}), old), 0.25);
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.age = {60, 85}}), old), 0.25);
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.age = {60, 80}}), old), 0);
  const TargetPredicate oldest{.age = {100, std::numeric_limits<double>::infinity()}};
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.age = {100.25, 130}}), oldest), 0.75);
}

TEST(TargetTest, TheBestOfSeveralTargetsCountsAndAnExclusionEndsIt) {
  const TargetPredicate youth{.age = {12, 24}};
  std::vector<Target> targets = {{{.age = {12, 15}}, Modality::kDesignedFor},
                                 {{.age = {12, 18}}, Modality::kOpenTo},
                                 {{.age = {12, 14}}, Modality::kOpenTo}};
  EXPECT_DOUBLE_EQ(EligibleShare(targets, youth), 0.5);
  targets.push_back({{.age = {12, 20}}, Modality::kExcludes});
  EXPECT_DOUBLE_EQ(EligibleShare(targets, youth), 0.5) << "not all of them are excluded";
  targets.push_back({{.age = {10, 30}}, Modality::kExcludes});
  EXPECT_DOUBLE_EQ(EligibleShare(targets, youth), 0);
  EXPECT_DOUBLE_EQ(EligibleShare({{{.age = {12, 20}}, Modality::kExcludes}}, youth), 1)
      << "nothing is said of whom it is for";
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.sexes = {Sex::kMale}}), {.sexes = {Sex::kFemale}}), 0);
  EXPECT_DOUBLE_EQ(EligibleShare(OpenTo({.sexes = {Sex::kFemale}}), {.sexes = {Sex::kFemale}}), 1);
}

TEST(TargetTest, WhoIsOneThingMayBeAnotherByThat) {
  const auto contains = [](std::set<Family> outer, std::set<Family> inner) {
    return Contains({.families = std::move(outer)}, {.families = std::move(inner)});
  };
  EXPECT_TRUE(contains({Family::kParent}, {Family::kSingleParent}));
  EXPECT_TRUE(contains({Family::kParent}, {Family::kParentOfDisabledChild}));
  EXPECT_TRUE(contains({Family::kCarer}, {Family::kParentOfDisabledChild}));
  EXPECT_FALSE(contains({Family::kCarer}, {Family::kSingleParent}));
  EXPECT_FALSE(contains({Family::kSingleParent}, {Family::kParent}));
  EXPECT_FALSE(contains({Family::kParent}, {Family::kSingleParent, Family::kPregnant}));
  EXPECT_FALSE(contains({Family::kParent}, {}));
}

TEST(TargetTest, WhoCannotBeBothIsMetByOneAlone) {
  const auto disabled = [](std::set<Disability> a, std::set<Disability> b) {
    return Overlaps({.disabilities = std::move(a)}, {.disabilities = std::move(b)});
  };
  EXPECT_FALSE(disabled({Disability::kWheelchair}, {Disability::kHearing}));
  EXPECT_TRUE(disabled({Disability::kWheelchair}, {Disability::kHearing, Disability::kWheelchair}));
  EXPECT_TRUE(disabled({Disability::kAny}, {Disability::kHearing}));
  EXPECT_TRUE(disabled({Disability::kHearing}, {Disability::kAny}));
  EXPECT_TRUE(disabled({}, {Disability::kHearing}));
  const auto migrated = [](std::set<Migration> a, std::set<Migration> b) {
    return Overlaps({.migrations = std::move(a)}, {.migrations = std::move(b)});
  };
  EXPECT_FALSE(migrated({Migration::kGermanWithHistory}, {Migration::kForeign}));
  EXPECT_TRUE(migrated({Migration::kRefugee}, {Migration::kForeign}));
  EXPECT_TRUE(migrated({Migration::kForeign}, {Migration::kRefugee}));
  EXPECT_TRUE(migrated({}, {Migration::kRefugee}));
  EXPECT_FALSE(Overlaps({.migrations = {Migration::kGermanWithHistory}}, {.countries = {"SY"}}));
  EXPECT_FALSE(Overlaps({.countries = {"DE"}}, {.countries = {"SY"}}));
  EXPECT_TRUE(Overlaps({.countries = {"DE", "SY"}}, {.countries = {"SY"}}));
  EXPECT_FALSE(Overlaps({.sexes = {Sex::kFemale}}, {.sexes = {Sex::kMale}}));
  EXPECT_FALSE(Overlaps({.life_situations = {"a"}}, {.life_situations = {"b"}}));
}

TEST(TargetTest, ACountryIsTwoCapitals) {
  EXPECT_TRUE(IsCountryCode("DE"));
  for (const char* text : {"", "D", "de", "De", "dE", "DEU", "D1"}) {
    EXPECT_FALSE(IsCountryCode(text)) << text;
  }
  TargetPredicate predicate{.countries = {"UA", "x"}, .life_situations = {" arrived "}};
  FieldErrors errors;
  Take(errors, "needed", predicate);
  EXPECT_EQ(FieldOf(errors.ToStatus()), "needed.countries");
  EXPECT_EQ(predicate.life_situations, std::set<std::string>{"arrived"});
  TargetPredicate longest{.life_situations = {std::string(64, 'x')}};
  FieldErrors none;
  Take(none, "needed", longest);
  EXPECT_TRUE(none.empty());
  TargetPredicate longer{.life_situations = {std::string(65, 'x')}};
  Take(none, "needed", longer);
  EXPECT_EQ(FieldOf(none.ToStatus()), "needed.life_situations");
}

}  // namespace
}  // namespace zwk::catalog
