#include "forecasting/engine/targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "forecasting/engine/checks.h"
#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

class TargetsTest : public testing::Test {
 protected:
  TargetsTest() {
    for (auto& area : city_.areas) {  // room for more mortality and emigration
      for (Cells* rates : {&area->mortality, &area->emigration_abroad, &area->emigration_rest}) {
        for (double& rate : *rates) rate /= 4;
      }
    }
    base_ = *Step(city_.model, city_.people, city_.assumptions);
  }
  absl::StatusOr<MetTargets> Meet() {
    return StepToTargets(city_.model, city_.people, city_.assumptions, targets_, 3);
  }
  double Total(const CityStep& step, Cells AreaStep::* table) {
    double sum = 0;
    for (const AreaStep& area : step.areas) sum += Sum(area.*table);
    return sum;
  }
  static double In(const AreaStep& area) {
    return Sum(area.immigration_abroad) + Sum(area.immigration_rest);
  }
  static double Out(const AreaStep& area) {
    return Sum(area.emigration_abroad) + Sum(area.emigration_rest);
  }
  std::string Fault() { return std::string(Meet().status().message()); }

  RandomCity city_{6, MigrationForm::kGrossFlows, 3, 2, 15};
  CityStep base_;
  StepTargets targets_;
};

TEST_F(TargetsTest, EveryFlowOfTheCityMeetsItsFigureAtOnce) {
  const std::vector<std::pair<Flow, Cells AreaStep::*>> flows = {
      {Flow::kBirths, &AreaStep::births},
      {Flow::kDeaths, &AreaStep::deaths},
      {Flow::kImmigrationAbroad, &AreaStep::immigration_abroad},
      {Flow::kImmigrationRest, &AreaStep::immigration_rest},
      {Flow::kEmigrationAbroad, &AreaStep::emigration_abroad},
      {Flow::kEmigrationRest, &AreaStep::emigration_rest}};
  double factor = 1.3;
  for (const auto& [flow, table] : flows) {
    targets_.city.push_back({flow, {Total(base_, table) * factor}});
    factor -= 0.1;
  }
  const auto met = Meet();
  ASSERT_TRUE(met.ok()) << met.status();
  for (size_t k = 0; k < flows.size(); ++k) {
    const double target = targets_.city[k].people[0];
    EXPECT_NEAR(Total(met->step, flows[k].second), target, 1e-8 * target);
  }
  for (const AreaStep& area : met->step.areas) EXPECT_EQ(Sum(area.adjustment), 0);
  // The assumptions it answers are valid and make the same step.
  EXPECT_TRUE(CheckAssumptions(city_.model, met->assumptions).ok());
  const auto again = Step(city_.model, city_.people, met->assumptions);
  EXPECT_EQ(again->areas[1].end, met->step.areas[1].end);
}

TEST_F(TargetsTest, DeathsBySexAndAgeAreMetInEachCellOfTheCity) {
  const Grid& grid = city_.model.grid;
  std::vector<double> deaths(2 * grid.ages);
  for (const AreaStep& area : base_.areas) {
    for (size_t i = 0; i < grid.size(); ++i) deaths[i % deaths.size()] += area.deaths[i];
  }
  for (size_t k = 0; k < deaths.size(); ++k) deaths[k] *= 0.8 + 0.02 * (k % 7);
  targets_.city = {{Flow::kDeaths, deaths}};
  const auto met = Meet();
  ASSERT_TRUE(met.ok()) << met.status();
  for (size_t k = 0; k < deaths.size(); ++k) {
    double has = 0;
    for (const AreaStep& area : met->step.areas) has += area.deaths[k] + area.deaths[k + 30];
    EXPECT_NEAR(has, deaths[k], 1e-8);
  }
}

TEST_F(TargetsTest, ANetTargetRegrossesBothFlowsOfItsNeighborhoodAlone) {
  const double in = In(base_.areas[1]), out = Out(base_.areas[1]);
  targets_.areas = {{1, NetMigrationTarget{in - out - 60}}};
  const auto met = Meet();
  ASSERT_TRUE(met.ok()) << met.status();
  EXPECT_NEAR(In(met->step.areas[1]) - Out(met->step.areas[1]), in - out - 60, 1e-5);
  EXPECT_LT(In(met->step.areas[1]), in);
  EXPECT_GT(Out(met->step.areas[1]), out);
  EXPECT_NEAR(In(met->step.areas[0]), In(base_.areas[0]), 1e-9);
  // One factor for all cells.
  const double factor =
      met->assumptions.areas[1]->immigration_abroad[7] / city_.areas[1]->immigration_abroad[7];
  EXPECT_NEAR(met->step.areas[1].immigration_rest[33], base_.areas[1].immigration_rest[33] * factor,
              1e-9);
}

TEST_F(TargetsTest, PeopleAndHousingMeetTheirEnd) {
  const double people = Sum(base_.areas[0].end);
  targets_.areas = {{0, PeopleTarget{people * 1.02}}, {2, HousingTarget{100, 1, 1}}};
  targets_.areas[1].target = HousingTarget{Sum(base_.areas[2].end) - 50, 1, 1};
  const auto met = Meet();
  ASSERT_TRUE(met.ok()) << met.status();
  EXPECT_NEAR(Sum(met->step.areas[0].end), people * 1.02, 1e-4);
  EXPECT_NEAR(Sum(met->step.areas[2].end), Sum(base_.areas[2].end) - 50, 1e-4);
  EXPECT_LT(In(met->step.areas[2]), In(base_.areas[2]));
}

