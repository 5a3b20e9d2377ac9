#include "forecasting/engine/new_buildings.h"

#include <gtest/gtest.h>

#include "forecasting/engine/checks.h"
#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

class NewBuildingsTest : public testing::Test {
 protected:
  NewBuildingsTest() {
    building_.area = 1;
    building_.first_year = 2030;
    building_.people = {60, 20};
    building_.profile = Cells(grid_.size());
    building_.profile[young_] = 0.75;
    building_.profile[infant_] = 0.25;
    building_.from_city = 0.4;
  }
  CityStep In(int year) {
    const StepAssumptions with =
        WithNewBuildings(city_.model, {building_}, year, city_.people, city_.assumptions);
    const absl::Status checked = CheckAssumptions(city_.model, with);
    EXPECT_TRUE(checked.ok()) << checked;
    const auto step = Step(city_.model, city_.people, with);
    EXPECT_TRUE(step.ok()) << step.status();
    return *step;
  }
  RandomCity city_{5, MigrationForm::kGrossFlows, 3, 2, 12};
  const Grid& grid_ = city_.model.grid;
  const size_t young_ = grid_.at(0, kFemale, 6);
  const size_t infant_ = grid_.at(1, kMale, 0);
  NewBuilding building_;
};

TEST_F(NewBuildingsTest, TheyComeByTheProfileFromTheCityAndFromOutside) {
  const CityStep before = In(2029), step = In(2030);
  double movers = 0;
  for (const AreaStep& area : before.areas) movers += area.internal_departures[young_];
  ASSERT_GT(movers, 60 * 0.75 * 0.4);
  // 45 of the cell: 27 from outside, 18 of the movers; the others go where they did.
  EXPECT_NEAR(step.areas[1].immigration_rest[young_], before.areas[1].immigration_rest[young_] + 27,
              1e-9);
  EXPECT_NEAR(step.areas[1].internal_arrivals[young_],
              18 + before.areas[1].internal_arrivals[young_] * (movers - 18) / movers, 1e-9);
  EXPECT_NEAR(step.areas[0].internal_arrivals[young_],
              before.areas[0].internal_arrivals[young_] * (movers - 18) / movers, 1e-9);
  EXPECT_NEAR(step.areas[1].immigration_rest[infant_],
              before.areas[1].immigration_rest[infant_] + 15, 1e-9);
}

TEST_F(NewBuildingsTest, AfterTheirYearsTheOrdinaryRatesHold) {
  EXPECT_EQ(In(2032).areas[1].end, In(2029).areas[1].end);
  EXPECT_NE(In(2031).areas[1].end, In(2029).areas[1].end);
}

TEST_F(NewBuildingsTest, MoreThanMoveInsideTheCityComeFromOutside) {
  building_.people = {4000};
  const CityStep before = In(2029), step = In(2030);
  double movers = 0;
  for (const AreaStep& area : before.areas) movers += area.internal_departures[young_];
  EXPECT_NEAR(step.areas[1].internal_arrivals[young_], movers, 1e-9);
  EXPECT_NEAR(step.areas[1].immigration_rest[young_] - before.areas[1].immigration_rest[young_],
              3000 - movers, 1e-8);
}

TEST_F(NewBuildingsTest, ClustersKeepTheirOwnShares) {
  city_.Cluster({0, 1, 1});
  const CityStep before = In(2029), step = In(2030);
  double arrived = 0;
  for (size_t r = 0; r < 3; ++r) {
    arrived += step.areas[r].internal_arrivals[young_] - before.areas[r].internal_arrivals[young_];
  }
  EXPECT_NEAR(arrived, 0, 1e-9);
  EXPECT_GT(step.areas[1].internal_arrivals[young_], before.areas[1].internal_arrivals[young_]);
}

TEST_F(NewBuildingsTest, FaultsAreNamedByPath) {
  const NewBuilding good = building_;
  const auto fault = [&] {
    const std::string field = FieldOf(CheckNewBuildings(city_.model, 3, {good, building_}));
    building_ = good;
    return field;
  };
  EXPECT_EQ(fault(), "");
  building_.area = 3;
  EXPECT_EQ(fault(), "buildings[1].area");
  building_.people[1] = -1;
  EXPECT_EQ(fault(), "buildings[1].people[1]");
  building_.profile[young_] = 0.8;
  EXPECT_EQ(fault(), "buildings[1].profile");
  building_.from_city = 1.2;
  EXPECT_EQ(fault(), "buildings[1].from_city");
}

}  // namespace
}  // namespace zwk::forecasting
