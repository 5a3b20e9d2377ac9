#include "forecasting/engine/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const double kNan = std::nan("");

// Two neighborhoods, two groups, three age classes; nothing happens to anybody.
class AssumptionsTest : public testing::Test {
 protected:
  AssumptionsTest() {
    model_.grid = {3, 2};
    model_.area_names = {"212", "231"};
    model_.group_names = {"national", "foreign"};
  }

  // What is said about the assumptions after a change of those of the second neighborhood; "" where
  // nothing is.
  using Change = std::function<void(AreaAssumptions&, StepAssumptions&)>;
  std::string Said(const Change& change) const {
    StepAssumptions step;
    step.child_group = OwnGroup(2);
    step.total = 1;
    const std::vector<std::shared_ptr<AreaAssumptions>> areas = {
        std::make_shared<AreaAssumptions>(), std::make_shared<AreaAssumptions>()};
    if (model_.form == MigrationForm::kHamiltonPerry) {
      for (const auto& area : areas) area->cohort_ratio = Zeros();
    }
    change(*areas[1], step);
    step.areas.assign(areas.begin(), areas.end());
    const absl::Status status = CheckAssumptions(model_, step);
    EXPECT_TRUE(status.ok() || absl::IsFailedPrecondition(status)) << status;
    return std::string(status.message());
  }
  std::string SaidOfTable(const std::function<Cells&(AreaAssumptions&)>& table, double value,
                          size_t cell) const {
    return Said([&](AreaAssumptions& area, StepAssumptions&) {
      table(area) = Zeros();
      table(area)[cell] = value;
    });
  }

  // One number per cell; every one from `least` to `most`, which a cell of a woman in the middle
  // class has.
  void HasTable(const std::string& name, const std::function<Cells&(AreaAssumptions&)>& table,
                double least, double most) const {
    const size_t cell = model_.grid.at(1, kFemale, 1);
    EXPECT_THAT(SaidOfTable(table, least, cell), IsEmpty()) << name;
    EXPECT_THAT(SaidOfTable(table, most, cell), IsEmpty()) << name;
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double wrong :
         {std::nextafter(least, -infinity), std::nextafter(most, infinity), kNan, infinity}) {
      EXPECT_THAT(SaidOfTable(table, wrong, cell),
                  HasSubstr("neighborhood 231, group foreign, female, age 1: " + name + " is "))
          << wrong;
    }
    EXPECT_EQ(Said([&](AreaAssumptions& area, StepAssumptions&) { table(area).assign(11, 0.0); }),
              "neighborhood 231: " + name + " has 11 cells, not 12");
  }

  Cells Zeros() const { return Cells(model_.grid.size(), 0.0); }

  Model model_;
};

TEST_F(AssumptionsTest, NumbersOfGrossFlowsAreRatesOrCounts) {
  EXPECT_THAT(Said([](AreaAssumptions&, StepAssumptions&) {}), IsEmpty());
  using A = AreaAssumptions;
  HasTable("mortality", [](A& a) -> Cells& { return a.mortality; }, 0, 1);
  HasTable("fertility", [](A& a) -> Cells& { return a.fertility; }, 0, 1e12);
  HasTable("emigration abroad", [](A& a) -> Cells& { return a.emigration_abroad; }, 0, 1);
  HasTable("emigration inside the country", [](A& a) -> Cells& { return a.emigration_rest; }, 0, 1);
  HasTable("immigration from abroad", [](A& a) -> Cells& { return a.immigration_abroad; }, 0, 1e12);
  HasTable(
      "immigration from inside the country", [](A& a) -> Cells& { return a.immigration_rest; }, 0,
      1e12);
  HasTable("share of arriving", [](A& a) -> Cells& { return a.arrival_share; }, 0, 1);
  HasTable(
      "naturalization",
      [](A& a) -> Cells& {
        a.naturalization.resize(2);
        return a.naturalization[0];
      },
      0, 1);
}

TEST_F(AssumptionsTest, NumbersOfTheOtherFormsHaveTheirBoundsToo) {
  using A = AreaAssumptions;
  model_.form = MigrationForm::kNetMigration;
  HasTable("mortality", [](A& a) -> Cells& { return a.mortality; }, 0, 1);
  HasTable("net migration", [](A& a) -> Cells& { return a.net_migration; }, -1e12, 1e12);
  model_.form = MigrationForm::kMultiregional;
  HasTable("net migration", [](A& a) -> Cells& { return a.net_migration; }, -1e12, 1e12);
  model_.form = MigrationForm::kHamiltonPerry;
  HasTable("the cohort change ratio", [](A& a) -> Cells& { return a.cohort_ratio; }, 0, 1e12);
}