TEST_F(TargetsTest, CityAndNeighborhoodsAreMetTogether) {
  const double abroad = Total(base_, &AreaStep::immigration_abroad);
  targets_.city = {{Flow::kImmigrationAbroad, {abroad * 1.1}},
                   {Flow::kDeaths, {Total(base_, &AreaStep::deaths) * 0.9}}};
  targets_.areas = {{0, NetMigrationTarget{5}}, {2, PeopleTarget{Sum(base_.areas[2].end)}}};
  const auto met = Meet();
  ASSERT_TRUE(met.ok()) << met.status();
  EXPECT_NEAR(Total(met->step, &AreaStep::immigration_abroad), abroad * 1.1, 1e-5);
  EXPECT_NEAR(In(met->step.areas[0]) - Out(met->step.areas[0]), 5, 1e-5);
}

TEST_F(TargetsTest, WhatCannotBeMetIsRefusedByName) {
  city_.model.area_names = {"211", "212", "215"};
  targets_.areas = {{1, PeopleTarget{1}}};  // more would have to leave than there are
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 212: people at the end should be 1"));
  targets_.areas = {{2, NetMigrationTarget{10}}};
  city_.areas[2]->immigration_abroad.clear();
  city_.areas[2]->immigration_rest.clear();
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 215: net migration should be 10: nobody arrives"));
}

// In tens, as of the smallest area: who sets a target need not see exact figures.
TEST_F(TargetsTest, HowFarATargetCanBeMetIsSaidInTensAndInWhichDirection) {
  city_.model.area_names = {"211", "212", "215"};
  const auto number_behind = [](const std::string& fault, const std::string& words) {
    const size_t at = fault.find(words);
    EXPECT_NE(at, std::string::npos) << fault;
    return at == std::string::npos ? 0 : std::atof(fault.c_str() + at + words.size());
  };
  targets_.city = {{Flow::kDeaths, {100'000}}};
  const double most = number_behind(
      Fault(), "the city's deaths should be 100000, but cannot be made more than approximately ");
  EXPECT_GT(most, Total(base_, &AreaStep::deaths));
  EXPECT_LT(most, Total(base_, &AreaStep::start));
  EXPECT_EQ(std::fmod(most, 10), 0) << most;

  targets_ = {.city = {}, .areas = {{1, PeopleTarget{1}}}};
  const double least = number_behind(Fault(),
                                     "neighborhood 212: people at the end should be 1, but cannot "
                                     "be made less than approximately ");
  EXPECT_GT(least, 1);
  EXPECT_LT(least, Sum(base_.areas[1].end));
  EXPECT_EQ(std::fmod(least, 10), 0) << least;
}

TEST_F(TargetsTest, BirthsNeedWomen) {
  for (Cells& people : city_.people) {
    for (size_t i = 0; i < people.size(); ++i) {
      if (i / 15 % 2 == kFemale) people[i] = 0;
    }
  }
  for (auto& area : city_.areas) {
    area->immigration_abroad.clear();
    area->immigration_rest.clear();
  }
  targets_.city = {{Flow::kBirths, {12}}};
  EXPECT_THAT(Fault(), HasSubstr("the city's births should be 12, but there are none"));
}

TEST_F(TargetsTest, TargetsThatContradictEachOtherAreRefused) {
  targets_.city = {{Flow::kImmigrationAbroad, {100}},
                   {Flow::kImmigrationRest, {100}},
                   {Flow::kEmigrationAbroad, {50}},
                   {Flow::kEmigrationRest, {50}}};
  for (size_t r = 0; r < 3; ++r) targets_.areas.push_back({r, NetMigrationTarget{50}});
  EXPECT_THAT(Fault(), HasSubstr("contradict"));
}

TEST_F(TargetsTest, FaultsAreNamedByPath) {
  const auto fault = [&] { return FieldOf(CheckTargets(city_.model, 3, targets_)); };
  targets_.city = {{Flow::kDeaths, {1, 2, 3}}};
  EXPECT_EQ(fault(), "targets.city[0].people");
  targets_.city = {{Flow::kDeaths, {-1}}};
  EXPECT_EQ(fault(), "targets.city[0].people");
  targets_.city = {{Flow::kDeaths, {1}}, {Flow::kDeaths, {2}}};
  EXPECT_EQ(fault(), "targets.city[1].flow");
  targets_.city.clear();
  targets_.areas = {{3, NetMigrationTarget{1}}};
  EXPECT_EQ(fault(), "targets.areas[0].area");
  targets_.areas = {{0, NetMigrationTarget{1}}, {0, PeopleTarget{1}}};
  EXPECT_EQ(fault(), "targets.areas[1].area");
  targets_.areas = {{0, NetMigrationTarget{std::nan("")}}};
  EXPECT_EQ(fault(), "targets.areas[0].people");
  targets_.areas = {{0, HousingTarget{1, 2, 0}}};
  EXPECT_EQ(fault(), "targets.areas[0].less");
  targets_.areas = {{0, PeopleTarget{1}}};
  EXPECT_EQ(fault(), "");
  city_.model.form = MigrationForm::kNetMigration;
  EXPECT_EQ(fault(), "targets");
}

}  // namespace
}  // namespace zwk::forecasting
