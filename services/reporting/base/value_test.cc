#include "reporting/base/value.h"

#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reporting/base/population.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

constexpr auto kDe = Language::kGerman;

// What is exact cannot be written: nothing that formats takes it, and no number can be had of it.
template <typename T>
concept Formats = requires(T figure) { Number(kDe, figure); } ||
                  requires(T figure) { Decimal(kDe, figure, 1); } ||
                  requires(T figure) { Percent(kDe, figure, 1); } ||
                  requires(T figure) { absl::StrCat(figure); } ||
                  requires(T figure, std::ostream& out) { out << figure; };
static_assert(Formats<double>);
static_assert(!Formats<Exact>);
static_assert(!std::is_constructible_v<double, Exact> && !std::is_constructible_v<int64_t, Exact>);
// Nor is it a Value without protection.
static_assert(!std::is_constructible_v<Value, Exact> && !std::is_constructible_v<Value, double>);

TEST(ValueTest, OnlyProtectionMakesAFigureOfWhatIsExact) {
  const Value people = Protection(1000).Count(1238);
  EXPECT_EQ(people.Text(kDe), "1.240");
  EXPECT_EQ(people.message().count(), 1240);
  EXPECT_EQ(people.protection_id(), "round5");
  EXPECT_EQ(people.rounded_to(), 5);
  EXPECT_EQ(Protection(999).Count(1238).protection_id(), "round10");
  for (const Exact few : {0.0, 1.0, 2.0}) EXPECT_EQ(Protection(5000).Count(few).number(), 0);
}

TEST(ValueTest, WhatIsNotToldHasNoNumberAndSaysWhy) {
  const Value secret = Protection::Secret();
  EXPECT_FALSE(secret.told());
  EXPECT_EQ(secret.Text(kDe), "·");
  EXPECT_EQ(StatusSign(secret.message().status()), ".");
  EXPECT_EQ(StatusPhrase(kDe, secret.message().status()), "zu wenige Personen für eine Angabe");
  EXPECT_EQ(secret.Estimated().message().status(), v1::VALUE_STATUS_SECRET)
      << "an estimate of it is as secret";
  EXPECT_FALSE(secret.Within(Value::OfThings(1), Value::OfThings(2)).message().has_band_low());
}

TEST(ValueTest, SharesOfFewAreNotTold) {
  EXPECT_EQ(Protection::Share(41.4, 41, 99, 0).told(), false);
  EXPECT_EQ(Protection::Share(2, 2, 100, 0).told(), false);
  EXPECT_EQ(Protection::Share(98, 98, 100, 0).told(), false) << "all but two";
  EXPECT_EQ(Protection::Share(41.4, 41, 100, 0).Text(kDe), "41");
  EXPECT_TRUE(Protection::Share(100, 100, 100, 0).told()) << "an offer reaches nobody";
  for (const double few : {0, 1, 2}) {
    EXPECT_FALSE(MayTellShare(few, 1000)) << few;
    EXPECT_FALSE(MayTellShare(1000 - few, 1000)) << few;
  }
  EXPECT_TRUE(MayTellShare(3, 1000) && MayTellShare(997, 1000));
  EXPECT_FALSE(Protection(999).Modelled(29.31, 1).told());
  EXPECT_EQ(Protection(1000).Modelled(29.31, 1).Text(kDe), "29,3");
}

