#include "catalog/base/geometry.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace zwk::catalog
