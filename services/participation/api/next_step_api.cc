#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void ToProto(const Stored<NextStep>& stored, v1::NextStep& message) {
  const NextStep& next_step = stored.value;
  message.set_next_step_id(next_step.about.next_step_id);
  message.set_meeting_id(next_step.about.meeting_id);
  message.set_text(next_step.about.text);
  message.set_owner(next_step.about.owner);
  message.set_due_earliest(next_step.about.due_earliest);
  message.set_due_latest(next_step.about.due_latest);
  message.set_status(static_cast<v1::NextStepStatus>(next_step.status));
  message.set_reason(next_step.reason);
  message.set_version(stored.version);
}

}  // namespace

Task<absl::StatusOr<v1::RecordNextStepResponse>> ParticipationApi::RecordNextStep(
    Caller caller, const v1::RecordNextStepRequest& request) {
  FieldErrors errors;
  CheckId(errors, "meeting_id", request.meeting_id());
  NextStepRecorded wanted{
      .next_step_id = NewId(errors, "next_step_id", request.next_step_id(), caller),
      .meeting_id = request.meeting_id(),
      .text = request.text(),
      .owner = request.owner(),
      .due_earliest = request.due_earliest(),
      .due_latest = request.due_latest()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<NextStep> next_step,
                          co_await use_.next_steps.Record(std::move(caller), std::move(wanted)));
  v1::RecordNextStepResponse answer;
  ToProto(next_step, *answer.mutable_next_step());
  co_return answer;
}

Task<absl::StatusOr<v1::CloseNextStepResponse>> ParticipationApi::CloseNextStep(
    Caller caller, const v1::CloseNextStepRequest& request) {
  FieldErrors errors;
  CheckId(errors, "next_step_id", request.next_step_id());
  NextStepClosed wanted{.status = Known<NextStepStatus>(errors, "status", request.status(),
                                                        v1::NextStepStatus_IsValid),
                        .reason = request.reason()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<NextStep> next_step,
      co_await use_.next_steps.Close(std::move(caller), request.next_step_id(),
                                     request.expected_version(), std::move(wanted)));
  v1::CloseNextStepResponse answer;
  ToProto(next_step, *answer.mutable_next_step());
  co_return answer;
}

Task<absl::StatusOr<v1::GetNextStepResponse>> ParticipationApi::GetNextStep(
    Caller caller, const v1::GetNextStepRequest& request) {
  FieldErrors errors;
  CheckId(errors, "next_step_id", request.next_step_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<NextStep> next_step,
                          co_await use_.next_steps.Get(std::move(caller), request.next_step_id()));
  v1::GetNextStepResponse answer;
  ToProto(next_step, *answer.mutable_next_step());
  co_return answer;
}

Task<absl::StatusOr<v1::ListNextStepsResponse>> ParticipationApi::ListNextSteps(
    Caller caller, const v1::ListNextStepsRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(Page<NextStep> page,
                          co_await use_.next_steps.List(std::move(caller), request.open_only(),
                                                        request.page_size(), request.page_token()));
  v1::ListNextStepsResponse answer;
  for (const Stored<NextStep>& next_step : page.items) {
    ToProto(next_step, *answer.add_next_steps());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

}  // namespace zwk::participation