TEST(ValueTest, CountsAreMultiplesOfTheBaseOfTheArea) {
  EXPECT_EQ(Protection(1000).base(), 5);
  EXPECT_EQ(Protection(999).base(), 10);
  EXPECT_EQ(Protection(999).id(), "round10");
  EXPECT_EQ(Protection(1000).id(), "round5");
  EXPECT_EQ(Protection(1000).Count(12).number(), 10);
  EXPECT_EQ(Protection(1000).Count(13).number(), 15);
  EXPECT_EQ(Protection(999).Count(14).number(), 10);
  EXPECT_EQ(Protection(999).Count(15).number(), 20);
  EXPECT_EQ(Protection(1000).Text(kDe, 1238), "1.240");
  EXPECT_EQ(Protection(1000).Text(kDe, 2), "weniger als 5");
  EXPECT_EQ(Protection(1000).Text(Language::kEnglish, 2), "fewer than 5");
  EXPECT_EQ(Protection(1000).Sentence(kDe), "Zum Schutz Einzelner auf fünf gerundet.");
  EXPECT_EQ(Protection(999).Sentence(Language::kEnglish),
            "Rounded to ten to protect single people.");
  EXPECT_EQ(Protection(999).Ratio(12.34, 1).Text(kDe), "12,3");
  EXPECT_EQ(Protection(999).Ratio(12.34, 1).protection_id(), "round10");
  EXPECT_EQ(Protection::Official(113'633.6).Text(kDe), "113.634");
  EXPECT_EQ(Protection::Official(113'633.6).protection_id(), "none");
  EXPECT_EQ(Protection::Secret().protection_id(), "withheld");
}

TEST(ValueTest, FewerPeopleAreToldLessOf) {
  EXPECT_FALSE(Protection(99).tells_structure());
  EXPECT_TRUE(Protection(100).tells_structure());
  EXPECT_FALSE(Protection(299).tells_narrow_ages() || Protection(299).tells_origin());
  EXPECT_TRUE(Protection(300).tells_narrow_ages() && Protection(300).tells_origin());
  EXPECT_FALSE(Protection(999).tells_ratios());
  EXPECT_TRUE(Protection(1000).tells_ratios());
  EXPECT_TRUE(Protection(300).TellsAges(65, 70));
  EXPECT_FALSE(Protection(299).TellsAges(65, 74));
  EXPECT_TRUE(Protection(299).TellsAges(65, 75)) << "ten years";
  EXPECT_TRUE(Protection(100).TellsAges(80, std::nullopt));
  EXPECT_FALSE(Protection(99).TellsAges(0, std::nullopt));
}

TEST(ValueTest, VotersAreToldInFives) {
  EXPECT_EQ(RoundVoters(2), 0);
  EXPECT_EQ(RoundVoters(3), 5);
  EXPECT_EQ(RoundVoters(12), 10);
  EXPECT_TRUE(MayTellVoters(3, 3));
  EXPECT_TRUE(MayTellVoters(3, 6));
  EXPECT_FALSE(MayTellVoters(2, 6));
  EXPECT_FALSE(MayTellVoters(3, 5)) << "the others are two";
  EXPECT_FALSE(MayTellVoters(3, 4));
  EXPECT_TRUE(IsTooFew(1) && IsTooFew(2));
  EXPECT_FALSE(IsTooFew(0) || IsTooFew(3));
  EXPECT_FALSE(MayTellShare(50, 99));
  EXPECT_TRUE(MayTellShare(50, 100));
  EXPECT_EQ(TooFewPeople(kDe), "zu wenige Personen für eine Angabe");
}

TEST(ValueTest, WhatIsKnownOfItsMakingIsSaid) {
  const Value value = Value::OfThings(12);
  EXPECT_EQ(value.message().status(), v1::VALUE_STATUS_FINAL);
  EXPECT_EQ(value.rounded_to(), 0);
  EXPECT_EQ(value.Estimated().message().status(), v1::VALUE_STATUS_ESTIMATED);
  EXPECT_EQ(value.Released("r1").message().release_id(), "r1");
  const Value within = value.Within(Value::OfThings(10), Value::OfThings(15));
  EXPECT_EQ(within.message().band_low(), 10);
  EXPECT_EQ(within.message().band_high(), 15);
  EXPECT_EQ(within.number(), 12);
  for (const Value& without :
       {value.Within(Value(), Value::OfThings(15)), value.Within(Value::OfThings(10), Value()),
        Value().Within(Value::OfThings(10), Value::OfThings(15))}) {
    EXPECT_FALSE(without.message().has_band_low() || without.message().has_band_high());
  }
  EXPECT_EQ(Value().number(), 0);
  EXPECT_EQ(Value().Text(kDe), "·");
  EXPECT_EQ(Value::OfThings(1.25, 1).decimals(), 1);
  EXPECT_EQ(Protection(999).Count(10).rounded_to(), 10);
}

TEST(ValueTest, EachStatusHasItsSignAndItsWords) {
  const std::vector<std::tuple<v1::ValueStatus, std::string, std::string>> all = {
      {v1::VALUE_STATUS_PRELIMINARY, "p", "preliminary"},
      {v1::VALUE_STATUS_REVISED, "r", "revised"},
      {v1::VALUE_STATUS_ESTIMATED, "s", "forecast"},
      {v1::VALUE_STATUS_SECRET, ".", "too few people to say"},
      {v1::VALUE_STATUS_LATER, "...", "to follow"},
      {v1::VALUE_STATUS_ZERO, "–", "exactly nothing"},
      {v1::VALUE_STATUS_NOT_MEANINGFUL, "x", "not meaningful"},
      {v1::VALUE_STATUS_LIMITED, "()", "of limited use"},
      {v1::VALUE_STATUS_TOO_INACCURATE, "/", "too inaccurate"},
      {v1::VALUE_STATUS_FINAL, "", ""}};
  for (const auto& [status, sign, phrase] : all) {
    EXPECT_EQ(StatusSign(status), sign);
    EXPECT_EQ(StatusPhrase(Language::kEnglish, status), phrase);
    EXPECT_EQ(StatusPhrase(kDe, status).empty(), phrase.empty());
  }
  EXPECT_EQ(ProtectionPhrase(kDe, v1::VALUE_PROTECTION_ROUND_5), "Personen auf fünf gerundet");
  EXPECT_EQ(ProtectionPhrase(kDe, v1::VALUE_PROTECTION_ROUND_10), "Personen auf zehn gerundet");
  EXPECT_EQ(ProtectionPhrase(kDe, v1::VALUE_PROTECTION_NONE), "");
}

TEST(PopulationTest, PeopleAreCountedByOriginSexAndAge) {
  Population population;
  population.age_width = 5;
  population.people = {{{{{1, 2, 4}, {8, 16, 32}}}, {{{64, 128, 256}, {512, 1024, 2048}}}}};
  using P = Population;
  EXPECT_EQ(population.open_age(), 10);
  EXPECT_EQ(Population().open_age(), 0);
  EXPECT_EQ(population.Count(P::kNational, P::kMale, 5, 10), Exact(2));
  EXPECT_EQ(population.Count(P::kNational, P::kFemale, 5, std::nullopt), Exact(16 + 32));
  EXPECT_EQ(population.Count(P::kForeign, P::kFemale, 0, 5), Exact(512));
  EXPECT_EQ(population.Count(0, 5), Exact(1 + 8 + 64 + 512));
  EXPECT_EQ(population.Women(10, std::nullopt), Exact(32 + 2048));
  EXPECT_EQ(population.Foreign(), Exact(64 + 128 + 256 + 512 + 1024 + 2048));
  EXPECT_EQ(population.Total(), Exact(4095));
}

TEST(PopulationTest, TwoAreasAreAddedCellByCell) {
  Population all, some;
  all.groups = {{.national = true, .people = 3}};
  some.groups = {{.national = true, .people = 4}};
  some.people = {{{{{1, 2}, {3, 4}}}, {{{5, 6}, {7, 8}}}}};
  all.Add(some);
  EXPECT_EQ(all.Total(), Exact(36));
  all.Add(some);
  EXPECT_EQ(all.Count(Population::kForeign, Population::kMale, 1, std::nullopt), Exact(12));
  ASSERT_EQ(all.groups.size(), 1u);
  EXPECT_EQ(all.groups[0].people, Exact(11));
  some.groups.clear();
  all.Add(some);
  EXPECT_TRUE(all.groups.empty()) << "not all are known";
}

TEST(ValueTest, RatiosAreRoundedInDataAsInText) {
  EXPECT_EQ(Value::OfThings(-0.004, 2).message().ratio(), 0);
  EXPECT_EQ(Value::OfThings(-0.004, 2).Text(kDe), "0,00");
  EXPECT_EQ(Value::Supplied(21.04, 1).message().ratio(), 21.0);
  EXPECT_EQ(Value::Supplied(21.04, 1).protection_id(), "supplier");
}

}  // namespace
}  // namespace zwk::reporting
