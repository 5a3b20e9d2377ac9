// What leaves by WatchEvents, looked at as a whole: ids, keys, versions and days of what somebody else may read, and
// nothing that a person has written or is called.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "platform/events/public_events.h"
#include "zwkctl/directory.h"

namespace zwk::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;

bool IsPlain(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
    const std::string& type = field.message_type()->full_name();
    return type == "google.protobuf.Timestamp" || type == "zwk.common.v1.ForecastRef";
  }
  if (field.type() != FieldDescriptor::TYPE_STRING)
    return field.type() != FieldDescriptor::TYPE_BYTES;
  for (const char* ending : {"_id", "_key", "_date"}) {
    if (absl::EndsWith(field.name(), ending)) return true;
  }
  return false;
}

TEST(PublicEventsTest, EachAreaTellsIdsAndNothingOfAnybody) {
  for (const Area& area : Areas()) {
    const auto* watch = DescriptorPool::generated_pool()->FindMethodByName(
        "zwk." + area.name + ".v1.EventService.WatchEvents");
    ASSERT_NE(watch, nullptr) << area.name;
    const auto events = events::PublicEvents::Of(*watch);
    ASSERT_TRUE(events.ok()) << events.status();
    for (const auto& [type, paths] : events->fields()) {
      for (const std::string& path : paths) {
        const Descriptor* at = DescriptorPool::generated_pool()->FindMessageTypeByName(type);
        const FieldDescriptor* field = nullptr;
        std::string rest = path;
        while (!rest.empty()) {
          const size_t dot = rest.find('.');
          field = at->FindFieldByName(rest.substr(0, dot));
          ASSERT_NE(field, nullptr) << type << ": " << path;
          rest = dot == std::string::npos ? "" : rest.substr(dot + 1);
          if (!rest.empty()) at = field->message_type();
        }
        EXPECT_TRUE(IsPlain(*field)) << type << ": " << path;
        EXPECT_FALSE(field->name() == "person_id" || field->name() == "subject_ref") << type;
      }
    }
  }
}

// Cards, votes, attendance and membership are of people; drafts are of their editors.
TEST(PublicEventsTest, WhatPeopleDoIsNotTold) {
  std::set<std::string> told;
  for (const Area& area : Areas()) {
    const auto* watch = DescriptorPool::generated_pool()->FindMethodByName(
        "zwk." + area.name + ".v1.EventService.WatchEvents");
    for (const auto& [type, paths] : events::PublicEvents::Of(*watch)->fields()) told.insert(type);
  }
  for (const char* name : {"participation.v1.MemberAdded", "participation.v1.AttendanceRecorded",
                           "participation.v1.TopicSubmitted", "participation.v1.ResultsRevealed",
                           "catalog.v1.OfferDrafted"}) {
    const std::string type = std::string("zwk.") + name;
    EXPECT_NE(DescriptorPool::generated_pool()->FindMessageTypeByName(type), nullptr) << type;
    EXPECT_FALSE(told.contains(type)) << type;
  }
}

}  // namespace
}  // namespace zwk::ctl
