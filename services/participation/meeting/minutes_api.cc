#include "participation/meeting/minutes_api.h"

#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"

namespace zwk::participation {
namespace {

v1::MinutesStatus StatusOf(const MinutesStanding& standing) {
  const v1::Meeting& meeting = standing.meeting.value.state;
  if (meeting.has_approval()) return v1::MINUTES_STATUS_APPROVED;
  if (meeting.draft_number() == 0) return v1::MINUTES_STATUS_NONE;
  return standing.drafted ? v1::MINUTES_STATUS_DRAFTED : v1::MINUTES_STATUS_DRAFT_REQUESTED;
}

v1::Minutes ToProto(const MinutesStanding& standing) {
  const v1::Meeting& meeting = standing.meeting.value.state;
  v1::Minutes message;
  message.set_meeting_id(meeting.meeting_id());
  message.set_status(StatusOf(standing));
  message.set_draft_number(meeting.draft_number());
  if (standing.drafted) *message.mutable_document() = *standing.drafted;
  if (meeting.has_approval()) *message.mutable_approval() = meeting.approval();
  message.set_version(standing.meeting.version);
  return message;
}

template <class Response>
Task<absl::StatusOr<Response>> Answer(Task<absl::StatusOr<MinutesStanding>> asked) {
  ZWK_CO_ASSIGN_OR_RETURN(const MinutesStanding standing, co_await std::move(asked));
  Response answer;
  *answer.mutable_minutes() = ToProto(standing);
  co_return answer;
}

struct MinutesApi {
  MinutesOfMeetings& minutes;

  Task<absl::StatusOr<v1::DraftMinutesResponse>> Draft(Caller caller,
                                                       const v1::DraftMinutesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "meeting_id", request.meeting_id());
    v1::MinutesDraftRequested wanted;
    wanted.set_meeting_id(request.meeting_id());
    v1::MinutesSignature& signature = *wanted.mutable_signature() = request.signature();
    signature.set_signatory_id(
        rpc::NewId(errors, "signature.signatory_id", signature.signatory_id(), caller));
    signature.mutable_signatory()->mutable_sealed()->set_subject_ref(signature.signatory_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await Answer<v1::DraftMinutesResponse>(
        minutes.Draft(std::move(caller), request.expected_version(), std::move(wanted)));
  }

  Task<absl::StatusOr<v1::GetMinutesResponse>> Get(Caller caller,
                                                   const v1::GetMinutesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "meeting_id", request.meeting_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await Answer<v1::GetMinutesResponse>(
        minutes.Get(std::move(caller), request.meeting_id()));
  }

  Task<absl::StatusOr<v1::ApproveMinutesResponse>> Approve(
      Caller caller, const v1::ApproveMinutesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "meeting_id", request.meeting_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await Answer<v1::ApproveMinutesResponse>(minutes.Approve(
        std::move(caller), request.meeting_id(), request.expected_version(), request.sha256()));
  }
};

}  // namespace

void ServeMinutes(rpc::ServiceMethods methods, MinutesOfMeetings& minutes) {
  auto api = std::make_shared<MinutesApi>(MinutesApi{minutes});
  methods.Unary("DraftMinutes", api, &MinutesApi::Draft);
  methods.Unary("GetMinutes", api, &MinutesApi::Get);
  methods.Unary("ApproveMinutes", api, &MinutesApi::Approve);
}

}  // namespace zwk::participation
