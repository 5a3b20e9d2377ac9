#include "reporting/meeting/meeting_view.h"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "platform/base/task.h"
#include "reporting/meeting/meeting_document.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
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

TEST(MeetingViewTest, TheAgendaIsKeptAsItWasSetLast) {
  MemoryChange view;
  views::MeetingRecord meeting;
  meeting.mutable_scheduled()->set_meeting_id("m1");
  view.kept["meeting/m1"] = meeting.SerializeAsString();
  MeetingsView meetings;
  for (const char* title : {"alt", "neu"}) {
    pv1::AgendaSet set;
    set.set_meeting_id("m1");
    set.add_agenda()->set_title(title);
    const stream::Event event{.type = set.GetDescriptor()->full_name(),
                              .data = set.SerializeAsString()};
    ASSERT_TRUE(SyncWait(meetings.On(event, view)).ok());
  }
  ASSERT_TRUE(meeting.ParseFromString(view.kept["meeting/m1"]));
  ASSERT_EQ(meeting.agenda_size(), 1);
  EXPECT_EQ(meeting.agenda(0).title(), "neu");
}

TEST(MeetingViewTest, ANoteIsKeptWithItsRound) {
  MemoryChange view;
  views::MeetingRecord meeting;
  meeting.mutable_scheduled()->set_meeting_id("m1");
  views::SessionRecord& session = *meeting.add_sessions();
  session.mutable_created()->set_session_id("s1");
  for (const char* round : {"r1", "r2"}) {
    session.add_rounds()->mutable_started()->set_round_id(round);
  }
  view.kept["meeting/m1"] = meeting.SerializeAsString();
  view.kept["session/s1"] = "m1";
  pv1::NoteAdded added;
  added.set_session_id("s1");
  added.set_round_id("r2");
  added.mutable_note()->set_note_id("n1");
  const stream::Event event{.type = added.GetDescriptor()->full_name(),
                            .data = added.SerializeAsString()};
  MeetingsView meetings;
  ASSERT_TRUE(SyncWait(meetings.On(event, view)).ok());
  ASSERT_TRUE(meeting.ParseFromString(view.kept["meeting/m1"]));
  EXPECT_EQ(meeting.sessions(0).rounds(0).notes_size(), 0);
  ASSERT_EQ(meeting.sessions(0).rounds(1).notes_size(), 1);
  EXPECT_EQ(meeting.sessions(0).rounds(1).notes(0).note_id(), "n1");
}

}  // namespace
}  // namespace zwk::reporting
