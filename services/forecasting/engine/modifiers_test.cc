#include "forecasting/engine/modifiers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/engine/checks.h"
#include "forecasting/engine/random_city.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

class ModifiersTest : public testing::Test {
 protected:
  StepAssumptions In(int year) {
    const auto modified = Modified(city_.model, {modifier_}, year, city_.assumptions);
    EXPECT_TRUE(modified.ok()) << modified.status();
    return *modified;
  }
  double Ratio(const StepAssumptions& modified, size_t area, size_t cell) {
    return modified.areas[area]->leaving[cell] / city_.areas[area]->leaving[cell];
  }
  RandomCity city_{2, MigrationForm::kGrossFlows, 3, 2, 12};
  const Grid& grid_ = city_.model.grid;
  Modifier modifier_;
};

TEST_F(ModifiersTest, TheEffectGrowsOverTheRampAndEnds) {
  modifier_.first_year = 2030;
  modifier_.last_year = 2034;
  modifier_.ramp_years = 4;
  EXPECT_EQ(EffectIn(modifier_, 2029), 0);
  EXPECT_EQ(EffectIn(modifier_, 2030), 0.25);
  EXPECT_EQ(EffectIn(modifier_, 2033), 1);
  EXPECT_EQ(EffectIn(modifier_, 2034), 1);
  EXPECT_EQ(EffectIn(modifier_, 2035), 0);
}

TEST_F(ModifiersTest, OnlyWhomItIsAboutChanges) {
  modifier_.quantity = Quantity::kLeaving;
  modifier_.amount = 1.5;
  modifier_.areas = {1};
  modifier_.group = 1;
  modifier_.sex = kFemale;
  modifier_.age_from = 3;
  modifier_.age_to = 5;
  const StepAssumptions modified = In(2030);
  for (size_t r = 0; r < 3; ++r) {
    for (size_t i = 0; i < grid_.size(); ++i) {
      const bool about = r == 1 && (i == grid_.at(1, kFemale, 3) || i == grid_.at(1, kFemale, 4));
      EXPECT_DOUBLE_EQ(Ratio(modified, r, i), about ? 1.5 : 1.0);
    }
  }
  EXPECT_EQ(modified.areas[0], city_.assumptions.areas[0]);  // untouched ones stay shared
}

TEST_F(ModifiersTest, HalfARampIsHalfTheEffect) {
  modifier_.quantity = Quantity::kLeaving;
  modifier_.amount = 1.5;
  modifier_.first_year = 2030;
  modifier_.ramp_years = 2;
  EXPECT_DOUBLE_EQ(Ratio(In(2030), 0, 5), 1.25);
  EXPECT_DOUBLE_EQ(Ratio(In(2029), 0, 5), 1);
}

TEST_F(ModifiersTest, RatesAreAddedToAndCountsAreSpread) {
  modifier_.operation = Operation::kAdd;
  modifier_.quantity = Quantity::kFertility;
  modifier_.amount = 0.01;
  const size_t mother = grid_.at(0, kFemale, 5);
  EXPECT_DOUBLE_EQ(In(2030).areas[2]->fertility[mother], city_.areas[2]->fertility[mother] + 0.01);
  EXPECT_TRUE(CheckAssumptions(city_.model, In(2030)).ok());  // men still bear no children

  modifier_.quantity = Quantity::kImmigrationAbroad;
  modifier_.amount = 60;
  modifier_.areas = {0, 2};
  const StepAssumptions modified = In(2030);
  double more = 0;
  for (size_t r = 0; r < 3; ++r) {
    more += Sum(modified.areas[r]->immigration_abroad) - Sum(city_.areas[r]->immigration_abroad);
  }
  EXPECT_NEAR(more, 60, 1e-9);
  EXPECT_EQ(modified.areas[1]->immigration_abroad, city_.areas[1]->immigration_abroad);
  city_.areas[0]->immigration_abroad.clear();
  city_.areas[2]->immigration_abroad.clear();
  EXPECT_NEAR(Sum(In(2030).areas[2]->immigration_abroad), 30, 1e-9);  // evenly
}

TEST_F(ModifiersTest, ANeighborhoodThatAttractsMoreTakesFromTheOthers) {
  city_.Cluster({0, 1, 1});
  modifier_.quantity = Quantity::kArrivalShare;
  modifier_.amount = 3;
  modifier_.areas = {2};
  const StepAssumptions modified = In(2030);
  EXPECT_TRUE(CheckAssumptions(city_.model, modified).ok());
  EXPECT_GT(modified.areas[2]->arrival_share[4], city_.areas[2]->arrival_share[4]);
  modifier_.amount = 0;
  modifier_.areas = {};
  const auto nowhere = Modified(city_.model, {modifier_}, 2030, city_.assumptions);
  EXPECT_TRUE(absl::IsFailedPrecondition(nowhere.status()));
}

TEST_F(ModifiersTest, MultiregionalRatesAreTheOnesThatChange) {
  city_.model.form = MigrationForm::kMultiregional;
  modifier_.quantity = Quantity::kLeaving;
  modifier_.amount = 2;
  EXPECT_DOUBLE_EQ(In(2030).areas[0]->moving[1][3], 2 * city_.areas[0]->moving[1][3]);
  modifier_.quantity = Quantity::kMortality;
  EXPECT_DOUBLE_EQ(In(2030).areas[0]->death_rate[3], 2 * city_.areas[0]->death_rate[3]);
}

TEST_F(ModifiersTest, ModifiersAreAppliedInTheirOrder) {
  Modifier add{.quantity = Quantity::kMortality, .operation = Operation::kAdd, .amount = 0.1};
  Modifier twice{.quantity = Quantity::kMortality, .amount = 2};
  const auto modified = Modified(city_.model, {add, twice}, 2030, city_.assumptions);
  ASSERT_TRUE(modified.ok());
  EXPECT_DOUBLE_EQ(modified->areas[0]->mortality[7], (city_.areas[0]->mortality[7] + 0.1) * 2);
}

TEST_F(ModifiersTest, FaultsAreNamedByPath) {
  const auto fault = [&] {
    return FieldOf(CheckModifiers(city_.model, 3, {Modifier{}, modifier_}));
  };
  EXPECT_EQ(fault(), "");
  modifier_.amount = std::nan("");
  EXPECT_EQ(fault(), "modifiers[1].amount");
  modifier_ = {.amount = -1};
  EXPECT_EQ(fault(), "modifiers[1].amount");
  modifier_ = {.quantity = Quantity::kArrivalShare, .operation = Operation::kAdd, .amount = 1};
  EXPECT_EQ(fault(), "modifiers[1].operation");
  modifier_ = {.areas = {0, 3}};
  EXPECT_EQ(fault(), "modifiers[1].areas[1]");
  modifier_ = {.group = 2};
  EXPECT_EQ(fault(), "modifiers[1].group");
  modifier_ = {.age_from = 5, .age_to = 5};
  EXPECT_EQ(fault(), "modifiers[1].age_to");
  modifier_ = {.first_year = 2030, .last_year = 2029};
  EXPECT_EQ(fault(), "modifiers[1].last_year");
  modifier_ = {.ramp_years = 0};
  EXPECT_EQ(fault(), "modifiers[1].ramp_years");
}

}  // namespace
}  // namespace zwk::forecasting
