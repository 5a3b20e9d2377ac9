#include "forecasting/data/import_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FileContext ContextOf(ImportKind kind) {
  FileContext context;
  context.kind = kind;
  context.grid = {2, 1};
  context.group_keys = {"all"};
  context.neighborhood_keys = {"1", "2", "3"};
  return context;
}

FileContents StocksOf(int year, std::vector<double> people) {
  FileContents contents;
  for (size_t r = 0; r < people.size(); ++r) {
    contents.blocks[{year, absl::StrCat(r + 1)}].tables[table::kPeople] = {people[r], 0, 0, 0};
  }
  return contents;
}

TEST(ImportWarningsTest, TenTimesThePeopleOfTheYearBeforeAreUnlikely) {
  const FileContext context = ContextOf(ImportKind::kStocks);
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 2000, 300}), {{2023, {1010, 1990, 290}}}),
              IsEmpty());
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 20000, 300}), {{2023, {1010, 1990, 290}}}),
              ElementsAre(HasSubstr("neighborhood 2 has 1990 people in 2023 and 20000 in 2024")));
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 2000, 0}), {{2025, {1000, 2000, 300}}}),
              ElementsAre(HasSubstr("neighborhood 3 has 0 people in 2024 and 300 in 2025")));
  // Whoever plans reads it: nobody is told to the person.
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 2000, 302}), {{2025, {1000, 2000, 2}}}),
              ElementsAre(HasSubstr("neighborhood 3 has 300 people in 2024 and 0 in 2025")));
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 20003, 300}), {{2023, {1010, 1988, 290}}}),
              ElementsAre(HasSubstr("neighborhood 2 has 1990 people in 2023 and 20005 in 2024")));
  // A few houses may be built.
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 2000, 60}), {{2023, {1000, 2000, 3}}}),
              IsEmpty());
}

TEST(ImportWarningsTest, ThousandsWithAPointAreUnlikelyPeople) {
  const FileContext context = ContextOf(ImportKind::kStocks);
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1.018, 2.345, 300}), {}),
              ElementsAre(HasSubstr("three decimals")));
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1.25, 2.5, 300}), {}), IsEmpty());
}

TEST(ImportWarningsTest, FlowsOfSomeNeighborhoodsAloneAreUnlikely) {
  const FileContext context = ContextOf(ImportKind::kFlows);
  FileContents contents;
  contents.blocks[{2024, "1"}].tables[table::kImmigrationAbroad] = {5, 0, 0, 0};
  contents.blocks[{2024, "2"}].tables[table::kDeaths] = {5, 0, 0, 0};
  EXPECT_THAT(WarningsOf(context, contents, {}),
              ElementsAre(HasSubstr("no row of 1 of 3 neighborhoods (3)"),
                          HasSubstr("nobody comes from outside to 2")));
  contents.blocks[{2024, "2"}].tables[table::kImmigrationRest] = {1, 0, 0, 0};
  contents.blocks[{2024, "3"}].tables[table::kNetMigration] = {-1, 0, 0, 0};
  EXPECT_THAT(WarningsOf(context, contents, {}), IsEmpty());
}

TEST(ImportWarningsTest, ThereIsNoEndlessListOfThem) {
  FileContext context = ContextOf(ImportKind::kStocks);
  TotalsByYear before;
  for (int r = 0; r < 500; ++r) context.neighborhood_keys.insert(absl::StrCat("n", r));
  before[2023] = std::vector<double>(503, 1000);
  EXPECT_EQ(WarningsOf(context, StocksOf(2024, {1000, 1000, 1000}), before).size(), 100u);
}

TEST(ImportWarningsTest, AJumpIsFiveTimesAHundredPeople) {
  const FileContext context = ContextOf(ImportKind::kStocks);
  const auto warned = [&](double before, double after) {
    return !WarningsOf(context, StocksOf(2024, {after, 200, 300}), {{2023, {before, 200, 300}}})
                .empty();
  };
  EXPECT_TRUE(warned(20, 100));
  EXPECT_TRUE(warned(100, 20));
  EXPECT_FALSE(warned(21, 100)) << "not quite five times";
  EXPECT_FALSE(warned(99, 1)) << "a few houses";
  EXPECT_TRUE(warned(0, 100));
}

TEST(ImportWarningsTest, WhatTheFileDoesNotTouchIsNotWarnedOfAgain) {
  const FileContext context = ContextOf(ImportKind::kStocks);
  const TotalsByYear valid = {
      {2020, {10, 200, 300}}, {2021, {1000, 200, 300}}, {2023, {1000, 200, 300}}};
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 200, 300}), valid), IsEmpty());
  EXPECT_THAT(WarningsOf(context, StocksOf(2020, {1000, 200, 300}), valid), IsEmpty())
      << "it is set right";
  EXPECT_THAT(WarningsOf(context, StocksOf(2022, {10, 200, 300}), valid),
              ElementsAre(HasSubstr("1000 people in 2021 and 10 in 2022"),
                          HasSubstr("10 people in 2022 and 1000 in 2023")));
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1000, 200}), {{2023, {1000, 200, 300}}}),
              ElementsAre(HasSubstr("neighborhood 3 has 300 people in 2023 and 0 in 2024")));
}

TEST(ImportWarningsTest, AThirdOfTheValuesWithThreeDecimalsAreMany) {
  const FileContext context = ContextOf(ImportKind::kStocks);
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1.018, 5, 300}), {}),
              ElementsAre(HasSubstr("three decimals")));
  FileContext four = context;
  four.neighborhood_keys.insert("4");
  EXPECT_THAT(WarningsOf(four, StocksOf(2024, {1.018, 5, 300, 7}), {}), IsEmpty())
      << "a fourth are few";
  EXPECT_THAT(WarningsOf(four, StocksOf(2024, {1.018, 1, 1, 1}), {}), IsEmpty())
      << "one person is a value, too";
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {0, 0, 0}), {}), IsEmpty())
      << "nobody is no reason";
  EXPECT_THAT(WarningsOf(context, StocksOf(2024, {1.0181, 2.3451, 3}), {}), IsEmpty())
      << "four decimals";
}

TEST(ImportWarningsTest, TenNeighborhoodsAreNamed) {
  FileContext context = ContextOf(ImportKind::kFlows);
  context.neighborhood_keys.clear();
  for (int r = 0; r < 12; ++r) context.neighborhood_keys.insert(absl::StrCat("n", 10 + r));
  FileContents contents;
  contents.blocks[{2024, "n10"}].tables[table::kImmigrationRest] = {1, 0, 0, 0};
  EXPECT_THAT(
      WarningsOf(context, contents, {}),
      ElementsAre(
          "flows of 2024 have no row of 11 of 12 neighborhoods (n11, n12, n13, n14, n15, n16, "
          "n17, n18, n19, n20 and 1 more): nobody comes there"));
  contents.blocks[{2024, "n11"}];
  EXPECT_THAT(
      WarningsOf(context, contents, {}),
      ElementsAre(
          "flows of 2024 have no row of 10 of 12 neighborhoods (n12, n13, n14, n15, n16, n17, "
          "n18, n19, n20, n21): nobody comes there",
          "flows of 2024: nobody comes from outside to n11"));
  FileContents nobody;
  nobody.blocks[{2024, "n10"}].tables[table::kDeaths] = {1, 0, 0, 0};
  EXPECT_EQ(WarningsOf(context, nobody, {}).size(), 1u)
      << "where nobody comes at all, none is an exception";
}

}  // namespace
}  // namespace zwk::forecasting
