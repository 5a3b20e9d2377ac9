#include "forecasting/backtest/series_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Warnings(const std::string& rows) {
  SeriesFile file;
  EXPECT_TRUE(file.Add("year;neighborhood;age;group;value\n" + rows).ok());
  const SeriesContents contents = file.Finish();
  EXPECT_TRUE(contents.ok()) << contents.errors.at(0).message;
  return WarningsOf(contents.series);
}

TEST(SeriesWarningsTest, WhatIsWholeHasNone) {
  EXPECT_THAT(Warnings("2020;1;0-17;;20\n2020;1;18+;;80\n2020;1;;;100\n2020;1;;a;100\n"),
              IsEmpty());
}

TEST(SeriesWarningsTest, AgesBetweenBandsAreMissed) {
  EXPECT_THAT(Warnings("2020;1;0-17;;20\n2020;1;18-64;;80\n2020;1;85+;;9\n"),
              ElementsAre(HasSubstr("nobody is counted from age 65 to 84")));
  EXPECT_THAT(Warnings("2020;1;18-64;;80\n"),
              ElementsAre(HasSubstr("from age 0 to 17"), HasSubstr("ages end at 64")));
}

TEST(SeriesWarningsTest, TotalsThatAgesOrGroupsContradictAreUnlikely) {
  EXPECT_THAT(Warnings("2020;1;;;99\n2020;1;0-17;;2000\n2020;1;18+;;1000\n"),
              ElementsAre(HasSubstr("ages of 2020 sum to 3000, the total is 99")));
  EXPECT_THAT(Warnings("2020;1;;;100\n2020;1;;a;60\n2020;1;;b;60\n"),
              ElementsAre(HasSubstr("groups of 2020 sum to 120")));
}

TEST(SeriesWarningsTest, TenTimesThePeopleOfTheDateBeforeAreUnlikely) {
  EXPECT_THAT(Warnings("2020;1;;;1000\n2021;1;;;10000\n2022;1;;;1000\n").size(), 2u);
}

}  // namespace
}  // namespace zwk::forecasting
