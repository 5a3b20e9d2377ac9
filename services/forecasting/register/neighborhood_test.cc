#include "forecasting/register/neighborhood.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
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

std::string Fault(const std::function<void(v1::Neighborhood&)>& change) {
  v1::Neighborhood wanted = Geestendorf();
  change(wanted);
  return FieldOf(Neighborhood().Register(wanted).status());
}

TEST(NeighborhoodTest, PositionsAreOnTheEarth) {
  const auto fault = [](double longitude, double latitude) {
    const std::string of_ring = Fault([&](v1::Neighborhood& n) {
      for (v1::Position& position : *RingOf(n).mutable_positions()) {
        position.set_longitude(longitude);
        position.set_latitude(latitude);
      }
    });
    const std::string of_point = Fault([&](v1::Neighborhood& n) {
      n.mutable_address_points(0)->mutable_position()->set_longitude(longitude);
      n.mutable_address_points(0)->mutable_position()->set_latitude(latitude);
    });
    const std::string ring = "geometry.polygons[0].rings[0].positions[0].";
    if (of_ring.empty()) return of_ring + of_point;
    EXPECT_EQ(of_ring.substr(0, ring.size()), ring);
    EXPECT_EQ(of_point, absl::StrCat("address_points[0].position.", of_ring.substr(ring.size())));
    return of_ring.substr(ring.size());
  };
  const double none = std::nan("");
  for (const double longitude : {-180.0, 0.0, 180.0}) EXPECT_EQ(fault(longitude, 0), "");
  for (const double latitude : {-90.0, 0.0, 90.0}) EXPECT_EQ(fault(0, latitude), "");
  for (const double longitude : {-180.1, 180.1, none}) EXPECT_EQ(fault(longitude, 0), "longitude");
  for (const double latitude : {-90.1, 90.1, none}) EXPECT_EQ(fault(0, latitude), "latitude");
}

TEST(NeighborhoodTest, ARingIsClosedAndHasFourPositions) {
  const std::string ring = "geometry.polygons[0].rings[0]";
  EXPECT_EQ(Fault([](auto& n) { RingOf(n).mutable_positions(3)->set_longitude(8.59); }), ring);
  EXPECT_EQ(Fault([](auto& n) { RingOf(n).mutable_positions(3)->set_latitude(53.54); }), ring);
  EXPECT_EQ(Fault([](auto& n) {
              v1::Ring& hole = *n.mutable_geometry()->mutable_polygons(0)->add_rings();
              for (int i = 0; i < 3; ++i) Add(hole, 8.59, 53.53);
            }),
            "geometry.polygons[0].rings[1]");
  EXPECT_EQ(Fault([](auto& n) {
              v1::Ring& hole = *n.mutable_geometry()->mutable_polygons(0)->add_rings();
              for (int i = 0; i < 4; ++i) Add(hole, 8.59, 53.53);
            }),
            "");
  EXPECT_EQ(Fault([](auto& n) { n.clear_geometry(); }), "") << "it may be unknown";
}

TEST(NeighborhoodTest, AGeometryHasTwentyThousandPositionsAtMost) {
  const auto register_with = [](int positions, int empty_rings) {
    v1::Neighborhood wanted = Geestendorf();
    for (int i = 4; i < positions; ++i) Add(RingOf(wanted), 8.58, 53.53);
    v1::Polygon& polygon = *wanted.mutable_geometry()->mutable_polygons(0);
    for (int i = 0; i < empty_rings; ++i) polygon.add_rings();
    return Neighborhood().Register(wanted).status();
  };
  EXPECT_TRUE(register_with(20'000, 0).ok());
  const absl::Status refused = register_with(20'001, 0);
  ASSERT_EQ(FieldViolationsOf(refused).size(), 1u) << refused;
  EXPECT_EQ(FieldViolationsOf(refused)[0].field, "geometry");
  EXPECT_EQ(FieldViolationsOf(refused)[0].code, "TOO_MANY");
  EXPECT_EQ(FieldViolationsOf(refused)[0].description, "has 20001 positions, at most 20000");
  EXPECT_EQ(FieldOf(register_with(19'999, 1)), "geometry.polygons[0].rings[1]");
  EXPECT_EQ(FieldOf(register_with(20'000, 1)), "geometry") << "an empty ring is looked at as well";
}

TEST(NeighborhoodTest, ListsHaveTheirLimits) {
  const auto points = [](int more) {
    return Fault([&](v1::Neighborhood& n) {
      for (int i = 1; i < more; ++i) *n.add_address_points() = n.address_points(0);
    });
  };
  EXPECT_EQ(points(5'000), "");
  EXPECT_EQ(points(5'001), "address_points");
  const auto borders = [](int count) {
    return Fault([&](v1::Neighborhood& n) {
      for (int i = 0; i < count; ++i) n.add_bordering_keys(absl::StrCat(1000 + i));
    });
  };
  EXPECT_EQ(borders(200), "");
  EXPECT_EQ(borders(201), "bordering_keys");
  const auto languages = [](int count) {
    return Fault([&](v1::Neighborhood& n) {
      for (int i = 0; i < count; ++i) n.add_languages("de");
    });
  };
  EXPECT_EQ(languages(50), "");
  EXPECT_EQ(languages(51), "languages");
  const auto names = [](int count) {
    return Fault([&](v1::Neighborhood& n) {
      for (int i = 1; i < count; ++i) (*n.mutable_names())[absl::StrCat("x", 10 + i)] = "Ort";
    });
  };
  EXPECT_EQ(names(30), "");
  EXPECT_EQ(names(31), "names");
}

TEST(NeighborhoodTest, KeysNamesAndLanguagesAreShort) {
  for (const char* key : {"1", "Mitte_1.a-b", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"}) {
    EXPECT_TRUE(IsNeighborhoodKey(key)) << key;
  }
  for (const char* key : {"", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", "a b", "a/b", "\u00e4"}) {
    EXPECT_FALSE(IsNeighborhoodKey(key)) << key;
  }
  const auto name = [](const std::string& language, size_t bytes) {
    return Fault(
        [&](v1::Neighborhood& n) { (*n.mutable_names())[language] = std::string(bytes, 'x'); });
  };
  EXPECT_EQ(name("de", 200), "");
  EXPECT_EQ(name("de", 201), "names[de]");
  EXPECT_EQ(name("d", 1), "names[d]");
  EXPECT_EQ(name("1e", 1), "names[1e]");
  EXPECT_EQ(name("zh-Hant", 1), "");
  const std::string longest(35, 'x');
  EXPECT_EQ(name(longest, 1), "");
  EXPECT_EQ(name(longest + "y", 1), absl::StrCat("names[", longest, "]"));
}

TEST(NeighborhoodTest, AddressesWeighSomething) {
  for (const double weight : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(Fault([&](auto& n) { n.mutable_address_points(0)->set_weight(weight); }),
              "address_points[0].weight");
  }
  EXPECT_EQ(Fault([](auto& n) { n.mutable_address_points(0)->set_weight(1e-9); }), "");
  EXPECT_EQ(Fault([](auto& n) { n.add_bordering_keys("21 3"); }), "bordering_keys[0]");
  EXPECT_EQ(Fault([](auto& n) { n.set_valid_from("2023-02-28"); }), "");
}

}  // namespace
}  // namespace zwk::forecasting
