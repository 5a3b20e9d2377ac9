#include "forecasting/engine/step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/engine/checks.h"
#include "forecasting/engine/conservation.h"
#include "forecasting/engine/random_city.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

TEST(StepTest, EveryCellBalancesForRandomCities) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    for (const MigrationForm form : {MigrationForm::kGrossFlows, MigrationForm::kNetMigration,
                                     MigrationForm::kMultiregional}) {
      RandomCity city(seed, form, 1 + seed % 5, 1 + seed % 4, 3 + seed);
      ASSERT_TRUE(CheckAssumptions(city.model, city.assumptions).ok());
      // CheckConservation runs in every step.
      const auto step = Step(city.model, city.people, city.assumptions);
      ASSERT_TRUE(step.ok()) << step.status();
    }
  }
}

TEST(StepTest, MoversOfEachClusterGoByItsShares) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    RandomCity city(seed, MigrationForm::kGrossFlows, 5, 2, 12);
    city.Cluster({0, 2, 1, 2, 0});
    ASSERT_TRUE(CheckAssumptions(city.model, city.assumptions).ok());
    const auto step = Step(city.model, city.people, city.assumptions);
    ASSERT_TRUE(step.ok()) << step.status();
    const size_t cells = city.model.grid.size();
    for (size_t i = 0; i < cells; ++i) {
      for (size_t to = 0; to < 5; ++to) {
        double expected = 0;
        for (size_t from = 0; from < 5; ++from) {
          const int cluster = city.assumptions.origin_cluster[from];
          expected += step->areas[from].internal_departures[i] *
                      city.areas[to]->arrival_share[cluster * cells + i];
        }
        EXPECT_NEAR(step->areas[to].internal_arrivals[i], expected, 1e-10);
      }
    }
  }
}

TEST(StepTest, OneClusterIsThePool) {
  RandomCity city(4, MigrationForm::kGrossFlows, 3, 2, 9);
  const auto pool = Step(city.model, city.people, city.assumptions);
  city.assumptions.origin_cluster = {0, 0, 0};
  const auto cluster = Step(city.model, city.people, city.assumptions);
  ASSERT_TRUE(pool.ok() && cluster.ok());
  for (size_t r = 0; r < 3; ++r) EXPECT_EQ(pool->areas[r].end, cluster->areas[r].end);
}

TEST(StepTest, PeopleOfTheWholeCityChangeByBirthsDeathsAndMovesAcrossItsBorderAlone) {
  RandomCity city(7, MigrationForm::kGrossFlows, 4, 3, 20);
  const auto step = Step(city.model, city.people, city.assumptions);
  ASSERT_TRUE(step.ok()) << step.status();
  double before = 0, after = 0, change = 0;
  for (size_t r = 0; r < city.people.size(); ++r) {
    const AreaStep& area = step->areas[r];
    before += Sum(city.people[r]);
    after += Sum(area.end);
    change += Sum(area.births) - Sum(area.deaths) + Sum(area.immigration_abroad) +
              Sum(area.immigration_rest) - Sum(area.emigration_abroad) - Sum(area.emigration_rest);
  }
  EXPECT_NEAR(after, before + change, 1e-8);
}

TEST(StepTest, MoversThatAreLostFailTheStepAndNameTheCell) {
  RandomCity city(1, MigrationForm::kGrossFlows, 3, 2, 10);
  city.areas[0]->arrival_share[city.model.grid.at(1, kFemale, 4)] /= 2;
  const auto step = Step(city.model, city.people, city.assumptions);
  EXPECT_EQ(step.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(step.status().message()), HasSubstr("group 1, female, age 4"));
}

