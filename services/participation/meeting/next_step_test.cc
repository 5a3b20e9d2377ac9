#include "participation/meeting/next_step.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;

v1::NextStepRecorded Recorded(const std::string& step) {
  v1::NextStepRecorded recorded;
  *recorded.mutable_next_step() = Proto<v1::NextStep>(step);
  return recorded;
}

v1::NextStepClosed Closed(v1::NextStepStatus status, const std::string& reason = "") {
  v1::NextStepClosed closed;
  closed.set_status(status);
  closed.set_reason(reason);
  return closed;
}

NextStep Open() {
  NextStep step;
  step.Apply(Recorded(R"(next_step_id: "n1" meeting_id: "m1" text: "Profile" owner: "Amt")"));
  return step;
}

TEST(NextStepTest, IsPromisedByAUnitForADay) {
  const std::string step = R"(text: "Profile" owner: "Amt" )";
  EXPECT_TRUE(NextStep{}.Record(Recorded(step)).ok());
  EXPECT_TRUE(NextStep{}.Record(Recorded(step + R"(due_latest: "2022-04-01")")).ok());
  EXPECT_TRUE(NextStep{}
                  .Record(Recorded(step + R"(due_earliest: "2022-04-01" due_latest: "2022-04-01")"))
                  .ok());
  EXPECT_EQ(
      FieldOf(NextStep{}
                  .Record(Recorded(step + R"(due_earliest: "2022-09-30" due_latest: "2022-04-01")"))
                  .status()),
      "next_step.due_latest");
  EXPECT_EQ(FieldViolationsOf(NextStep{}.Record(Recorded("")).status()).size(), 2u);
}

TEST(NextStepTest, IsClosedOnceAndDroppedForAReason) {
  NextStep step = Open();
  EXPECT_EQ(FieldOf(step.Close(Closed(v1::NEXT_STEP_STATUS_DROPPED)).status()), "reason");
  EXPECT_EQ(FieldOf(step.Close(Closed(v1::NEXT_STEP_STATUS_OPEN)).status()), "status");
  const auto done = step.Close(Closed(v1::NEXT_STEP_STATUS_DONE));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(std::get<v1::NextStepClosed>(done->at(0)).meeting_id(), "m1");
  step.Apply(done->at(0));
  EXPECT_TRUE(step.Close(Closed(v1::NEXT_STEP_STATUS_DONE))->empty());
  EXPECT_EQ(ReasonOf(step.Close(Closed(v1::NEXT_STEP_STATUS_DROPPED, "doch nicht")).status()),
            "WRONG_STATE");
}

TEST(NextStepTest, ADayIsOneAndAReasonMayBeGivenForWhatIsDone) {
  const std::string step = R"(text: "Profile" owner: "Amt" )";
  EXPECT_EQ(FieldOf(NextStep{}.Record(Recorded(step + R"(due_earliest: "bald")")).status()),
            "next_step.due_earliest");
  EXPECT_EQ(FieldOf(NextStep{}.Record(Recorded(step + R"(due_latest: "2022-04")")).status()),
            "next_step.due_latest");
  EXPECT_TRUE(NextStep{}.Record(Recorded(step + R"(due_earliest: "2022-04-01")")).ok());
  NextStep done = Open();
  EXPECT_EQ(done.state.status(), v1::NEXT_STEP_STATUS_OPEN);
  EXPECT_EQ(FieldOf(done.Close(Closed(v1::NEXT_STEP_STATUS_DONE, "\x01")).status()), "reason");
  done.Apply(done.Close(Closed(v1::NEXT_STEP_STATUS_DONE, "schneller"))->at(0));
  EXPECT_EQ(done.state.status(), v1::NEXT_STEP_STATUS_DONE);
  EXPECT_EQ(done.state.reason(), "schneller");
  const absl::Status again = done.Close(Closed(v1::NEXT_STEP_STATUS_DONE, "anders")).status();
  EXPECT_EQ(ReasonOf(again), "WRONG_STATE");
  EXPECT_EQ(again.message(), "the next step is DONE already");
}

}  // namespace
}  // namespace zwk::participation