TEST_F(AssumptionsTest, OnlyWomenBetweenTheFirstAndTheOpenClassHaveChildren) {
  const auto fertility = [](AreaAssumptions& area) -> Cells& { return area.fertility; };
  for (int group = 0; group < 2; ++group) {
    for (int age = 0; age < 3; ++age) {
      EXPECT_EQ(SaidOfTable(fertility, 0.1, model_.grid.at(group, kFemale, age)).empty(), age == 1);
      EXPECT_THAT(
          SaidOfTable(fertility, 0.1, model_.grid.at(group, kMale, age)),
          HasSubstr("male, age " + std::to_string(age) + ": fertility is 0.1, should be 0 there"));
    }
  }
}

TEST_F(AssumptionsTest, NobodyChangesIntoTheOwnGroup) {
  const auto into = [&](int group, size_t cell) {
    return Said([&](AreaAssumptions& area, StepAssumptions&) {
      area.naturalization.assign(2, Zeros());
      area.naturalization[group][cell] = 0.1;
    });
  };
  for (size_t cell = 0; cell < 12; ++cell) {
    EXPECT_EQ(into(0, cell).empty(), cell >= 6) << cell;
    EXPECT_EQ(into(1, cell).empty(), cell < 6) << cell;
  }
  EXPECT_EQ(Said([&](AreaAssumptions& area, StepAssumptions&) {
              area.naturalization.assign(1, Zeros());
            }),
            "neighborhood 231: naturalization needs a table per group");
}

TEST_F(AssumptionsTest, NoMoreLeaveThanAreThereAfterHalfOfTheDeaths) {
  const auto leaving = [&](double each) {
    return Said([&](AreaAssumptions& area, StepAssumptions&) {
      area.mortality = area.emigration_abroad = area.emigration_rest = Zeros();
      area.mortality[7] = 0.5;
      area.emigration_abroad[7] = area.emigration_rest[7] = each;
      area.naturalization = {Zeros(), {}};
      area.naturalization[0][7] = each;
    });
  };
  EXPECT_THAT(leaving(0.5 / 0.75 / 3 - 1e-6), IsEmpty());
  EXPECT_THAT(leaving(0.5 / 0.75 / 3 + 1e-6),
              HasSubstr("at mortality 0.5 at most 0.666667 can go"));
  model_.allow_negative_cells = true;
  EXPECT_THAT(leaving(1), IsEmpty());
}

TEST_F(AssumptionsTest, SharesOfArrivingSumToOneWhereSomebodyLeaves) {
  const auto said = [&](double share) {
    return Said([&](AreaAssumptions& area, StepAssumptions&) {
      area.leaving = area.arrival_share = Zeros();
      area.leaving[4] = 0.1;
      area.arrival_share[4] = share;
    });
  };
  EXPECT_THAT(said(1), IsEmpty());
  EXPECT_THAT(said(0.75),
              HasSubstr("neighborhood 231, group national, female, age 1: the sum of the shares of "
                        "arriving from there is 0.75, should be 1"));
}

TEST_F(AssumptionsTest, EachClusterIsANumberOfANeighborhoodAndHasItsOwnShares) {
  const auto clusters = [&](std::vector<int> of_areas) {
    return Said([&](AreaAssumptions&, StepAssumptions& step) { step.origin_cluster = of_areas; });
  };
  EXPECT_THAT(clusters({0, 1}), IsEmpty());
  EXPECT_THAT(clusters({1, 1}), IsEmpty());
  EXPECT_EQ(clusters({0, 2}), "neighborhood 231: there is no cluster 2");
  EXPECT_EQ(clusters({-1, 0}), "neighborhood 212: there is no cluster -1");
  EXPECT_EQ(clusters({0}), "clusters are given for 1 neighborhoods, not for 2");

  const auto shares = [&](double of_first, double of_second) {
    return Said([&](AreaAssumptions& area, StepAssumptions& step) {
      step.origin_cluster = {0, 1};
      area.leaving = Zeros();
      area.leaving[4] = 0.1;
      area.arrival_share = Cells(24, 0.0);
      area.arrival_share[4] = of_first;
      area.arrival_share[12 + 4] = of_second;
    });
  };
  EXPECT_THAT(shares(0, 1), IsEmpty()) << "nobody leaves the first";
  EXPECT_THAT(shares(1, 0), HasSubstr("neighborhood 231, group national, female, age 1: the sum"));
}

