#include "forecasting/data/population_structure.h"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

v1::PopulationStructure TwoGroups() {
  v1::PopulationStructure structure;
  structure.set_age_width(1);
  structure.set_open_age(100);
  for (const bool national : {true, false}) {
    v1::OriginGroup& group = *structure.add_groups();
    group.set_key(national ? "german" : "foreign");
    (*group.mutable_names())["de"] = national ? "deutsch" : "ausländisch";
    group.set_national(national);
    group.set_migration_history(!national);
  }
  return structure;
}

PopulationStructure Set() {
  PopulationStructure structure;
  structure.Apply(structure.Set(TwoGroups(), false).value().at(0));
  return structure;
}

void AddUnknown(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(1000, 7);
}
int Unknowns(const google::protobuf::Message& message) {
  return message.GetReflection()->GetUnknownFields(message).field_count();
}

TEST(PopulationStructureTest, AgesAndGroupKeysStayOnceDataAreThere) {
  const PopulationStructure structure = Set();
  EXPECT_EQ(structure.grid().ages, 101);
  v1::PopulationStructure renamed = TwoGroups();
  (*renamed.mutable_groups(0)->mutable_names())["de"] = "Deutsche";
  EXPECT_EQ(structure.Set(renamed, true).value().size(), 1u);
  EXPECT_TRUE(structure.Set(TwoGroups(), true).value().empty());
  v1::PopulationStructure other = TwoGroups();
  other.set_open_age(90);
  EXPECT_EQ(structure.Set(other, true).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(structure.Set(other, false).ok());
}

TEST(PopulationStructureTest, WhatANewerReleaseHasWrittenStays) {
  PopulationStructure structure = Set();
  AddUnknown(structure.state);
  AddUnknown(*structure.state.mutable_groups(1));
  v1::PopulationStructure renamed = TwoGroups();
  (*renamed.mutable_groups(0)->mutable_names())["de"] = "Deutsche";
  structure.Apply(structure.Set(renamed, true).value().at(0));
  EXPECT_EQ(structure.state.groups(0).names().at("de"), "Deutsche");
  EXPECT_EQ(Unknowns(structure.state), 1);
  EXPECT_EQ(Unknowns(structure.state.groups(1)), 1);
}

TEST(PopulationStructureTest, FaultsAreNamedByField) {
  const auto fault = [](auto change) {
    v1::PopulationStructure wanted = TwoGroups();
    change(wanted);
    return FieldOf(PopulationStructure().Set(wanted, false).status());
  };
  EXPECT_EQ(fault([](auto& s) { s.set_age_width(2); }), "age_width");
  EXPECT_EQ(fault([](auto& s) { s.set_age_width(5), s.set_open_age(87); }), "open_age");
  EXPECT_EQ(fault([](auto& s) { s.clear_groups(); }), "groups");
  EXPECT_EQ(fault([](auto& s) { s.mutable_groups(1)->set_key("german"); }), "groups[1].key");
  EXPECT_EQ(fault([](auto& s) { s.mutable_groups(1)->set_key("Foreign"); }), "groups[1].key");
  EXPECT_EQ(fault([](auto& s) { s.mutable_groups(1)->set_migration_history(false); }),
            "groups[1].migration_history");
  EXPECT_EQ(fault([](auto& s) { s.mutable_groups(0)->clear_names(); }), "groups[0].names");
}

}  // namespace
}  // namespace zwk::forecasting
