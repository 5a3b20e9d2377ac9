#include "reporting/base/value.h"

#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>

#include "absl/strings/str_cat.h"
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

TEST(ValueTest, RatiosAreRoundedInDataAsInText) {
  EXPECT_EQ(Value::OfThings(-0.004, 2).message().ratio(), 0);
  EXPECT_EQ(Value::OfThings(-0.004, 2).Text(kDe), "0,00");
  EXPECT_EQ(Value::Supplied(21.04, 1).message().ratio(), 21.0);
  EXPECT_EQ(Value::Supplied(21.04, 1).protection_id(), "supplier");
}

}  // namespace
}  // namespace zwk::reporting
