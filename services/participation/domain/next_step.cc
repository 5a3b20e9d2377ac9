#include "participation/domain/next_step.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/domain/overloaded.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

absl::StatusOr<NextStepRecorded> NextStep::Record(NextStepRecorded wanted) const {
  FieldErrors errors;
  CheckText(errors, "text", wanted.text, kParagraph);
  CheckText(errors, "owner", wanted.owner, kTitle);
  CheckDate(errors, "due_earliest", wanted.due_earliest, false);
  CheckDate(errors, "due_latest", wanted.due_latest, false);
  if (!wanted.due_latest.empty() && wanted.due_latest < wanted.due_earliest) {
    errors.Add("due_latest", "is before due_earliest");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

absl::StatusOr<std::vector<NextStepEvent>> NextStep::Close(NextStepClosed wanted) const {
  FieldErrors errors;
  if (wanted.status != NextStepStatus::kDone && wanted.status != NextStepStatus::kDropped) {
    errors.Add("status", "must be DONE or DROPPED");
  }
  CheckText(errors, "reason", wanted.reason,
            wanted.status == NextStepStatus::kDropped ? kParagraph : kOptionalParagraph);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (wanted.status == status && wanted.reason == reason) return std::vector<NextStepEvent>{};
  if (status != NextStepStatus::kOpen) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat(
            "the next step is ", status == NextStepStatus::kDone ? "DONE" : "DROPPED", " already")),
        "WRONG_STATE");
  }
  wanted.meeting_id = about.meeting_id;
  return std::vector<NextStepEvent>{std::move(wanted)};
}

void NextStep::Apply(const NextStepEvent& event) {
  std::visit(Overloaded{
                 [&](const NextStepRecorded& recorded) {
                   about = recorded;
                   status = NextStepStatus::kOpen;
                 },
                 [&](const NextStepClosed& closed) {
                   status = closed.status;
                   reason = closed.reason;
                 },
             },
             event);
}

}  // namespace zwk::participation
