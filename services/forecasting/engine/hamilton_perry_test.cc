#include "forecasting/engine/hamilton_perry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forecasting/engine/advance.h"
#include "forecasting/engine/conservation.h"
#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

class HamiltonPerryTest : public testing::Test {
 protected:
  HamiltonPerryTest() {
    model_.grid = {20, 1};
    model_.age_width = 5;
    options_.least = 0;
    options_.most = 100;
  }
  // Women aged 15 to 44 of a table of classes of five years.
  static double Women(const Grid& grid, const Cells& cells) {
    double sum = 0;
    for (int a = 3; a <= 8; ++a) sum += cells[grid.at(0, kFemale, a)];
    return sum;
  }
  Model model_;
  HamiltonPerryOptions options_;
  RandomCity city_{3, MigrationForm::kGrossFlows, 2, 1, 20};
  RandomCity later_{8, MigrationForm::kGrossFlows, 2, 1, 20};
};

TEST_F(HamiltonPerryTest, RatiosTakeTheFirstCountToTheSecond) {
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  const Cells forward = HamiltonPerryForward(model_, options_, (*ratios)[1], city_.people[1]);
  for (size_t i = 0; i < forward.size(); ++i) EXPECT_NEAR(forward[i], later_.people[1][i], 1e-9);
}

TEST_F(HamiltonPerryTest, RatiosAreThoseOfCohortsTheOpenClassAndChildrenPerWoman) {
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  const Cells& before = city_.people[0];
  const Cells& after = later_.people[0];
  EXPECT_DOUBLE_EQ((*ratios)[0][7], after[7] / before[6]);
  EXPECT_DOUBLE_EQ((*ratios)[0][19], after[19] / (before[18] + before[19]));
  EXPECT_DOUBLE_EQ((*ratios)[0][0], after[0] / Women(model_.grid, after));
}

TEST_F(HamiltonPerryTest, TwoClassesAtOnceHaveTwoClassesOfChildren) {
  options_.years = 10;
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_DOUBLE_EQ((*ratios)[0][1], later_.people[0][1] / Women(model_.grid, later_.people[0]));
  EXPECT_DOUBLE_EQ((*ratios)[0][2], later_.people[0][2] / city_.people[0][0]);
}

TEST_F(HamiltonPerryTest, RatiosAreCappedAndShrunkToTheCity) {
  options_.least = 0.5;
  options_.most = 2;
  city_.people[0][4] = 10;
  later_.people[0][5] = 1000;
  city_.people[1][4] = 90;
  later_.people[1][5] = 20;
  const auto ratios =
      HamiltonPerryRatios(model_, options_, city_.people, later_.people, {0.25, 1.0});
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_DOUBLE_EQ((*ratios)[0][5], 2.0);  // both the city's and its own are capped
  EXPECT_DOUBLE_EQ((*ratios)[1][5], 0.5);
  city_.people[0][9] = city_.people[1][9] = 100;
  later_.people[0][10] = 160;
  later_.people[1][10] = 80;
  const auto shrunk =
      HamiltonPerryRatios(model_, options_, city_.people, later_.people, {0.25, 1.0});
  EXPECT_DOUBLE_EQ((*shrunk)[0][10], 0.25 * 1.6 + 0.75 * 1.2);
}

TEST_F(HamiltonPerryTest, WhereNobodyWasTheCitysRatioHolds) {
  city_.people[0][4] = 0;
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_DOUBLE_EQ((*ratios)[0][5],
                   (later_.people[0][5] + later_.people[1][5]) / city_.people[1][4]);
}

TEST_F(HamiltonPerryTest, ChildrenWithoutWomenAreRefusedByNeighborhood) {
  model_.area_names = {"212", "231"};
  for (int a = 0; a < 20; ++a) later_.people[1][model_.grid.at(0, kFemale, a)] = 0;
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  EXPECT_TRUE(absl::IsFailedPrecondition(ratios.status()));
  EXPECT_THAT(std::string(ratios.status().message()),
              HasSubstr("neighborhood 231: children, but no women aged 15 to 44"));
}

TEST_F(HamiltonPerryTest, WithoutWomenAndChildrenTheCitysRatioOfChildrenHolds) {
  for (int a = 0; a < 20; ++a) later_.people[1][model_.grid.at(0, kFemale, a)] = 0;
  later_.people[1][0] = 0;
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  const double women = Women(model_.grid, later_.people[0]);
  for (const size_t cell : {model_.grid.at(0, kMale, 0), model_.grid.at(0, kFemale, 0)}) {
    EXPECT_DOUBLE_EQ((*ratios)[1][cell], later_.people[0][cell] / women);
  }
}

TEST_F(HamiltonPerryTest, WeightsTakeEveryCellTowardsTheCity) {
  const auto own = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  const auto city = HamiltonPerryRatios(model_, options_, city_.people, later_.people, {0, 0});
  const auto shrunk = HamiltonPerryRatios(model_, options_, city_.people, later_.people, {0.25, 1});
  ASSERT_TRUE(own.ok() && city.ok() && shrunk.ok());
  for (size_t i = 0; i < model_.grid.size(); ++i) {
    EXPECT_DOUBLE_EQ((*city)[0][i], (*city)[1][i]);
    EXPECT_NEAR((*shrunk)[0][i], 0.25 * (*own)[0][i] + 0.75 * (*city)[0][i], 1e-12);
    EXPECT_DOUBLE_EQ((*shrunk)[1][i], (*own)[1][i]);
  }
}

