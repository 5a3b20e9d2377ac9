#include "forecasting/engine/margins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/cases.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> NumbersIn(const std::string& path) {
  std::vector<double> numbers;
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  for (std::string line; std::getline(file, line);) {
    std::stringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) numbers.push_back(std::stod(field));
  }
  return numbers;
}

TEST(MarginsTest, TheSharedCaseIsMetAndKeepsItsOddsRatios) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/ipf_4x4");
  const std::string folder = test::CasesFolder("forecasting/ipf_4x4");
  const std::vector<double> seed = NumbersIn(folder + "seed.csv");
  const std::vector<double> expected = NumbersIn(folder + "expected.csv");
  const auto fitted = FitToMargins(seed, NumbersIn(folder + "row_targets.csv"),
                                   NumbersIn(folder + "col_targets.csv"), 1e-14);
  ASSERT_TRUE(fitted.ok()) << fitted.status();
  EXPECT_TRUE(fitted->converged);
  for (size_t i = 0; i < 16; ++i) EXPECT_NEAR(fitted->cells[i], expected[i], 1e-9) << i;
  const auto odds = [](const std::vector<double>& t, int r, int c) {
    return t[r * 4 + c] * t[r * 4 + c + 5] / (t[r * 4 + c + 1] * t[r * 4 + c + 4]);
  };
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(odds(fitted->cells, r, c), odds(seed, r, c), 1e-9);
  }
}

TEST(MarginsTest, ColumnsAreScaledToTheGrandTotalOfTheRows) {
  const auto fitted = FitToMargins({1, 2, 3, 4}, {30, 70}, {4, 6});
  ASSERT_TRUE(fitted.ok());
  EXPECT_TRUE(fitted->converged);
  EXPECT_NEAR(fitted->cells[0] + fitted->cells[2], 40, 1e-6);
}

TEST(MarginsTest, ZerosThatKeepAMarginFromBeingMetAreReported) {
  const auto fitted = FitToMargins({1, 0, 0, 1}, {30, 70}, {60, 40});
  ASSERT_TRUE(fitted.ok());
  EXPECT_FALSE(fitted->converged);
  EXPECT_THAT(fitted->worst, HasSubstr("row"));
  EXPECT_NEAR(fitted->error, 0.5, 1e-9);  // 60 where there should be 30
}

TEST(MarginsTest, WhatIsNoTableOfPeopleIsRefused) {
  EXPECT_FALSE(FitToMargins({1, 2, 3}, {1, 2}, {1, 2}).ok());
  EXPECT_FALSE(FitToMargins({1, 2, 3, -4}, {1, 2}, {1, 2}).ok());
  EXPECT_FALSE(FitToMargins({1, 2, 3, std::nan("")}, {1, 2}, {1, 2}).ok());
  const auto empty_row = FitToMargins({0, 0, 3, 4}, {1, 2}, {1, 2});
  EXPECT_THAT(std::string(empty_row.status().message()), HasSubstr("row 0 is all zeros"));
}

TEST(MarginsTest, ATotalNeedsSomebodyToScale) {
  std::vector<double> values{1, 3};
  ASSERT_TRUE(ScaleToTotal(8, values).ok());
  EXPECT_THAT(values, ElementsAre(2, 6));
  values = {0, 0};
  EXPECT_FALSE(ScaleToTotal(8, values).ok());
  EXPECT_TRUE(ScaleToTotal(0, values).ok());
  EXPECT_FALSE(ScaleToTotal(HUGE_VAL, values).ok());
}

TEST(MarginsTest, RoundedFiguresSumToTheRoundedTotal) {
  EXPECT_THAT(RoundedByLargestRemainder({1.4, 2.4, 3.4}), ElementsAre(2, 2, 3));
  EXPECT_THAT(RoundedByLargestRemainder({0.9, 0.2, 0.4}), ElementsAre(1, 0, 1));
  EXPECT_THAT(RoundedByLargestRemainder({0.5, 0.5}), ElementsAre(1, 0));
  EXPECT_THAT(RoundedByLargestRemainder({5, 7}), ElementsAre(5, 7));
}

}  // namespace
}  // namespace zwk::forecasting