TEST(StepTest, ABrokenBalanceIsFound) {
  RandomCity city(1, MigrationForm::kGrossFlows, 2, 2, 10);
  CityStep step = GrossFlowStep(city.model, city.people, city.assumptions);
  ASSERT_TRUE(CheckConservation(city.model, city.people, step).ok());
  CityStep lost = step;
  lost.areas[1].end[3] += 1e-3;
  EXPECT_THAT(std::string(CheckConservation(city.model, city.people, lost).message()),
              HasSubstr("neighborhood 1, group 0, male, age 3"));
  CityStep group_lost = step;
  group_lost.areas[0].naturalized_in[5] += 1;
  group_lost.areas[0].deaths[5] += 1;  // the cell balances, the groups do not
  EXPECT_EQ(CheckConservation(city.model, city.people, group_lost).code(),
            absl::StatusCode::kInternal);
  CityStep unborn = step;
  unborn.areas[0].births[0] += 1;
  unborn.areas[0].end[0] += 1;
  EXPECT_THAT(std::string(CheckConservation(city.model, city.people, unborn).message()),
              HasSubstr("who is born"));
  CityStep not_a_number = step;
  not_a_number.areas[0].end[2] = std::nan("");
  EXPECT_FALSE(CheckConservation(city.model, city.people, not_a_number).ok());
}

TEST(StepTest, ACellNeverEndsBelowZeroAndTheDifferenceIsBooked) {
  Model model;
  model.grid = {3, 1};
  model.form = MigrationForm::kNetMigration;
  model.timing = MigrationTiming::kEnd;
  auto in = std::make_shared<AreaAssumptions>();
  in->net_migration = Cells(model.grid.size());
  in->net_migration[1] = -150;
  const Cells people(model.grid.size(), 100.0);
  const auto step = Step(model, {people}, {{in}, 1.05, OwnGroup(1)});
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_EQ(step->areas[0].end[1], 0);
  EXPECT_EQ(step->areas[0].adjustment[1], 50);
}

// 100 women of age 1, mortality 0.2, a tenth emigrates, 5 arrive, half of them moves away; by hand.
TEST(StepTest, GrossFlowsExposeLeaversAndArrivalsToHalfAYear) {
  Model model;
  model.grid = {4, 1};
  const Grid& grid = model.grid;
  auto from = std::make_shared<AreaAssumptions>();
  auto to = std::make_shared<AreaAssumptions>();
  const size_t i = grid.at(0, kFemale, 2);
  from->mortality = from->emigration_abroad = from->immigration_rest = from->leaving =
      Cells(grid.size());
  to->arrival_share = Cells(grid.size(), 1.0);
  from->mortality[i] = 0.2;
  from->mortality[i + 1] = 0.4;
  from->emigration_abroad[i] = 0.1;
  from->immigration_rest[i] = 5;
  from->leaving[i] = 0.5;
  Cells people(grid.size());
  people[grid.at(0, kFemale, 1)] = 100;
  const auto step = Step(model, {people, Cells(grid.size())}, {{from, to}, 1.05, OwnGroup(1)});
  ASSERT_TRUE(step.ok()) << step.status();
  const AreaStep& area = step->areas[0];
  EXPECT_DOUBLE_EQ(area.deaths[i], 100 * (0.2 - 0.1 * 0.2 / 2) + 5 * 0.4 / 2);
  EXPECT_DOUBLE_EQ(area.internal_departures[i], 100 * 0.5 * 0.9);
  EXPECT_DOUBLE_EQ(area.end[i], 100 - 20 - 10 + 5 - 45);
  EXPECT_DOUBLE_EQ(step->areas[1].end[i], 45);
}

TEST(StepTest, ChildrenBelongToTheGroupsTheSharesSay) {
  Model model;
  model.grid = {3, 2};
  const Grid& grid = model.grid;
  auto in = std::make_shared<AreaAssumptions>();
  in->fertility = Cells(grid.size());
  in->fertility[grid.at(1, kFemale, 1)] = 0.5;
  Cells people(grid.size());
  people[grid.at(1, kFemale, 0)] = 205;
  const auto step = Step(model, {people}, {{in}, 1.05, {1, 0, 0.75, 0.25}});
  ASSERT_TRUE(step.ok()) << step.status();
  const Cells& end = step->areas[0].end;
  EXPECT_NEAR(end[grid.at(0, kFemale, 0)], 102.5 * 0.75 * 100 / 205, 1e-12);
  EXPECT_NEAR(end[grid.at(1, kMale, 0)], 102.5 * 0.25 * 105 / 205, 1e-12);
}

