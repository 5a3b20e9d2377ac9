#include "forecasting/register/boundary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;
using At = std::pair<double, double>;  // east, north

void Add(v1::Polygon& polygon, const std::vector<At>& ring) {
  v1::Ring& added = *polygon.add_rings();
  for (const auto& [east, north] : ring) {
    v1::Position& position = *added.add_positions();
    position.set_longitude(east);
    position.set_latitude(north);
  }
}

std::vector<At> Square(double west, double south, double side) {
  return {{west, south},
          {west + side, south},
          {west + side, south + side},
          {west, south + side},
          {west, south}};
}

// A polygon of each list of rings.
v1::Geometry Of(const std::vector<std::vector<std::vector<At>>>& polygons) {
  v1::Geometry geometry;
  for (const auto& rings : polygons) {
    v1::Polygon& polygon = *geometry.add_polygons();
    for (const auto& ring : rings) Add(polygon, ring);
  }
  return geometry;
}

v1::Neighborhood Named(const std::string& key, v1::Geometry geometry) {
  v1::Neighborhood neighborhood;
  neighborhood.set_neighborhood_key(key);
  *neighborhood.mutable_geometry() = std::move(geometry);
  return neighborhood;
}

TEST(BoundaryTest, WhatIsDrawnAsCitiesDoIsTaken) {
  EXPECT_TRUE(CheckAreas(Of({})).ok());
  EXPECT_TRUE(CheckAreas(Of({{Square(8, 53, 1)}})).ok());
  EXPECT_TRUE(
      CheckAreas(Of({{Square(8, 53, 1), Square(8.2, 53.2, 0.2)}, {Square(8.25, 53.25, 0.1)}}))
          .ok());
  EXPECT_TRUE(CheckAreas(Of({{Square(8, 53, 1)}, {Square(9, 54, 1)}})).ok())
      << "they meet in a corner";
  EXPECT_TRUE(CheckAreas(Of({{{{8, 53}, {8, 54}, {9, 54}, {9, 53}, {8, 53}}}})).ok())
      << "the other way round";
  EXPECT_TRUE(CheckAreas(Of({{{{8, 53}, {9, 53}, {9, 53}, {9, 54}, {8, 53}}}})).ok())
      << "the same position twice";
}

TEST(BoundaryTest, WhatIsNoAreaIsRefusedWithItsPlace) {
  const auto refused = [](const v1::Geometry& geometry, const std::string& field,
                          const std::string& why) {
    const absl::Status status = CheckAreas(geometry);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << why;
    EXPECT_EQ(FieldOf(status), field) << why;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  };
  const auto good = std::vector<std::vector<At>>{Square(1, 1, 1)};
  refused(Of({good, {{{8, 53}, {9, 54}, {9, 53}, {8, 54}, {8, 53}}}}), "geometry.polygons[1]",
          "crosses itself or another one at 8.5, 53.5");
  refused(Of({{{{8, 53}, {9, 53}, {9, 54}, {9, 55}, {9, 54}, {8, 54}, {8, 53}}}}),
          "geometry.polygons[0]", "crosses itself");
  refused(Of({{{{8, 53}, {9, 54}, {10, 55}, {8, 53}}}}), "geometry.polygons[0]",
          "a ring has no area");
  refused(Of({{{{8, 53}, {8, 53}, {8, 53}, {8, 53}}}}), "geometry.polygons[0]",
          "a ring has no area");
  refused(Of({{Square(8, 53, 1), Square(18, 53, 1)}}), "geometry.polygons[0]",
          "outside of the ring");
  refused(Of({{Square(8, 53, 1), Square(7, 52, 3)}}), "geometry.polygons[0]", "");
  refused(Of({{Square(8, 53, 1), Square(8, 53, 1)}}), "geometry.polygons[0]", "");
  refused(Of({{Square(8, 53, 1), Square(8.1, 53.1, 0.5), Square(8.2, 53.2, 0.1)}}),
          "geometry.polygons[0]", "in another one");
  refused(Of({good, good}), "geometry.polygons", "the same ground");
  refused(Of({{Square(8, 53, 1)}, {Square(8.5, 53, 1)}}), "geometry.polygons", "the same ground");
}

