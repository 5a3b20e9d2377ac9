#include "forecasting/data/balance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Ages 0, 1, 2+; groups a and b; neighborhoods 1 and 2. Everybody stays, unless a test says so.
class BalanceTest : public testing::Test {
 protected:
  BalanceTest() {
    model_.grid = {3, 2};
    model_.area_names = {"1", "2"};
    model_.group_names = {"a", "b"};
    for (DataBlock& block : before_) {
      block.tables[table::kPeople] = {10, 20, 30, 11, 21, 31, 4, 5, 6, 1, 2, 3};
    }
    for (DataBlock& block : after_) {
      block.tables[table::kPeople] = {0, 10, 50, 0, 11, 52, 0, 4, 11, 0, 1, 5};
    }
    // Every flow is recorded, if only by a zero.
    for (const char* flow :
         {table::kBirths, table::kDeaths, table::kImmigrationAbroad, table::kImmigrationRest,
          table::kEmigrationAbroad, table::kEmigrationRest}) {
      flows_[0].tables[flow] = Cells(12);
    }
    flows_[0].transitions = {{table::kInternal, "2", 0, 0}, {table::kNaturalization, "a", 6, 0}};
  }

  BalancedYear Check(double tolerance = 0.5) {
    return BalanceYear(model_, 2024, before_, flows_, after_, tolerance);
  }
  Cells& People(size_t area) { return after_[area].tables[table::kPeople]; }
  Cells& Flow(const char* name) { return flows_[0].tables[name]; }
  // By which every test starts: it balances.
  void ExpectBalance() {
    const BalancedYear balanced = Check();
    EXPECT_EQ(balanced.report.not_checked_because(), "");
    EXPECT_EQ(balanced.report.cells_off(), 0);
    EXPECT_THAT(balanced.faults, IsEmpty());
  }

  Model model_;
  std::vector<DataBlock> before_{2}, flows_{2}, after_{2};
};

TEST_F(BalanceTest, EverybodyGrowsOlderAndTheOpenClassKeepsItsPeople) { ExpectBalance(); }

TEST_F(BalanceTest, InfantsAreTheChildrenBornLessThoseWhoDied) {
  const size_t girl = model_.grid.at(1, kFemale, 0), mother = model_.grid.at(1, kFemale, 1);
  Flow(table::kBirths)[girl] = 7;
  Flow(table::kBirths)[mother] = 7;  // the same children, by their mothers
  Flow(table::kDeaths)[girl] = 2;
  const BalancedYear off = Check();
  ASSERT_EQ(off.faults.size(), 1u);  // not also one of the mothers
  EXPECT_EQ(off.faults[0].cell, girl);
  EXPECT_EQ(off.faults[0].difference, -5);
  People(0)[girl] = 5;
  ExpectBalance();
}

TEST_F(BalanceTest, WhoDiesInTheOpenClassWasThereOrCameIntoIt) {
  const size_t open = model_.grid.at(0, kMale, 2);
  Flow(table::kDeaths)[open] = 45;  // more than the 30 who were there before
  People(0)[open] = 5;
  ExpectBalance();
}

TEST_F(BalanceTest, MovesAndNaturalizationCountInBothPlaces) {
  const uint32_t cell = static_cast<uint32_t>(model_.grid.at(1, kMale, 1));
  flows_[0].transitions[0] = {table::kInternal, "2", cell, 3};
  flows_[0].transitions[1] = {table::kNaturalization, "a", cell, 1};
  EXPECT_EQ(Check().report.cells_off(), 3);
  EXPECT_EQ(Check().report.difference(), 0);  // of the city
  People(0)[cell] -= 4;
  People(1)[cell] += 3;
  People(0)[model_.grid.at(0, kMale, 1)] += 1;
  ExpectBalance();
}

TEST_F(BalanceTest, ACorrectionOfTheRegisterIsAFlow) {
  People(1)[4] -= 2;
  EXPECT_EQ(Check().faults.size(), 1u);
  flows_[1].tables[table::kCorrections] = Cells(12);
  flows_[1].tables[table::kCorrections][4] = -2;
  ExpectBalance();
}

TEST_F(BalanceTest, ToleranceIsInPeoplePerCell) {
  People(0)[1] += 2;
  People(1)[2] -= 3;
  const BalancedYear strict = Check();
  EXPECT_EQ(strict.report.cells_off(), 2);
  EXPECT_EQ(strict.report.largest_difference(), -3);
  EXPECT_EQ(strict.report.difference(), -1);
  EXPECT_THAT(Describe(model_, strict.faults[0]),
              HasSubstr("neighborhood 1, group a, male, age 1, 2024: 12 people on 31 December, but "
                        "10 follow"));
  EXPECT_EQ(Check(2).report.cells_off(), 1);
  const BalancedYear lenient = Check(3);
  EXPECT_THAT(lenient.faults, IsEmpty());
  EXPECT_EQ(lenient.report.largest_difference(), -3);  // is said all the same
}

TEST_F(BalanceTest, SumsOfDecimalsAreNotOffByTheirRounding) {
  Flow(table::kImmigrationAbroad)[1] = 0.1;
  Flow(table::kImmigrationRest)[1] = 0.2;
  People(0)[1] = 10.3;
  EXPECT_THAT(Check(0).faults, IsEmpty());
  People(0)[1] = 10.31;
  EXPECT_EQ(Check(0).faults.size(), 1u);
}

TEST_F(BalanceTest, FlowsOfWhichSomeAreNotRecordedAreNotChecked) {
  People(0)[1] += 100;
  flows_[0].tables.erase(table::kDeaths);
  flows_[0].transitions.pop_back();
  const BalancedYear unchecked = Check();
  EXPECT_EQ(unchecked.report.not_checked_because(),
            "the flows have no row of deaths, naturalization; a row of zero says that there was "
            "none");
  EXPECT_THAT(unchecked.faults, IsEmpty());
  EXPECT_EQ(unchecked.report.year(), 2024);
}

TEST_F(BalanceTest, ACityOfOneNeighborhoodAndGroupNeedsNeitherMovesNorNaturalization) {
  model_.grid.groups = 1;
  model_.area_names = {"1"};
  for (auto* blocks : {&before_, &flows_, &after_}) blocks->resize(1);
  for (auto* blocks : {&before_, &after_}) (*blocks)[0].tables[table::kPeople].resize(6);
  for (auto& [name, cells] : flows_[0].tables) cells.resize(6);
  flows_[0].transitions.clear();
  ExpectBalance();
}

TEST_F(BalanceTest, BirthsByMothersAloneDoNotTellTheChildren) {
  Flow(table::kBirths)[4] = 3;
  EXPECT_THAT(Check().report.not_checked_because(), HasSubstr("by the mother alone"));
}

TEST_F(BalanceTest, NetMigrationTakesThePlaceOfMoves) {
  for (const char* flow : {table::kImmigrationAbroad, table::kImmigrationRest,
                           table::kEmigrationAbroad, table::kEmigrationRest}) {
    flows_[0].tables.erase(flow);
  }
  flows_[0].transitions.erase(flows_[0].transitions.begin());
  Flow(table::kNetMigration) = Cells(12);
  Flow(table::kNetMigration)[2] = -8;
  EXPECT_EQ(Check().faults.size(), 1u);
  People(0)[2] -= 8;
  ExpectBalance();
  Flow(table::kEmigrationRest) = Cells(12);
  EXPECT_THAT(Check().report.not_checked_because(), HasSubstr("stands beside emigration_rest"));
}

}  // namespace
}  // namespace zwk::forecasting