TEST_F(AssumptionsTest, ChildrenBelongToGroupsByShares) {
  const auto said = [&](std::vector<double> shares, double boys = 1.05) {
    return Said([&](AreaAssumptions&, StepAssumptions& step) {
      step.child_group = shares;
      step.boys_per_girl = boys;
    });
  };
  EXPECT_THAT(said({0.25, 0.75, 1, 0}), IsEmpty());
  EXPECT_EQ(said({1, 0, 0.4, 0.5}), "shares of the children of group 1 sum to 0.9, not to 1");
  EXPECT_EQ(said({1.5, -0.5, 0, 1}), "share of children of group 0 in group 1 is -0.5");
  EXPECT_THAT(said({kNan, 1, 0, 1}), HasSubstr("group 0 in group 0 is nan"));
  EXPECT_THAT(said({1, 0, 0}), HasSubstr("one per pair of groups"));
  for (const double boys : {0.0, -1.0, kNan, std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(said(OwnGroup(2), boys), HasSubstr("boys per girl is")) << boys;
  }
}

TEST_F(AssumptionsTest, OfAMultiregionalStepAtMostTwoLeaveACellAndNobodyToTheOwnNeighborhood) {
  model_.form = MigrationForm::kMultiregional;
  model_.age_width = 5;
  const auto said = [&](double rate, size_t cell, size_t to = 0) {
    return Said([&](AreaAssumptions& area, StepAssumptions&) {
      area.death_rate = Zeros();
      area.death_rate[cell] = 0.1;
      area.moving.assign(2, Zeros());
      area.moving[to][cell] = rate;
    });
  };
  EXPECT_THAT(said(0.3, 4), IsEmpty());
  EXPECT_THAT(said(0.301, 4),
              HasSubstr("the rate of dying and moving is 0.401, should be at most 2 in a step"));
  EXPECT_THAT(said(3, 5), IsEmpty()) << "the open class is no interval";
  EXPECT_THAT(said(0.1, 4, 1), HasSubstr("moving to the same neighborhood is 0.1, should be 0"));
  EXPECT_THAT(said(-0.1, 4), HasSubstr("moving is -0.1"));
  EXPECT_EQ(Said([&](AreaAssumptions& area, StepAssumptions&) { area.moving.assign(1, Zeros()); }),
            "neighborhood 231: moving needs a table per neighborhood");
  EXPECT_THAT(SaidOfTable([](AreaAssumptions& a) -> Cells& { return a.death_rate; }, -0.1, 4),
              HasSubstr("death rate is -0.1"));
}

TEST_F(AssumptionsTest, CohortsNeedRatiosAndATotal) {
  model_.form = MigrationForm::kHamiltonPerry;
  EXPECT_EQ(Said([](AreaAssumptions& area, StepAssumptions&) { area.cohort_ratio.clear(); }),
            "neighborhood 231 has no cohort change ratios");
  const auto total = [&](double total) {
    return Said([&](AreaAssumptions&, StepAssumptions& step) { step.total = total; });
  };
  EXPECT_THAT(total(1e12), IsEmpty());
  for (const double wrong : {0.0, -1.0, 2e12, kNan}) {
    EXPECT_THAT(total(wrong), HasSubstr("the city's total is ")) << wrong;
  }
}

TEST_F(AssumptionsTest, PeopleAtTheStartAreOnePerCell) {
  EXPECT_TRUE(CheckStart(model_, {Zeros(), Zeros()}).ok());
  EXPECT_EQ(CheckStart(model_, {Zeros(), Cells(11)}).message(),
            "neighborhood 231 has 11 cells, not 12");
  EXPECT_FALSE(CheckStart(model_, {Zeros(), Cells()}).ok());
  for (const double wrong : {-1.0, kNan, 2e12}) {
    Cells people = Zeros();
    people[11] = wrong;
    EXPECT_THAT(std::string(CheckStart(model_, {Zeros(), people}).message()),
                HasSubstr("neighborhood 231, group foreign, female, age 2: people is "));
  }
}

TEST(AreSharesTest, NoneIsNegativeAndTheySumToOne) {
  EXPECT_TRUE(AreShares({0.25, 0.75, 0}));
  EXPECT_TRUE(AreShares({1 + 0.5e-9}));
  EXPECT_TRUE(AreShares({1 - 0.5e-9}));
  const std::vector<std::vector<double>> wrong = {{},        {0.5, 0.4}, {0.5, 0.6}, {1.5, -0.5},
                                                  {kNan, 1}, {1 + 2e-9}, {1 - 2e-9}};
  for (const std::vector<double>& shares : wrong) EXPECT_FALSE(AreShares(shares));
}

}  // namespace
}  // namespace zwk::forecasting
