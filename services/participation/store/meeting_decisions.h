#pragma once

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/app/meetings.h"
#include "participation/lab/lab_port.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

// The decisions that stand in the records of meetings.
class MeetingDecisions : public BoardDecisions {
 public:
  explicit MeetingDecisions(MeetingRepository& meetings) : meetings_(meetings) {}

  Task<absl::StatusOr<v1::Decision>> Find(Caller caller, v1::DecisionRef ref) override {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                            co_await meetings_.Load(std::move(caller), ref.meeting_id()));
    const BoardDecision* found = meeting.value.FindDecision(ref.decision_id());
    if (found == nullptr) {
      co_return absl::NotFoundError(
          absl::StrCat("no decision '", ref.decision_id(), "' in that meeting"));
    }
    v1::Decision decision;
    decision.set_decision_id(found->decision_id);
    decision.set_kind(static_cast<v1::DecisionKind>(found->kind));
    decision.set_result(static_cast<v1::DecisionResult>(found->result));
    decision.mutable_lab_ids()->Assign(found->lab_ids.begin(), found->lab_ids.end());
    co_return decision;
  }

 private:
  MeetingRepository& meetings_;
};

}  // namespace zwk::participation
