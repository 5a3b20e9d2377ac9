#include "platform/rpc/update_mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::rpc {
namespace {

using catalog::v1::Offer;
using testing::ElementsAre;

std::vector<std::string> Faults(const std::vector<std::string>& paths) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  FieldErrors errors;
  CheckUpdateMask(errors, mask, *Offer::descriptor());
  std::vector<std::string> faults;
  for (const FieldViolation& one : FieldViolationsOf(errors.ToStatus())) {
    EXPECT_EQ(one.field, "update_mask");
    faults.push_back(one.description);
  }
  return faults;
}

TEST(UpdateMaskTest, APathIsSpelledAsTheProtoSpellsIt) {
  EXPECT_THAT(Faults({"name", "assured_date", "threshold.walk_in", "places", "threshold"}),
              ElementsAre());
  EXPECT_THAT(
      Faults({"NAME", "assuredDate", "", "name.", ".name", "places.description", "name.x", "*"}),
      ElementsAre("'NAME' is no field", "'assuredDate' is no field", "'' is no field",
                  "'name.' is no field", "'.name' is no field", "'places.description' is no field",
                  "'name.x' is no field", "'*' is no field"));
}

TEST(UpdateMaskTest, WhatTheServerSaysIsRefusedByName) {
  EXPECT_THAT(
      Faults({"version", "name", "state"}),
      ElementsAre("'version' is said by the server alone", "'state' is said by the server alone"));
}

TEST(UpdateMaskTest, ListsAndMessagesAreTakenAsAWhole) {
  Offer before, update;
  before.set_name("before");
  before.set_alert("before");
  before.add_need_keys("a");
  before.mutable_threshold()->set_walk_in(true);
  update.set_name("after");
  update.add_need_keys("b");
  google::protobuf::FieldMask mask;
  for (const char* path : {"name", "need_keys", "threshold"}) mask.add_paths(path);
  const Offer after = Updated(before, update, mask);
  EXPECT_EQ(after.name(), "after");
  EXPECT_EQ(after.alert(), "before");
  EXPECT_THAT(after.need_keys(), ElementsAre("b"));
  EXPECT_FALSE(after.threshold().has_walk_in());
  EXPECT_EQ(Updated(before, update, {}).alert(), "");
}

}  // namespace
}  // namespace zwk::rpc
