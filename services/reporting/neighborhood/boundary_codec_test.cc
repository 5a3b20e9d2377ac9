#include "reporting/neighborhood/boundary_codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace zwk::reporting {
namespace {

namespace fv1 = ::zwk::forecasting::v1;

void AddRing(fv1::Polygon& polygon, const std::vector<std::pair<double, double>>& positions) {
  fv1::Ring& ring = *polygon.add_rings();
  for (const auto& [longitude, latitude] : positions) {
    fv1::Position& at = *ring.add_positions();
    at.set_longitude(longitude);
    at.set_latitude(latitude);
  }
}

TEST(BoundaryCodecTest, RingsOfAllPolygonsComeBackToAMeter) {
  fv1::Geometry geometry;
  fv1::Polygon& polygon = *geometry.add_polygons();
  AddRing(polygon, {{8.5, 53.5}, {8.6, 53.5}, {8.6, 53.612345678}, {8.5, 53.5}});
  AddRing(polygon, {{8.55, 53.52}, {8.56, 53.52}, {8.56, 53.53}, {8.55, 53.52}});
  AddRing(*geometry.add_polygons(), {{-8.7, -53.5}, {-8.6, -53.5}, {-8.7, -53.4}, {-8.7, -53.5}});
  const std::vector<MapRing> rings = FromRecord(ToRecord(geometry));
  ASSERT_EQ(rings.size(), 3u);
  EXPECT_EQ(rings[0], (MapRing{{850'000, 5'350'000}, {860'000, 5'350'000}, {860'000, 5'361'235}}))
      << "closed without saying the first position again";
  EXPECT_EQ(rings[2],
            (MapRing{{-870'000, -5'350'000}, {-860'000, -5'350'000}, {-870'000, -5'340'000}}));
}

TEST(BoundaryCodecTest, WhatHasNoExtentHasNoRings) {
  fv1::Geometry geometry;
  EXPECT_EQ(ToRecord(geometry).rings_size(), 0);
  AddRing(*geometry.add_polygons(), {{8.5, 53.5}, {8.5, 53.5}, {8.500001, 53.5}, {8.5, 53.5}});
  AddRing(*geometry.add_polygons(), {});
  EXPECT_EQ(ToRecord(geometry).rings_size(), 0);
}

TEST(BoundaryCodecTest, HoweverFineABoundaryIsLittleIsKept) {
  fv1::Geometry geometry;
  std::vector<std::pair<double, double>> circle;
  for (int i = 0; i <= 20'000; ++i) {
    const double angle = 2 * M_PI * i / 20'000;
    circle.push_back({8.5 + 0.1 * std::cos(angle), 53.5 + 0.1 * std::sin(angle)});
  }
  AddRing(*geometry.add_polygons(), circle);
  const views::BoundaryRecord record = ToRecord(geometry);
  const std::vector<MapRing> rings = FromRecord(record);
  ASSERT_EQ(rings.size(), 1u);
  EXPECT_LE(rings[0].size(), static_cast<size_t>(kMostBoundaryPositions));
  EXPECT_GT(rings[0].size(), 100u);
  EXPECT_LT(record.ByteSizeLong(), 2'500u);
  for (const MapPosition& at : rings[0]) {
    EXPECT_NEAR(std::hypot(at.east - 850'000, at.north - 5'350'000), 10'000, 200);
  }
}

}  // namespace
}  // namespace zwk::reporting
