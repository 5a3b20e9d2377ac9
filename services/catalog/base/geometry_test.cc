#include "catalog/base/geometry.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

namespace zwk::catalog {
namespace {

Ring Square(double south, double west, double side) {
  return {{south, west},
          {south, west + side},
          {south + side, west + side},
          {south + side, west},
          {south, west}};
}

TEST(GeometryTest, APointInAHoleIsOutside) {
  const Area area({{Square(53, 8, 1), Square(53.4, 8.4, 0.2)}});
  EXPECT_TRUE(area.Contains({53.1, 8.1}));
  EXPECT_FALSE(area.Contains({53.5, 8.5}));
  EXPECT_FALSE(area.Contains({54.1, 8.1}));
}

TEST(GeometryTest, AHoleNeverAddsGround) {
  const Area stray({{Square(53, 8, 1), Square(55, 8, 1)}});
  EXPECT_FALSE(stray.Contains({55.5, 8.5}));
  EXPECT_TRUE(stray.Contains({53.5, 8.5}));
  const Area around({{Square(53, 8, 1), Square(52, 7, 3)}});
  EXPECT_FALSE(around.Contains({52.5, 7.5}));
}

TEST(GeometryTest, AnAreaOfTwoPolygonsContainsPointsOfBoth) {
  const Area area({{Square(53, 8, 1)}, {Square(55, 8, 1)}});
  EXPECT_TRUE(area.Contains({53.5, 8.5}));
  EXPECT_TRUE(area.Contains({55.5, 8.5}));
  EXPECT_FALSE(area.Contains({54.5, 8.5}));
}

TEST(GeometryTest, NeighborsThatShareABoundaryNeverBothContainAPoint) {
  const Area west({{Square(53, 8, 1)}}), east({{Square(53, 9, 1)}});
  for (int i = 1; i < 10; ++i) {
    const Point on_boundary{53 + i / 10.0, 9};
    EXPECT_NE(west.Contains(on_boundary), east.Contains(on_boundary));
  }
}

TEST(GeometryTest, BremerhavenToBremenIsAboutFiftyFourKilometers) {
  EXPECT_NEAR(HaversineMeters({53.5396, 8.5809}, {53.0793, 8.8017}), 53'200, 600);
  EXPECT_EQ(HaversineMeters({53.5, 8.5}, {53.5, 8.5}), 0);
}

TEST(GeometryTest, MissingCoordinatesAreNotAPlaceInTheGulfOfGuinea) {
  EXPECT_FALSE(IsPlausible({0, 0}));
  EXPECT_FALSE(IsPlausible({100, 101}));
  EXPECT_TRUE(IsPlausible({53.5, 8.5}));
}

TEST(GeometryTest, EveryPointOfAGridOfNeighborsIsInOneOfThem) {
  std::vector<Zone> zones;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      zones.push_back(
          {std::to_string(3 * row + column), Area({{Square(53 + row, 8 + column, 1)}}), {}});
    }
  }
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < 12; ++j) {
      const Point point{53 + i / 4.0, 8 + j / 4.0};
      int in = 0;
      for (const Zone& zone : zones) in += zone.area.Contains(point) ? 1 : 0;
      EXPECT_EQ(in, 1) << point.latitude << " " << point.longitude;
      if (i % 4 != 0 && j % 4 != 0) {
        EXPECT_EQ(ZoneOf(zones, point), std::to_string(3 * (i / 4) + j / 4));
      }
    }
  }
  EXPECT_EQ(ZoneOf(zones, {52.9, 8.5}), "");
  EXPECT_EQ(ZoneOf(zones, {53.5, 11.1}), "");
  EXPECT_EQ(ZoneOf({}, {53.5, 8.5}), "");
}

TEST(GeometryTest, ASlopingEdgeIsFollowed) {
  const Ring triangle = {{53, 8}, {55, 9}, {53, 12}};
  for (const bool closed : {false, true}) {
    Ring ring = triangle;
    if (closed) ring.push_back(ring.front());
    const Area area({{ring}});
    EXPECT_TRUE(area.Contains({54, 8.51}));
    EXPECT_FALSE(area.Contains({54, 8.49}));
    EXPECT_TRUE(area.Contains({54, 10.49}));
    EXPECT_FALSE(area.Contains({54, 10.51}));
    EXPECT_TRUE(area.Contains({53.5, 11.2}));
    EXPECT_FALSE(area.Contains({54.5, 9.8}));
  }
}

TEST(GeometryTest, NoAreaContainsNothing) {
  EXPECT_FALSE(Area().Contains({53, 8}));
  EXPECT_TRUE(Area().empty());
  EXPECT_FALSE(Area(std::vector<Polygon>{Polygon{Ring{}}}).Contains({53, 8}));
  EXPECT_FALSE(Area({{Square(53, 8, 1)}}).empty());
  const Area south({{Square(-60, -70, 1)}});
  EXPECT_TRUE(south.Contains({-59.5, -69.5}));
}

TEST(GeometryTest, DistancesAreThoseOfTheMeanEarth) {
  constexpr double kQuarter = 6371008.8 * std::numbers::pi / 2;
  EXPECT_NEAR(HaversineMeters({0, 0}, {90, 0}), kQuarter, 1e-3);
  EXPECT_NEAR(HaversineMeters({0, 0}, {0, 90}), kQuarter, 1e-3);
  EXPECT_NEAR(HaversineMeters({0, 0}, {0, 180}), 2 * kQuarter, 1e-3);
  EXPECT_NEAR(HaversineMeters({-90, 0}, {90, 50}), 2 * kQuarter, 1e-3);
  // Along the parallel of 60 degrees the great circle takes the short way.
  EXPECT_NEAR(HaversineMeters({60, 10}, {60, 70}), kQuarter * 0.32172249302, 0.1);
  EXPECT_NEAR(HaversineMeters({10, 20}, {30, 50}), HaversineMeters({30, 50}, {10, 20}), 1e-6);
}

TEST(GeometryTest, CoordinatesAreWithinTheEarth) {
  for (const Point& good : {Point{90, 180}, Point{-90, -180}, Point{0, 8}, Point{53, 0}}) {
    EXPECT_TRUE(IsPlausible(good));
  }
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  for (const Point& bad :
       {Point{90.001, 8}, Point{-90.001, 8}, Point{53, 180.001}, Point{53, -180.001}, Point{nan, 8},
        Point{53, nan}, Point{infinity, 8}}) {
    EXPECT_FALSE(IsPlausible(bad)) << bad.latitude << " " << bad.longitude;
  }
}

}  // namespace
}  // namespace zwk::catalog
