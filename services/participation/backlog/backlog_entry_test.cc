#include "participation/backlog/backlog_entry.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

EntryAssigned ToLab(const std::string& lab_id) {
  return {{lab_id, false}, "p", "fits", {"f1"}, {}};
}

TEST(BacklogEntryTest, ATopicOfASessionHasOneEntryId) {
  const std::string id = BacklogEntryId(SessionId("s"), TopicId("t"));
  EXPECT_EQ(id, BacklogEntryId(SessionId("s"), TopicId("t")));
  EXPECT_NE(id, BacklogEntryId(SessionId("s"), TopicId("u")));
  EXPECT_NE(id, BacklogEntryId(SessionId("t"), TopicId("s")));
}

TEST(BacklogEntryTest, AnEntryIsAssignedDealtWithAndOpenedAgain) {
  BacklogEntry entry;
  entry.Apply(*entry.Assign(ToLab("lab")));
  entry.Apply(*entry.Assign(ToLab("other lab")));
  EXPECT_EQ(entry.status, BacklogStatus::kAssigned);
  EXPECT_EQ(entry.assignments.size(), 2u);
  EXPECT_EQ(entry.field_ids, std::vector<std::string>{"f1"});
  entry.Apply(*entry.MarkAddressed({"a playground was built", {}}));
  EXPECT_EQ(ReasonOf(entry.Assign(ToLab("lab")).status()), "ENTRY_CLOSED");
  EXPECT_EQ(ReasonOf(entry.Decline({"no", {}}).status()), "ENTRY_CLOSED");
  entry.Apply(*entry.Reopen({"it is broken", {}}));
  EXPECT_EQ(entry.status, BacklogStatus::kOpen);
  EXPECT_EQ(ReasonOf(entry.Reopen({"again", {}}).status()), "ENTRY_OPEN");
}

TEST(BacklogEntryTest, AnAssignmentNamesOneLabOrAll) {
  EXPECT_EQ(FieldOf(BacklogEntry{}.Assign({{"", false}, "p", "", {}, {}}).status()), "target");
  EXPECT_EQ(FieldOf(BacklogEntry{}.Assign({{"lab", true}, "p", "", {}, {}}).status()), "target");
  EXPECT_TRUE(BacklogEntry{}.Assign({{"", true}, "p", "", {}, {}}).ok());
}

TEST(BacklogEntryTest, DecliningNeedsAReason) {
  EXPECT_EQ(FieldOf(BacklogEntry{}.Decline({"", {}}).status()), "reason");
  EXPECT_EQ(FieldOf(BacklogEntry{}.MarkAddressed({"\n", {}}).status()), "reason");
}

}  // namespace
}  // namespace zwk::participation