class ChecksTest : public testing::Test {
 protected:
  std::string Fault() {
    const absl::Status status = CheckAssumptions(city_.model, city_.assumptions);
    EXPECT_TRUE(status.ok() || absl::IsFailedPrecondition(status)) << status;
    return std::string(status.message());
  }
  RandomCity city_{3, MigrationForm::kGrossFlows, 3, 2, 10};
  const size_t cell_ = city_.model.grid.at(1, kFemale, 4);
};

TEST_F(ChecksTest, RatesThatTakeMoreThanThereIsAreRefusedByCell) {
  // (1-q)/(1-q/2) is 0.765 at q = 0.38: a flat cap of 0.8 would let this through.
  city_.areas[2]->mortality[cell_] = 0.38;
  city_.areas[2]->emigration_abroad[cell_] = city_.areas[2]->emigration_rest[cell_] = 0;
  city_.areas[2]->naturalization[0][cell_] = 0;
  city_.areas[2]->leaving[cell_] = 0.76;
  EXPECT_EQ(Fault(), "");
  city_.areas[2]->leaving[cell_] = 0.78;
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 2, group 1, female, age 4"));
  city_.model.allow_negative_cells = true;
  EXPECT_EQ(Fault(), "");
}

TEST_F(ChecksTest, SharesThatDoNotSumToOneAreRefused) {
  city_.areas[0]->arrival_share[cell_] += 1e-6;
  EXPECT_THAT(Fault(), HasSubstr("should be 1"));
}

TEST_F(ChecksTest, SharesOfCellsThatNobodyLeavesMayBeMissing) {
  for (auto& area : city_.areas) area->leaving[cell_] = area->arrival_share[cell_] = 0;
  EXPECT_EQ(Fault(), "");
}

TEST_F(ChecksTest, SharesOfChildrenThatDoNotSumToOneAreRefused) {
  city_.assumptions.child_group[0] += 0.1;
  EXPECT_THAT(Fault(), HasSubstr("children of group 0"));
}

TEST_F(ChecksTest, NumbersThatAreNoRatesAreRefused) {
  for (const double wrong : {-0.1, 1.1, std::nan(""), HUGE_VAL}) {
    city_.areas[1]->mortality[cell_] = wrong;
    EXPECT_THAT(Fault(), HasSubstr("mortality")) << wrong;
  }
}

TEST_F(ChecksTest, SharesOfAClusterThatDoNotSumToOneAreRefusedByWhereItsPeopleLeave) {
  city_.Cluster({0, 1, 1});
  EXPECT_EQ(Fault(), "");
  city_.areas[2]->arrival_share[city_.model.grid.size() + cell_] /= 2;
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 1, group 1, female, age 4"));
  city_.assumptions.origin_cluster = {0, 1, 7};
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 2: there is no cluster 7"));
}

TEST_F(ChecksTest, NumbersThatWouldOverflowAreRefused) {
  city_.areas[1]->immigration_rest[cell_] = 1e300;
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 1, group 1, female, age 4: immigration"));
  city_.people[0][cell_] = 1e300;
  EXPECT_THAT(std::string(CheckStart(city_.model, city_.people).message()), HasSubstr("1e12"));
}

TEST_F(ChecksTest, MultiregionalRatesAboveWhatAStepCanTakeAreRefused) {
  city_.model.form = MigrationForm::kMultiregional;
  EXPECT_EQ(Fault(), "");
  city_.areas[2]->moving[0][cell_] = 1.9;
  EXPECT_THAT(Fault(), HasSubstr("neighborhood 2, group 1, female, age 4: the rate of dying"));
  city_.areas[2]->moving[0][cell_] = 0;
  city_.areas[2]->moving[2].assign(city_.model.grid.size(), 0.1);
  EXPECT_THAT(Fault(), HasSubstr("to the same neighborhood"));
}

TEST_F(ChecksTest, MenHaveNoFertility) {
  city_.areas[1]->fertility[city_.model.grid.at(0, kMale, 4)] = 0.1;
  EXPECT_THAT(Fault(), HasSubstr("fertility"));
}

TEST_F(ChecksTest, PeopleAtTheStartAreFiniteAndNotNegative) {
  EXPECT_TRUE(CheckStart(city_.model, city_.people).ok());
  city_.people[1][cell_] = -1;
  EXPECT_FALSE(CheckStart(city_.model, city_.people).ok());
}

}  // namespace
}  // namespace zwk::forecasting
