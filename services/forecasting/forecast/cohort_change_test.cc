#include "forecasting/forecast/cohort_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forecasting/engine/hamilton_perry.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// One group, classes of five years to 45+; cohorts of every neighborhood grow by its factor.
class CohortChangeTest : public testing::Test {
 protected:
  CohortChangeTest() {
    model_.grid = {10, 1};
    model_.age_width = 5;
    model_.form = MigrationForm::kHamiltonPerry;
  }
  void Add(double people, double factor) {
    before_.emplace_back(model_.grid.size(), people);
    Cells& after = after_.emplace_back(model_.grid.size(), people * factor);
    for (const int sex : {kMale, kFemale}) after[model_.grid.at(0, sex, 9)] *= 2;  // open
  }
  Model model_;
  std::vector<Cells> before_, after_;
};

TEST_F(CohortChangeTest, OwnRatiosCountTheMoreTheMorePeopleTheyComeFrom) {
  for (int i = 0; i < 20; ++i) Add(1000, i % 2 == 0 ? 1.1 : 0.9);
  Add(1000, 1.3);
  Add(2, 1.3);
  const auto ratios = ShrunkCohortRatios(model_, before_, after_);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  const double city = 1.0143;  // 1,000 grew to 21.3 / 21
  const double large = (*ratios)[20][3], small = (*ratios)[21][3];
  EXPECT_NEAR(large, 1.3, 0.01);
  EXPECT_GT(small, city);
  EXPECT_LT(small, 1.2);
  EXPECT_LT(small, large);
}

TEST_F(CohortChangeTest, WhereAllDifferencesAreChanceTheCitysRatiosHold) {
  Add(3, 1.1);
  Add(3, 0.9);
  const auto ratios = ShrunkCohortRatios(model_, before_, after_);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_NEAR((*ratios)[0][3], 1.0, 1e-9);
  EXPECT_NEAR((*ratios)[1][3], 1.0, 1e-9);
}

TEST_F(CohortChangeTest, RatiosAreCapped) {
  for (int i = 0; i < 10; ++i) Add(1000, 1);
  Add(1000, 5);
  const auto ratios = ShrunkCohortRatios(model_, before_, after_);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_LE((*ratios)[10][3], 2);
  EXPECT_GT((*ratios)[10][3], 1.9);
}

TEST_F(CohortChangeTest, ANeighborhoodThatWasEmptyTakesTheCitysRatios) {
  for (int i = 0; i < 10; ++i) Add(1000, i % 2 == 0 ? 1.1 : 0.9);
  Add(0, 1);
  after_.back().assign(model_.grid.size(), 7);
  const auto ratios = ShrunkCohortRatios(model_, before_, after_);
  ASSERT_TRUE(ratios.ok()) << ratios.status();
  EXPECT_NEAR((*ratios)[10][3], 1.0, 0.01);
}

TEST_F(CohortChangeTest, TotalsGoOnAlongTheLineUntilNobodyIsLeft) {
  Add(10, 0.8);
  const double before = 200, after = 200 * 0.8 + 2 * 8;
  const auto totals = LinearTotals(before_, after_, 2);
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_THAT(*totals, ElementsAre(testing::DoubleNear(after + (after - before), 1e-9),
                                   testing::DoubleNear(after + 2 * (after - before), 1e-9)));
  const auto nobody = LinearTotals(before_, after_, 20);
  EXPECT_TRUE(absl::IsFailedPrecondition(nobody.status())) << nobody.status();
  EXPECT_THAT(nobody.status().message(), HasSubstr("leaves nobody at the end of step 8"));
}

}  // namespace
}  // namespace zwk::forecasting
