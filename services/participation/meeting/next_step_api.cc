#include "participation/meeting/next_step_api.h"

#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct NextStepApi {
  NextStepRepository& next_steps;
  MeetingRepository& meetings;

  Task<absl::StatusOr<v1::RecordNextStepResponse>> Record(
      Caller caller, const v1::RecordNextStepRequest& request) {
    FieldErrors errors;
    v1::NextStepRecorded wanted;
    v1::NextStep& step = *wanted.mutable_next_step() = request.next_step();
    step.set_next_step_id(
        rpc::NewId(errors, "next_step.next_step_id", step.next_step_id(), caller));
    rpc::CheckId(errors, "next_step.meeting_id", step.meeting_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                            co_await meetings.Load(caller, step.meeting_id()));
    // Refused in the decision and not before it: a repeated request is answered, whatever the
    // meeting has become since.
    const absl::Status started = meeting.value.CheckStarted();
    NextStepRepository::Decide decide =
        [wanted, started](const NextStep& next_step) -> absl::StatusOr<Decision<NextStepEvent>> {
      ZWK_ASSIGN_OR_RETURN(v1::NextStepRecorded recorded, next_step.Record(wanted));
      ZWK_RETURN_IF_ERROR(started);
      return Decision<NextStepEvent>(std::move(recorded));
    };
    co_return co_await rpc::Answer(
        &v1::RecordNextStepResponse::mutable_next_step,
        next_steps.Create(caller, step.next_step_id(), std::move(decide)));
  }

  Task<absl::StatusOr<v1::CloseNextStepResponse>> Close(Caller caller,
                                                        const v1::CloseNextStepRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "next_step_id", request.next_step_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::NextStepClosed wanted;
    wanted.set_next_step_id(request.next_step_id());
    wanted.set_status(request.status());
    wanted.set_reason(request.reason());
    NextStepRepository::Decide decide = [wanted](const NextStep& next_step) {
      return next_step.Close(wanted);
    };
    co_return co_await rpc::Answer(
        &v1::CloseNextStepResponse::mutable_next_step,
        next_steps.Change(caller, request.next_step_id(), request.expected_version(),
                          std::move(decide)));
  }

  Task<absl::StatusOr<v1::GetNextStepResponse>> Get(Caller caller,
                                                    const v1::GetNextStepRequest& request) {
    return rpc::Get(&v1::GetNextStepResponse::mutable_next_step, next_steps, std::move(caller),
                    "next_step_id", request.next_step_id());
  }

  Task<absl::StatusOr<v1::ListNextStepsResponse>> List(Caller caller,
                                                       const v1::ListNextStepsRequest& request) {
    return rpc::List(&v1::ListNextStepsResponse::add_next_steps, next_steps, std::move(caller),
                     request.open_only() ? "open_next_steps" : "next_steps", request);
  }
};

}  // namespace

void ServeNextSteps(rpc::ServiceMethods methods, NextStepRepository& next_steps,
                    MeetingRepository& meetings) {
  auto api = std::make_shared<NextStepApi>(NextStepApi{next_steps, meetings});
  methods.Unary("RecordNextStep", api, &NextStepApi::Record);
  methods.Unary("CloseNextStep", api, &NextStepApi::Close);
  methods.Unary("GetNextStep", api, &NextStepApi::Get);
  methods.Unary("ListNextSteps", api, &NextStepApi::List);
}

}  // namespace zwk::participation