TEST_F(HamiltonPerryTest, WhereNobodyWasInTheWholeCityNothingChanges) {
  city_.people[0][4] = city_.people[1][4] = 0;
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_EQ((*ratios)[0][5], 1);
  // No women and no children in the whole city: none will be.
  for (auto& people : later_.people) {
    for (int a = 0; a < 20; ++a) people[model_.grid.at(0, kFemale, a)] = 0;
    people[0] = 0;
  }
  const auto none = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ((*none)[0][0], 0);
  later_.people[0][0] = 1;
  EXPECT_TRUE(absl::IsFailedPrecondition(
      HamiltonPerryRatios(model_, options_, city_.people, later_.people).status()));
}

TEST_F(HamiltonPerryTest, WomenAreThoseWhoseWholeClassIsWithinTheYears) {
  options_.women_from = 16;
  options_.women_to = 43;
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  double women = 0;
  for (int a = 4; a <= 7; ++a) women += later_.people[0][model_.grid.at(0, kFemale, a)];
  EXPECT_DOUBLE_EQ((*ratios)[0][0], later_.people[0][0] / women);
}

TEST_F(HamiltonPerryTest, WhatDoesNotFitIsRefused) {
  const auto refused = [&](const std::vector<double>& weights = {}) {
    const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people, weights);
    EXPECT_TRUE(ratios.ok() || absl::IsFailedPrecondition(ratios.status())) << ratios.status();
    return std::string(ratios.status().message());
  };
  EXPECT_EQ(refused({0, 1}), "");
  EXPECT_THAT(refused({0.5}), HasSubstr("the same neighborhoods"));
  EXPECT_THAT(refused({0.5, 1.01}), HasSubstr("neighborhood 1: the weight of own ratios is 1.01"));
  EXPECT_THAT(refused({-0.01, 1}), HasSubstr("neighborhood 0: the weight of own ratios is -0.01"));
  for (const int years : {0, 4, 7, 100}) {
    options_.years = years;
    EXPECT_THAT(refused(), HasSubstr("do not fit 20 age classes of 5")) << years;
  }
  options_.years = 95;
  EXPECT_EQ(refused(), "") << "the open class alone is left";
  options_.years = 5;
  options_.least = 2;
  options_.most = 2;
  EXPECT_EQ(refused(), "");
  options_.most = 1.9;
  EXPECT_THAT(refused(), HasSubstr("should rise from 0"));
  options_.least = -0.1;
  EXPECT_THAT(refused(), HasSubstr("should rise from 0"));
  options_.least = 0;
  later_.people.pop_back();
  EXPECT_THAT(refused(), HasSubstr("the same neighborhoods"));
}

TEST_F(HamiltonPerryTest, AStepMeetsTheTotalAndBooksOneNetChange) {
  const auto ratios = HamiltonPerryRatios(model_, options_, city_.people, later_.people);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  model_.form = MigrationForm::kHamiltonPerry;
  StepAssumptions assumptions;
  for (const Cells& of_area : *ratios) {
    auto area = std::make_shared<AreaAssumptions>();
    area->cohort_ratio = of_area;
    assumptions.areas.push_back(area);
  }
  assumptions.child_group = OwnGroup(1);
  assumptions.total = 0.9 * (Sum(later_.people[0]) + Sum(later_.people[1]));
  const auto steps = AdvanceAll(model_, {}, {assumptions}, {2020, city_.people, {}});
  ASSERT_TRUE(steps.ok()) << steps.status();
  const CityStep& step = (*steps)[0].step;
  for (size_t r = 0; r < 2; ++r) {
    const AreaStep& area = step.areas[r];
    for (size_t i = 0; i < area.end.size(); ++i) {
      EXPECT_NEAR(area.end[i], 0.9 * later_.people[r][i], 1e-9) << i;
      EXPECT_NEAR(area.start[i] + area.net_change[i], area.end[i], 1e-9) << i;
    }
    EXPECT_NEAR(Sum(area.start), Sum(city_.people[r]), 1e-9);
    EXPECT_EQ(Sum(area.births) + Sum(area.deaths) + Sum(area.net_migration), 0);
  }
  // The audit sees what does not balance.
  CityStep broken = step;
  broken.areas[1].net_change[7] += 1;
  EXPECT_TRUE(absl::IsInternal(CheckConservation(model_, city_.people, broken)));

  assumptions.total = 0;
  const auto refused = AdvanceAll(model_, {}, {assumptions}, {2020, city_.people, {}});
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status())) << refused.status();
  EXPECT_THAT(refused.status().message(), HasSubstr("year 2025: the city's total is 0"));
}

}  // namespace
}  // namespace zwk::forecasting
