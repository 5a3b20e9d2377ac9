#include "participation/backlog/backlog_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::EntryAssigned Assigned(const std::string& assignment) {
  v1::EntryAssigned wanted;
  *wanted.mutable_assignment() = test::Proto<v1::BacklogAssignment>(assignment);
  return wanted;
}

template <class Event>
Event Because(const std::string& reason) {
  Event wanted;
  wanted.set_reason(reason);
  return wanted;
}

BacklogEntry Filed() {
  v1::TopicBacklogged wanted;
  *wanted.mutable_entry() = test::Proto<v1::BacklogEntry>(
      R"(source_session_id: "s" source_topic_id: "t" origin: BACKLOG_ORIGIN_UNDISCUSSED)");
  BacklogEntry entry;
  entry.Apply(*entry.File(wanted));
  return entry;
}

TEST(BacklogEntryTest, ATopicOfASessionHasOneEntryId) {
  EXPECT_EQ(Filed().state.entry_id(), BacklogEntryId("s", "t"));
  EXPECT_EQ(Filed().state.status(), v1::BACKLOG_STATUS_OPEN);
  EXPECT_NE(BacklogEntryId("s", "t"), BacklogEntryId("s", "u"));
  EXPECT_NE(BacklogEntryId("s", "t"), BacklogEntryId("t", "s"));
}

TEST(BacklogEntryTest, AnEntryIsAssignedDealtWithAndOpenedAgain) {
  BacklogEntry entry = Filed();
  entry.Apply(
      entry.Assign(Assigned(R"(target { lab_id: "lab" } reason: "fits" field_ids: "f1")"))->at(0));
  entry.Apply(entry
                  .Assign(Assigned(R"(target { lab_id: "other" } field_ids: ["f2", "f1"]
                                   city_process_ids: "p1")"))
                  ->at(0));
  EXPECT_EQ(entry.state.status(), v1::BACKLOG_STATUS_ASSIGNED);
  EXPECT_EQ(entry.state.assignments_size(), 2);
  EXPECT_THAT(entry.state.field_ids(), ElementsAre("f1", "f2"));
  EXPECT_THAT(entry.state.city_process_ids(), ElementsAre("p1"));
  EXPECT_EQ(entry.state.reason(), "fits") << "the last one that was given";
  entry.Apply(entry.MarkAddressed(Because<v1::EntryAddressed>("a playground was built"))->at(0));
  EXPECT_EQ(entry.state.reason(), "a playground was built");
  EXPECT_EQ(ReasonOf(entry.Assign(Assigned(R"(target { lab_id: "lab" })")).status()),
            "ENTRY_CLOSED");
  EXPECT_EQ(ReasonOf(entry.Decline(Because<v1::EntryDeclined>("no")).status()), "ENTRY_CLOSED");
  entry.Apply(entry.Reopen(Because<v1::EntryReopened>("it is broken"))->at(0));
  EXPECT_EQ(entry.state.status(), v1::BACKLOG_STATUS_OPEN);
  EXPECT_EQ(ReasonOf(entry.Reopen(Because<v1::EntryReopened>("again")).status()), "ENTRY_OPEN");
}

TEST(BacklogEntryTest, TheSameAssignmentAgainIsNoNewsUntilTheEntryWasClosed) {
  BacklogEntry entry = Filed();
  entry.Apply(entry.Assign(Assigned(R"(target { lab_id: "lab" } assigned_by: "p")"))->at(0));
  const v1::EntryAssigned again = Assigned(
      R"(target { lab_id: "lab" } assigned_by: "q" assigned_at { seconds: 9 } reason: " ")");
  EXPECT_THAT(*entry.Assign(again), IsEmpty());
  entry.Apply(entry.Decline(Because<v1::EntryDeclined>("no"))->at(0));
  entry.Apply(entry.Reopen(Because<v1::EntryReopened>("yes"))->at(0));
  EXPECT_EQ(entry.Assign(again)->size(), 1u);
}

TEST(BacklogEntryTest, AnAssignmentNamesOneLabOrAll) {
  for (const char* nobody : {"", R"(target { lab_id: "" })", "target { cross_cutting: false }"}) {
    EXPECT_EQ(FieldOf(Filed().Assign(Assigned(nobody)).status()), "assignment.target") << nobody;
  }
  EXPECT_TRUE(Filed().Assign(Assigned("target { cross_cutting: true }")).ok());
}

TEST(BacklogEntryTest, AnEntryIsAssignedAtMost20Times) {
  BacklogEntry entry = Filed();
  const auto to = [](int lab) {
    return Assigned("target { lab_id: \"lab " + std::to_string(lab) + "\" }");
  };
  for (int i = 0; i < 20; ++i) entry.Apply(entry.Assign(to(i))->at(0));
  EXPECT_EQ(ReasonOf(entry.Assign(to(20)).status()), "TOO_MANY_ASSIGNMENTS");
  EXPECT_THAT(*entry.Assign(to(19)), IsEmpty());
}

TEST(BacklogEntryTest, ClosingAndOpeningNeedAReason) {
  EXPECT_EQ(FieldOf(Filed().Decline(Because<v1::EntryDeclined>("")).status()), "reason");
  EXPECT_EQ(FieldOf(Filed().MarkAddressed(Because<v1::EntryAddressed>("\n")).status()), "reason");
  EXPECT_EQ(FieldOf(Filed().Reopen(Because<v1::EntryReopened>(" ")).status()), "reason");
  const std::string long_reason(2001, 'x');
  EXPECT_EQ(FieldOf(Filed().Decline(Because<v1::EntryDeclined>(long_reason)).status()), "reason");
}

}  // namespace
}  // namespace zwk::participation
