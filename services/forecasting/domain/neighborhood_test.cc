#include "forecasting/domain/neighborhood.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/domain/population_structure.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

NeighborhoodFacts Geestendorf() {
  NeighborhoodFacts facts;
  facts.key = "212";
  facts.names = {{"de", "Geestendorf"}};
  facts.geometry = {{{{8.58, 53.53}, {8.60, 53.53}, {8.60, 53.54}, {8.58, 53.53}}}};
  facts.address_points = {{{8.59, 53.533}, 1}};
  return facts;
}

Neighborhood Registered() {
  Neighborhood neighborhood;
  neighborhood.Apply(neighborhood.Register(Geestendorf()).value().at(0));
  return neighborhood;
}

TEST(NeighborhoodTest, AnotherGeometryIsAnotherBoundaryVersion) {
  Neighborhood neighborhood = Registered();
  EXPECT_EQ(neighborhood.boundary_version, 1u);
  NeighborhoodFacts facts = Geestendorf();
  facts.names["en"] = "Geestendorf";
  auto events = neighborhood.Register(facts).value();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<NeighborhoodChanged>(events[0]));
  neighborhood.Apply(events[0]);
  EXPECT_EQ(neighborhood.boundary_version, 1u);
  facts.geometry[0][0][1].longitude = 8.61;
  events = neighborhood.Register(facts).value();
  EXPECT_TRUE(std::holds_alternative<BoundaryChanged>(events.at(0)));
  neighborhood.Apply(events[0]);
  EXPECT_EQ(neighborhood.boundary_version, 2u);
}

TEST(NeighborhoodTest, TheSameWordAgainChangesNothing) {
  EXPECT_TRUE(Registered().Register(Geestendorf()).value().empty());
}

TEST(NeighborhoodTest, FaultsAreNamedByField) {
  const auto fault = [](auto change) {
    NeighborhoodFacts facts = Geestendorf();
    change(facts);
    return FieldOf(Neighborhood().Register(facts).status());
  };
  EXPECT_EQ(fault([](auto& f) { f.key = "21 2"; }), "neighborhood_key");
  EXPECT_EQ(fault([](auto& f) { f.names.clear(); }), "names");
  EXPECT_EQ(fault([](auto& f) { f.names["de"] = " "; }), "names[de]");
  EXPECT_EQ(fault([](auto& f) { f.geometry[0][0].pop_back(); }), "geometry.polygons[0].rings[0]");
  EXPECT_EQ(fault([](auto& f) { f.geometry[0][0][1].latitude = 91; }),
            "geometry.polygons[0].rings[0].positions[1].latitude");
  EXPECT_EQ(fault([](auto& f) { f.geometry[0][0][1].longitude = std::nan(""); }),
            "geometry.polygons[0].rings[0].positions[1].longitude");
  EXPECT_EQ(fault([](auto& f) { f.geometry.emplace_back(); }), "geometry.polygons[1].rings");
  EXPECT_EQ(fault([](auto& f) { f.address_points[0].weight = 0; }), "address_points[0].weight");
  EXPECT_EQ(fault([](auto& f) { f.bordering_keys = {"212"}; }), "bordering_keys[0]");
  EXPECT_EQ(fault([](auto& f) { f.languages = {"german!"}; }), "languages[0]");
  EXPECT_EQ(fault([](auto& f) { f.valid_from = "2023-02-30"; }), "valid_from");
}

StructureFacts TwoGroups() {
  return {1,
          100,
          {{"german", {{"de", "deutsch"}}, true, false},
           {"foreign", {{"de", "ausländisch"}}, false, true}}};
}

TEST(PopulationStructureTest, AgesAndGroupKeysStayOnceDataAreThere) {
  PopulationStructure structure;
  structure.Apply(structure.Set(TwoGroups(), false).value().at(0));
  EXPECT_EQ(structure.grid().ages, 101);
  StructureFacts renamed = TwoGroups();
  renamed.groups[0].names["de"] = "Deutsche";
  EXPECT_EQ(structure.Set(renamed, true).value().size(), 1u);
  StructureFacts other = TwoGroups();
  other.open_age = 90;
  EXPECT_EQ(structure.Set(other, true).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(structure.Set(other, false).ok());
}

TEST(PopulationStructureTest, FaultsAreNamedByField) {
  const auto fault = [](auto change) {
    StructureFacts facts = TwoGroups();
    change(facts);
    return FieldOf(PopulationStructure().Set(facts, false).status());
  };
  EXPECT_EQ(fault([](auto& f) { f.age_width = 2; }), "age_width");
  EXPECT_EQ(fault([](auto& f) { f.age_width = 5, f.open_age = 87; }), "open_age");
  EXPECT_EQ(fault([](auto& f) { f.groups.clear(); }), "groups");
  EXPECT_EQ(fault([](auto& f) { f.groups[1].key = "german"; }), "groups[1].key");
  EXPECT_EQ(fault([](auto& f) { f.groups[1].key = "Foreign"; }), "groups[1].key");
  EXPECT_EQ(fault([](auto& f) { f.groups[1].migration_history = false; }),
            "groups[1].migration_history");
  EXPECT_EQ(fault([](auto& f) { f.groups[0].names.clear(); }), "groups[0].names");
}

}  // namespace
}  // namespace zwk::forecasting
