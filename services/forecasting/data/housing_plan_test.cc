#include "forecasting/data/housing_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::forecasting {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

std::vector<double> People(const absl::StatusOr<std::vector<HousingTarget>>& room) {
  EXPECT_TRUE(room.ok()) << room.status();
  std::vector<double> people;
  if (room.ok()) {
    for (const HousingTarget& target : *room) people.push_back(target.people);
  }
  return people;
}

Housing Of2022() {
  return {.year = 2022,
          .dwellings = 100,
          .people_per_dwelling = 2,
          .vacancy = 0.5,
          .projects = {{2023, 10, 0}, {2025, 40, 1}, {2022, 1000, 0}}};
}

TEST(HousingPlanTest, WhatIsBuiltAfterTheYearOfTheDwellingsCounts) {
  EXPECT_THAT(People(RoomOf(Of2022(), {}, 2023, 2026)), ElementsAre(110, 110, 150, 150));
  // A forecast may start later: what was to be built in between is there.
  EXPECT_THAT(People(RoomOf(Of2022(), {}, 2025, 2026)), ElementsAre(150, 150));
}

TEST(HousingPlanTest, ProjectsComeLateOrNotAtAll) {
  HousingAssumptions assumptions;
  assumptions.experience.not_realized = {0, 0.25};
  assumptions.experience.longest_delay = 1;
  // Half of each comes in the year after, also of what was to be ready in 2022.
  EXPECT_THAT(People(RoomOf(Of2022(), assumptions, 2023, 2026)),
              ElementsAre(DoubleEq(605), DoubleEq(610), DoubleEq(625), DoubleEq(640)));
}

TEST(HousingPlanTest, RoomIsTakenUpAsAssumed) {
  HousingAssumptions assumptions;
  assumptions.room.less = 0.25;
  assumptions.room.more = 1;
  const auto room = RoomOf(Of2022(), assumptions, 2023, 2023);
  ASSERT_TRUE(room.ok()) << room.status();
  EXPECT_EQ((*room)[0].less, 0.25);
  EXPECT_EQ((*room)[0].more, 1);
}

TEST(HousingPlanTest, AStatusNobodyKnowsIsRefused) {
  HousingAssumptions assumptions;
  assumptions.experience.not_realized = {0.1};
  EXPECT_TRUE(absl::IsInvalidArgument(RoomOf(Of2022(), assumptions, 2023, 2026).status()));
  assumptions.experience.not_realized = {0.1, 0.2};
  assumptions.experience.longest_delay = 1 << 30;
  EXPECT_TRUE(absl::IsInvalidArgument(RoomOf(Of2022(), assumptions, 2023, 2026).status()));
}

}  // namespace
}  // namespace zwk::forecasting
