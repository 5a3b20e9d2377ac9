#include "forecasting/engine/shocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forecasting/engine/advance.h"
#include "forecasting/engine/checks.h"
#include "forecasting/engine/random_city.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

// 1,000 women aged 30 and girls aged 5 come in 2026, sheltered in neighborhoods 0 and 2.
Shock Refugees(const Grid& grid) {
  Shock shock;
  shock.name = "war";
  shock.arrivals = {{2026, 1, 1000}};
  shock.profile = Cells(grid.size());
  shock.profile[grid.at(1, kFemale, 8)] = 0.6;
  shock.profile[grid.at(1, kFemale, 5)] = 0.4;
  shock.shelters = {0.25, 0, 0.75};
  shock.destinations = {0, 0.5, 0.5};
  shock.settle = 0.3;
  shock.return_abroad = 0.1;
  shock.naturalize = 0.05;
  shock.naturalize_into = 0;
  return shock;
}

class ShocksTest : public testing::Test {
 protected:
  ShocksTest() { scenario_.shocks = {Refugees(grid_)}; }
  // Nobody but the refugees, and nothing happens to anybody outside shelters.
  void Empty() {
    for (Cells& people : city_.people) people.assign(grid_.size(), 0.0);
    for (auto& area : city_.areas) *area = AreaAssumptions();
  }
  std::vector<AdvancedStep> Years(int years) {
    auto standing = StandingAt(city_.model, scenario_, 2025, city_.people);
    EXPECT_TRUE(standing.ok()) << standing.status();
    const auto steps = AdvanceAll(
        city_.model, scenario_, std::vector<StepAssumptions>(years, city_.assumptions), *standing);
    EXPECT_TRUE(steps.ok()) << steps.status();
    return *steps;
  }
  RandomCity city_{1, MigrationForm::kGrossFlows, 3, 2, 12};
  const Grid& grid_ = city_.model.grid;
  Scenario scenario_;
};

TEST_F(ShocksTest, RefugeesComeToTheShelters) {
  Empty();
  const CityStep step = Years(1)[0].step;
  EXPECT_EQ(step.areas.size(), 3);
  EXPECT_DOUBLE_EQ(step.areas[0].immigration_abroad[grid_.at(1, kFemale, 8)], 150);
  EXPECT_DOUBLE_EQ(Sum(step.areas[2].end), 750);
  EXPECT_DOUBLE_EQ(Sum(step.areas[1].end), 0);
}

// In the year after, of those in shelters: 30 % settle, 10 % return, 5 % change group.
TEST_F(ShocksTest, TheyLeaveTheSheltersByTheHazards) {
  Empty();
  const CityStep step = Years(2)[1].step;
  const AreaStep& host = step.areas[2];
  EXPECT_NEAR(Sum(host.emigration_abroad), 75, 1e-9);
  EXPECT_NEAR(Sum(host.internal_departures), 225, 1e-9);
  EXPECT_NEAR(Sum(host.naturalized_in), 37.5, 1e-9);
  EXPECT_NEAR(Sum(host.internal_arrivals), 150, 1e-9);
  EXPECT_NEAR(Sum(step.areas[0].internal_arrivals), 0, 1e-9);
  EXPECT_NEAR(Sum(step.areas[1].end), 150, 1e-9);
  EXPECT_NEAR(step.areas[1].end[grid_.at(1, kFemale, 9)], 90, 1e-9);
  EXPECT_NEAR(host.end[grid_.at(0, kFemale, 6)], 300 * 0.05, 1e-9);
}

TEST_F(ShocksTest, InTheEndNobodyIsLeftInShelters) {
  Empty();
  scenario_.shocks[0].settle = 0.6;
  scenario_.shocks[0].return_abroad = 0;
  auto now = *StandingAt(city_.model, scenario_, 2025, city_.people);
  for (int year = 0; year < 25; ++year) {
    ASSERT_TRUE(Advance(city_.model, scenario_, city_.assumptions, now).ok());
  }
  double sheltered = 0, people = 0;
  for (const Cells& cells : now.sheltered[0]) sheltered += Sum(cells);
  for (const Cells& cells : now.people) people += Sum(cells);
  EXPECT_LT(sheltered, 1e-3);
  EXPECT_NEAR(people, 1000, 1e-6);
}

TEST_F(ShocksTest, WhoSettlesGoesByTheSharesOfTheShockEvenBesideClusters) {
  city_.Cluster({0, 1, 0});
  for (auto& area : city_.areas) area->fertility.clear();
  const auto without = [&] {
    Scenario plain;
    auto standing = *StandingAt(city_.model, plain, 2025, city_.people);
    return (*AdvanceAll(city_.model, plain, {city_.assumptions, city_.assumptions}, standing))[1]
        .step;
  }();
  const CityStep with = Years(2)[1].step;
  // Nobody settles in neighborhood 0, and those who move otherwise still go as before.
  EXPECT_NEAR(Sum(with.areas[0].internal_arrivals), Sum(without.areas[0].internal_arrivals), 1e-9);
  EXPECT_GT(Sum(with.areas[1].internal_arrivals), Sum(without.areas[1].internal_arrivals) + 50);
}

TEST_F(ShocksTest, SheltersAreNamedInRefusals) {
  city_.areas[2]->mortality[4] = 1.5;
  city_.model.area_names = {"211", "212", "215"};
  auto now = *StandingAt(city_.model, scenario_, 2025, city_.people);
  const auto step = Advance(city_.model, scenario_, city_.assumptions, now);
  EXPECT_THAT(std::string(step.status().message()), HasSubstr("year 2026: neighborhood 215"));
  EXPECT_EQ(now.year, 2025);
}

TEST_F(ShocksTest, FaultsAreNamedByPath) {
  Shock& shock = scenario_.shocks[0];
  const Shock good = shock;
  const auto fault = [&] {
    const std::string field = FieldOf(CheckShocks(city_.model, 3, scenario_.shocks));
    shock = good;
    return field;
  };
  EXPECT_EQ(fault(), "");
  shock.profile[grid_.at(1, kFemale, 5)] = 0.5;
  EXPECT_EQ(fault(), "shocks[0].profile");
  shock.profile.pop_back();
  EXPECT_EQ(fault(), "shocks[0].profile");
  shock.shelters = {0.5, 0.6, 0};
  EXPECT_EQ(fault(), "shocks[0].shelters");
  shock.destinations = {1};
  EXPECT_EQ(fault(), "shocks[0].destinations");
  shock.arrivals[0].people = -1;
  EXPECT_EQ(fault(), "shocks[0].arrivals[0].people");
  shock.arrivals[0].group = 2;
  EXPECT_EQ(fault(), "shocks[0].arrivals[0].group");
  shock.settle = 0.95;
  EXPECT_EQ(fault(), "shocks[0].settle");
  shock.naturalize_into = -1;
  EXPECT_EQ(fault(), "shocks[0].naturalize_into");
  city_.model.form = MigrationForm::kNetMigration;
  EXPECT_EQ(fault(), "shocks");
}

}  // namespace
}  // namespace zwk::forecasting