TEST(BoundaryTest, MetersAndWaysAroundTheEarthAreNoDegrees) {
  const auto told = [](const v1::Geometry& geometry) {
    FieldErrors errors;
    CheckShape(errors, geometry);
    return errors.ToStatus();
  };
  EXPECT_TRUE(told(Of({{Square(179, 50, 1)}})).ok());
  EXPECT_THAT(std::string(told(Of({{Square(475'000, 5'932'000, 100)}})).message()),
              HasSubstr("meters of a map"));
  EXPECT_EQ(FieldOf(told(Of({{{{179, 50}, {-179, 50}, {-179, 51}, {179, 51}, {179, 50}}}}))),
            "geometry.polygons[0].rings[0]");
}

TEST(BoundaryTest, AxesLookExchangedWhereTheOtherWayRoundIsEurope) {
  EXPECT_TRUE(LooksExchanged(Named("a", Of({{Square(53.5, 8.5, 0.1)}}))));
  EXPECT_FALSE(LooksExchanged(Named("a", Of({{Square(8.5, 53.5, 0.1)}}))));
  EXPECT_FALSE(LooksExchanged(Named("a", Of({{Square(-74, 40.7, 0.1)}})))) << "New York";
  EXPECT_FALSE(LooksExchanged(Named("a", Of({{Square(40, 40, 0.1)}})))) << "either way";
  EXPECT_FALSE(LooksExchanged(Named("a", {})));
  v1::Neighborhood points = Named("a", {});
  points.add_address_points()->mutable_position()->set_longitude(53.5);
  points.mutable_address_points(0)->mutable_position()->set_latitude(8.5);
  EXPECT_TRUE(LooksExchanged(points));
}

// Four squares around a gap, one of them overlapping its neighbor, one far away.
std::vector<v1::Neighborhood> City() {
  return {Named("south", Of({{{{8, 53}, {8.3, 53}, {8.3, 53.1}, {8, 53.1}, {8, 53}}}})),
          Named("west", Of({{Square(8, 53.1, 0.1)}})),
          Named("east", Of({{Square(8.2, 53.1, 0.1)}})),
          Named("north", Of({{{{8, 53.2}, {8.3, 53.2}, {8.3, 53.3}, {8, 53.3}, {8, 53.2}}}})),
          Named("nowhere", {})};
}

std::vector<std::string> Told(const v1::CheckBoundariesResponse& answer) {
  std::vector<std::string> told;
  for (const v1::BoundaryFinding& finding : answer.findings()) {
    told.push_back(v1::BoundaryFault_Name(finding.fault()).substr(15) + " " +
                   finding.neighborhood_key() + " " + finding.other_key());
  }
  return told;
}

TEST(BoundaryTest, AGapBetweenNeighborsIsFoundWithItsSizeAndPlace) {
  const v1::CheckBoundariesResponse answer = FindInBoundaries(City());
  EXPECT_EQ(answer.neighborhoods(), 5);
  EXPECT_EQ(answer.neighborhoods_with_boundary(), 4);
  ASSERT_THAT(Told(answer), testing::ElementsAre("GAP  "));
  EXPECT_NEAR(answer.findings(0).position().longitude(), 8.15, 1e-9);
  EXPECT_NEAR(answer.findings(0).position().latitude(), 53.15, 1e-9);
  EXPECT_NEAR(answer.findings(0).square_meters(), 11'119.5 * 11'119.5 * 0.59972,
              2e5);  // 0.1 x 0.1 degrees there
}

TEST(BoundaryTest, ANeighborhoodInsideTheGapFillsIt) {
  auto city = City();
  *city.back().mutable_geometry() = Of({{Square(8.1, 53.1, 0.1)}});
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::IsEmpty());
}

TEST(BoundaryTest, AnOverlapIsToldOnceWithItsShareOfTheSmaller) {
  auto city = City();
  *city.back().mutable_geometry() =
      Of({{{{8.08, 53.1}, {8.2, 53.1}, {8.2, 53.2}, {8.08, 53.2}, {8.08, 53.1}}}});
  const v1::CheckBoundariesResponse answer = FindInBoundaries(city);
  ASSERT_THAT(Told(answer), testing::ElementsAre("OVERLAP west nowhere"));
  EXPECT_NEAR(answer.findings(0).share(), 0.2, 1e-9);
  // A hair's breadth, as two offices draw the same line, is none.
  *city.back().mutable_geometry() =
      Of({{{{8.0995, 53.1}, {8.2, 53.1}, {8.2, 53.2}, {8.0995, 53.2}, {8.0995, 53.1}}}});
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::IsEmpty());
}

TEST(BoundaryTest, FarPartsLargeOnesAndRingsThatTouchThemselvesAreTold) {
  auto city = City();
  *city.back().mutable_geometry() = Of({{Square(8.1, 53.1, 0.1)}, {Square(10, 53, 0.1)}});
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::ElementsAre("FAR_AWAY nowhere "));
  city = {Named("wide", Of({{Square(8, 50, 2)}}))};
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::ElementsAre("LARGE wide "));
  // Out to a hole and back through the same position.
  city = {Named("touching", Of({{{{8, 53}, {8.2, 53}, {8.2, 53.2}, {8, 53.2}, {8, 53}},
                                 {{8, 53}, {8.1, 53.05}, {8.05, 53.1}, {8, 53}}}}))};
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::ElementsAre("GAP  "))
      << "a hole may touch the ring in one position";
  city = {Named("touching", Of({{{{8, 53},
                                  {8.2, 53},
                                  {8.2, 53.2},
                                  {8, 53.2},
                                  {8, 53},
                                  {8.1, 53.15},
                                  {8.15, 53.1},
                                  {8, 53}}}}))};
  ASSERT_TRUE(CheckAreas(city[0].geometry()).ok());
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::ElementsAre("TOUCHES_ITSELF touching "));
}

TEST(BoundaryTest, WhatWasRegisteredBeforeAndIsNoAreaIsToldFirst) {
  auto city = City();
  city.push_back(Named("bow", Of({{{{8, 53}, {9, 54}, {9, 53}, {8, 54}, {8, 53}}}})));
  EXPECT_THAT(Told(FindInBoundaries(city)), testing::ElementsAre("NO_AREA bow ", "GAP  "));
}

TEST(BoundaryTest, TheSameSquareAThousandTimesIsBounded) {
  std::vector<v1::Neighborhood> city;
  for (int i = 0; i < 1000; ++i)
    city.push_back(Named(std::to_string(i), Of({{Square(8, 53, 0.1)}})));
  const v1::CheckBoundariesResponse answer = FindInBoundaries(city);
  EXPECT_EQ(answer.findings_size(), 1000);
  EXPECT_GT(answer.total_findings(), 1000);
}

}  // namespace
}  // namespace zwk::forecasting
