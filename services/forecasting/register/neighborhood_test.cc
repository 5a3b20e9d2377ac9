#include "forecasting/register/neighborhood.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <cmath>

#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

void Add(v1::Ring& ring, double longitude, double latitude) {
  v1::Position& position = *ring.add_positions();
  position.set_longitude(longitude);
  position.set_latitude(latitude);
}

v1::Neighborhood Geestendorf() {
  v1::Neighborhood wanted;
  wanted.set_neighborhood_key("212");
  (*wanted.mutable_names())["de"] = "Geestendorf";
  v1::Ring& ring = *wanted.mutable_geometry()->add_polygons()->add_rings();
  Add(ring, 8.58, 53.53);
  Add(ring, 8.60, 53.53);
  Add(ring, 8.60, 53.54);
  Add(ring, 8.58, 53.53);
  v1::AddressPoint& point = *wanted.add_address_points();
  point.mutable_position()->set_longitude(8.59);
  point.mutable_position()->set_latitude(53.533);
  point.set_weight(1);
  return wanted;
}

v1::Ring& RingOf(v1::Neighborhood& wanted) {
  return *wanted.mutable_geometry()->mutable_polygons(0)->mutable_rings(0);
}

Neighborhood Registered() {
  Neighborhood neighborhood;
  neighborhood.Apply(neighborhood.Register(Geestendorf()).value().at(0));
  return neighborhood;
}

void AddUnknown(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(1000, 7);
}
int Unknowns(const google::protobuf::Message& message) {
  return message.GetReflection()->GetUnknownFields(message).field_count();
}

TEST(NeighborhoodTest, AnotherGeometryIsAnotherBoundaryVersion) {
  Neighborhood neighborhood = Registered();
  EXPECT_EQ(neighborhood.state.boundary_version(), 1u);
  v1::Neighborhood wanted = Geestendorf();
  (*wanted.mutable_names())["en"] = "Geestendorf";
  auto events = neighborhood.Register(wanted).value();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<v1::NeighborhoodChanged>(events[0]));
  neighborhood.Apply(events[0]);
  EXPECT_EQ(neighborhood.state.boundary_version(), 1u);
  RingOf(wanted).mutable_positions(1)->set_longitude(8.61);
  events = neighborhood.Register(wanted).value();
  EXPECT_TRUE(std::holds_alternative<v1::BoundaryChanged>(events.at(0)));
  neighborhood.Apply(events[0]);
  EXPECT_EQ(neighborhood.state.boundary_version(), 2u);
}

TEST(NeighborhoodTest, TheSameWordAgainChangesNothing) {
  v1::Neighborhood again = Geestendorf();
  EXPECT_TRUE(Registered().Register(again).value().empty());
  again.set_version(7);           // of whoever read it
  again.set_boundary_version(7);  // the service counts
  EXPECT_TRUE(Registered().Register(again).value().empty());
}

TEST(NeighborhoodTest, WhatANewerReleaseHasWrittenStays) {
  Neighborhood neighborhood = Registered();
  AddUnknown(neighborhood.state);
  AddUnknown(*neighborhood.state.mutable_geometry());
  AddUnknown(*neighborhood.state.mutable_address_points(0));
  EXPECT_TRUE(neighborhood.Register(Geestendorf()).value().empty());  // it is so already

  v1::Neighborhood renamed = Geestendorf();
  (*renamed.mutable_names())["en"] = "Geestendorf";
  neighborhood.Apply(neighborhood.Register(renamed).value().at(0));
  EXPECT_EQ(neighborhood.state.names_size(), 2);
  EXPECT_EQ(Unknowns(neighborhood.state), 1);
  EXPECT_EQ(Unknowns(neighborhood.state.geometry()), 1);
  EXPECT_EQ(Unknowns(neighborhood.state.address_points(0)), 1);
}

TEST(NeighborhoodTest, FaultsAreNamedByField) {
  const auto fault = [](auto change) {
    v1::Neighborhood wanted = Geestendorf();
    change(wanted);
    return FieldOf(Neighborhood().Register(wanted).status());
  };
  EXPECT_EQ(fault([](auto& n) { n.set_neighborhood_key("21 2"); }), "neighborhood_key");
  EXPECT_EQ(fault([](auto& n) { n.clear_names(); }), "names");
  EXPECT_EQ(fault([](auto& n) { (*n.mutable_names())["de"] = " "; }), "names[de]");
  EXPECT_EQ(fault([](auto& n) { RingOf(n).mutable_positions()->RemoveLast(); }),
            "geometry.polygons[0].rings[0]");
  EXPECT_EQ(fault([](auto& n) { RingOf(n).mutable_positions(1)->set_latitude(91); }),
            "geometry.polygons[0].rings[0].positions[1].latitude");
  EXPECT_EQ(fault([](auto& n) { RingOf(n).mutable_positions(1)->set_longitude(std::nan("")); }),
            "geometry.polygons[0].rings[0].positions[1].longitude");
  EXPECT_EQ(fault([](auto& n) { n.mutable_geometry()->add_polygons(); }),
            "geometry.polygons[1].rings");
  EXPECT_EQ(fault([](auto& n) { n.mutable_address_points(0)->set_weight(0); }),
            "address_points[0].weight");
  EXPECT_EQ(fault([](auto& n) { n.add_bordering_keys("212"); }), "bordering_keys[0]");
  EXPECT_EQ(fault([](auto& n) { n.add_languages("german!"); }), "languages[0]");
  EXPECT_EQ(fault([](auto& n) { n.set_valid_from("2023-02-30"); }), "valid_from");
}

}  // namespace
}  // namespace zwk::forecasting
