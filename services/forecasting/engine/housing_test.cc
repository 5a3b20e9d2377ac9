#include "forecasting/engine/housing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(HousingTest, RoomForPeople) {
  EXPECT_DOUBLE_EQ(PeopleInDwellings(1000, 1.9, 0.05), 1805);
  EXPECT_DOUBLE_EQ(PeopleOnLand(2, 0.6, 40, 0), 300);
  EXPECT_DOUBLE_EQ(BlendedHouseholdSize(2.0, 1.8), 1.9);
  EXPECT_DOUBLE_EQ(BlendedHouseholdSize(2.0, 1.8, 1), 1.8);
  EXPECT_DOUBLE_EQ(PeopleInHouseholds(1.9, 1000, 50), 1950);
}

TEST(HousingTest, ReservesCountBeyondProjects) {
  EXPECT_DOUBLE_EQ(WithReserves(100, 300, 0.25), 150);
  EXPECT_DOUBLE_EQ(WithReserves(100, 60, 0.25), 100);
}

TEST(HousingTest, ProjectsAreLateOrNeverBuilt) {
  const ProjectExperience experience{{0.1, 0.5}, std::log(2), 2};
  const auto ready = ExpectedDwellings({{2025, 70, 0}, {2026, 140, 1}}, experience, 2025, 5);
  ASSERT_TRUE(ready.ok()) << ready.status();
  // 63 and 70 dwellings, 4/7, 2/7, 1/7 of them 0, 1, 2 years late
  EXPECT_THAT(*ready, ElementsAre(DoubleNear(36, 1e-9), DoubleNear(18 + 40, 1e-9),
                                  DoubleNear(9 + 20, 1e-9), DoubleNear(10, 1e-9), 0));
  EXPECT_NEAR(std::accumulate(ready->begin(), ready->end(), 0.0), 133, 1e-9);
}

TEST(HousingTest, FaultsAreNamed) {
  const auto ready = ExpectedDwellings({{2025, 70, 2}, {2025, -1, 0}}, {{0.1}, 0, 0}, 2025, 5);
  const auto violations = FieldViolationsOf(ready.status());
  ASSERT_EQ(violations.size(), 2);
  EXPECT_EQ(violations[0].field, "projects[0].status");
  EXPECT_EQ(violations[1].field, "projects[1].dwellings");
  EXPECT_EQ(FieldOf(ExpectedDwellings({}, {{1.5}, 0, 0}, 2025, 5).status()), "not_realized[0]");
  EXPECT_EQ(FieldOf(ExpectedDwellings({}, {{}, -8, 100}, 2025, 5).status()), "delay");
}

TEST(HousingTest, ProjectsOfFarYearsAreBuiltOutsideTheForecast) {
  const auto ready = ExpectedDwellings(
      {{std::numeric_limits<int>::max(), 70, 0}, {std::numeric_limits<int>::min(), 70, 0}},
      {{0}, 0, 1}, 2025, 2);
  ASSERT_TRUE(ready.ok()) << ready.status();
  EXPECT_THAT(*ready, ElementsAre(0, 0));
}

}  // namespace
}  // namespace zwk::forecasting
