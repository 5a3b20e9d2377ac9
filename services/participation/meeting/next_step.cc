#include "participation/meeting/next_step.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {

absl::StatusOr<v1::NextStepRecorded> NextStep::Record(v1::NextStepRecorded wanted) const {
  v1::NextStep& step = *wanted.mutable_next_step();
  FieldErrors errors;
  Paragraph::Take(errors, "next_step.text", *step.mutable_text());
  Title::Take(errors, "next_step.owner", *step.mutable_owner());
  Date::CheckOptional(errors, "next_step.due_earliest", step.due_earliest());
  Date::CheckOptional(errors, "next_step.due_latest", step.due_latest());
  if (!step.due_latest().empty() && step.due_latest() < step.due_earliest()) {
    errors.Add("next_step.due_latest", "is before due_earliest");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

absl::StatusOr<std::vector<NextStepEvent>> NextStep::Close(v1::NextStepClosed wanted) const {
  const bool dropped = wanted.status() == v1::NEXT_STEP_STATUS_DROPPED;
  FieldErrors errors;
  if (!dropped && wanted.status() != v1::NEXT_STEP_STATUS_DONE) {
    errors.Add("status", "must be DONE or DROPPED");
  }
  (dropped ? Paragraph::Take : Paragraph::TakeOptional)(errors, "reason", *wanted.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (wanted.status() == state.status() && wanted.reason() == state.reason()) {
    return std::vector<NextStepEvent>{};
  }
  if (state.status() != v1::NEXT_STEP_STATUS_OPEN) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(
                          "the next step is ",
                          NameOf(*v1::NextStepStatus_descriptor(), state.status()), " already")),
                      "WRONG_STATE");
  }
  wanted.set_meeting_id(state.meeting_id());
  return std::vector<NextStepEvent>{std::move(wanted)};
}

void NextStep::Apply(const NextStepEvent& event) {
  std::visit(Overloaded{
                 [&](const v1::NextStepRecorded& recorded) {
                   state = recorded.next_step();
                   state.set_status(v1::NEXT_STEP_STATUS_OPEN);
                 },
                 [&](const v1::NextStepClosed& closed) {
                   state.set_status(closed.status());
                   state.set_reason(closed.reason());
                 },
             },
             event);
}

}  // namespace zwk::participation
