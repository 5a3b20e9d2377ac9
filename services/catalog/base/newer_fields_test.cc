#include "catalog/base/newer_fields.h"

#include <gtest/gtest.h>

#include <google/protobuf/unknown_field_set.h>

#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {
namespace {

void AddNew(google::protobuf::Message& message, uint64_t value) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(1234, value);
}

TEST(NewerFieldsTest, ADocumentWithoutAnyCostsNothing) {
  v1::Offer offer;
  offer.set_name("Treff");
  offer.add_costs()->set_option("Eintritt");
  EXPECT_EQ(NewerFieldsOf(offer), "");
  AddNew(*offer.mutable_costs(0), 1);
  EXPECT_EQ(NewerFieldsOf(offer), offer.SerializeAsString());
}

TEST(NewerFieldsTest, ElementsKeepTheirsByIdOrByWhatTheySay) {
  v1::Offer before;
  for (const char* id : {"a", "b"}) before.add_places()->set_offer_at_place_id(id);
  for (const char* option : {"Eintritt", "Abo"}) before.add_costs()->set_option(option);
  AddNew(*before.mutable_places(1), 2);
  AddNew(*before.mutable_costs(1), 3);

  v1::Offer after;  // in another order, one changed, one more
  for (const char* id : {"b", "c"}) after.add_places()->set_offer_at_place_id(id);
  after.mutable_places(0)->set_description("neu");
  for (const char* option : {"Abo", "Eintritt"}) after.add_costs()->set_option(option);
  AddNewerFields(NewerFieldsOf(before), after);

  v1::Offer wanted = after;
  wanted.DiscardUnknownFields();
  AddNew(*wanted.mutable_places(0), 2);
  AddNew(*wanted.mutable_costs(0), 3);
  EXPECT_EQ(after.SerializeAsString(), wanted.SerializeAsString());
}

TEST(NewerFieldsTest, WhatIsGoneTakesItsFieldsAlong) {
  v1::Offer before;
  AddNew(*before.add_costs(), 1);
  AddNew(*before.mutable_threshold(), 2);
  v1::Offer after;
  AddNewerFields(NewerFieldsOf(before), after);
  EXPECT_EQ(after.SerializeAsString(), "");
}

}  // namespace
}  // namespace zwk::catalog
