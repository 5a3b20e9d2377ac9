#include "reporting/meeting/meeting_view.h"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "platform/base/task.h"
#include "reporting/meeting/meeting_document.pb.h"
#include "zwk/participation/v1/meeting.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;

// A view in memory.
class MemoryChange : public stream::ViewChange {
 public:
  Task<absl::StatusOr<std::optional<std::string>>> Get(std::string key) override {
    const auto found = kept.find(key);
    co_return found == kept.end() ? std::nullopt : std::optional<std::string>(found->second);
  }
  void Put(std::string key, std::string bytes) override { kept[key] = std::move(bytes); }
  void Delete(std::string key) override { kept.erase(key); }
  void Add(std::string, std::string, int64_t) override {}
  void IndexAdd(std::string, std::string, std::string) override {}
  void IndexRemove(std::string, std::string, std::string) override {}

  std::map<std::string, std::string> kept;
};

void AddUnheardOf(const std::string& text, google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(4711, text);
}

// A replica of a newer release has written the record; this one goes on with it.
TEST(MeetingViewTest, FieldsOfANewerReleaseSurviveAChange) {
  views::MeetingRecord newer;
  newer.mutable_scheduled()->set_meeting_id("m1");
  AddUnheardOf("of the record", newer);
  AddUnheardOf("of the event", *newer.mutable_scheduled());
  MemoryChange view;
  view.kept["meeting/m1"] = newer.SerializeAsString();
  pv1::MeetingStarted started;
  started.set_meeting_id("m1");
  started.mutable_started_at()->set_seconds(1);
  const stream::Event event{.type = started.GetDescriptor()->full_name(),
                            .data = started.SerializeAsString()};
  MeetingsView meetings;
  ASSERT_TRUE(SyncWait(meetings.On(event, view)).ok());
  views::MeetingRecord kept;
  ASSERT_TRUE(kept.ParseFromString(view.kept["meeting/m1"]));
  EXPECT_EQ(kept.started_at().seconds(), 1);
  for (const char* text : {"of the record", "of the event"}) {
    EXPECT_NE(view.kept["meeting/m1"].find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace zwk::reporting
