#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

v1::MinutesStatus StatusOf(const MinutesStanding& standing) {
  const Meeting& meeting = standing.meeting.value;
  if (meeting.approved) return v1::MINUTES_STATUS_APPROVED;
  if (meeting.draft_number == 0) return v1::MINUTES_STATUS_NONE;
  return standing.drafted ? v1::MINUTES_STATUS_DRAFTED : v1::MINUTES_STATUS_DRAFT_REQUESTED;
}

void ToProto(const MinutesStanding& standing, v1::Minutes& message) {
  const Meeting& meeting = standing.meeting.value;
  message.set_meeting_id(meeting.about.meeting_id);
  message.set_status(StatusOf(standing));
  message.set_draft_number(meeting.draft_number);
  if (standing.drafted) {
    message.mutable_document()->set_document_id(standing.drafted->document_id);
    message.mutable_document()->set_version(standing.drafted->version);
    message.mutable_document()->set_sha256(standing.drafted->sha256);
  }
  if (meeting.approved) {
    message.set_approved_sha256(meeting.approved->sha256);
    *message.mutable_approved_at() = AsTimestamp(meeting.approved->at);
  }
  message.set_version(standing.meeting.version);
}

}  // namespace

Task<absl::StatusOr<v1::DraftMinutesResponse>> ParticipationApi::DraftMinutes(
    Caller caller, const v1::DraftMinutesRequest& request) {
  FieldErrors errors;
  CheckId(errors, "meeting_id", request.meeting_id());
  MinutesDraftRequested wanted;
  wanted.place = request.place();
  wanted.issued_on = request.issued_on();
  wanted.signatory = PersonText(NewId(errors, "signatory_id", request.signatory_id(), caller),
                                request.signatory());
  wanted.office_lines = {request.office_lines().begin(), request.office_lines().end()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const MinutesStanding standing,
      co_await use_.minutes.Draft(std::move(caller), request.meeting_id(),
                                  request.expected_version(), std::move(wanted)));
  v1::DraftMinutesResponse answer;
  ToProto(standing, *answer.mutable_minutes());
  co_return answer;
}

Task<absl::StatusOr<v1::GetMinutesResponse>> ParticipationApi::GetMinutes(
    Caller caller, const v1::GetMinutesRequest& request) {
  FieldErrors errors;
  CheckId(errors, "meeting_id", request.meeting_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const MinutesStanding standing,
                          co_await use_.minutes.Get(std::move(caller), request.meeting_id()));
  v1::GetMinutesResponse answer;
  ToProto(standing, *answer.mutable_minutes());
  co_return answer;
}

Task<absl::StatusOr<v1::ApproveMinutesResponse>> ParticipationApi::ApproveMinutes(
    Caller caller, const v1::ApproveMinutesRequest& request) {
  FieldErrors errors;
  CheckId(errors, "meeting_id", request.meeting_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const MinutesStanding standing,
      co_await use_.minutes.Approve(std::move(caller), request.meeting_id(),
                                    request.expected_version(), request.sha256()));
  v1::ApproveMinutesResponse answer;
  ToProto(standing, *answer.mutable_minutes());
  co_return answer;
}

}  // namespace zwk::participation
