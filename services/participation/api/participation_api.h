#pragma once

#include "participation/app/labs.h"
#include "participation/app/meetings.h"
#include "participation/app/minutes.h"
#include "platform/rpc/service.h"
#include "zwk/participation/v1/participation_service.pb.h"

namespace zwk::participation {

// zwk.participation.v1.ParticipationService: translates, decides nothing. One .cc file per
// aggregate; refusals and meaning of each method are in the proto.
class ParticipationApi {
 public:
  struct UseCases {
    Meetings& meetings;
    Labs& labs;
    MinutesOffice& minutes;
  };
  explicit ParticipationApi(UseCases use_cases) : use_(use_cases) {}

  // Registers every method of the service.
  void Register(rpc::ServiceMethods service);

  // --- Meeting ---
  Task<absl::StatusOr<v1::ScheduleMeetingResponse>> ScheduleMeeting(
      Caller caller, const v1::ScheduleMeetingRequest& request);
  Task<absl::StatusOr<v1::GetMeetingResponse>> GetMeeting(Caller caller,
                                                          const v1::GetMeetingRequest& request);
  Task<absl::StatusOr<v1::ListMeetingsResponse>> ListMeetings(
      Caller caller, const v1::ListMeetingsRequest& request);
  Task<absl::StatusOr<v1::InviteToMeetingResponse>> InviteToMeeting(
      Caller caller, const v1::InviteToMeetingRequest& request);
  Task<absl::StatusOr<v1::StartMeetingResponse>> StartMeeting(
      Caller caller, const v1::StartMeetingRequest& request);
  Task<absl::StatusOr<v1::EndMeetingResponse>> EndMeeting(Caller caller,
                                                          const v1::EndMeetingRequest& request);
  Task<absl::StatusOr<v1::CancelMeetingResponse>> CancelMeeting(
      Caller caller, const v1::CancelMeetingRequest& request);
  Task<absl::StatusOr<v1::SetAgendaResponse>> SetAgenda(Caller caller,
                                                        const v1::SetAgendaRequest& request);
  Task<absl::StatusOr<v1::SetMeetingTextResponse>> SetMeetingText(
      Caller caller, const v1::SetMeetingTextRequest& request);
  Task<absl::StatusOr<v1::AssignModeratorResponse>> AssignModerator(
      Caller caller, const v1::AssignModeratorRequest& request);
  Task<absl::StatusOr<v1::AssignMediatorResponse>> AssignMediator(
      Caller caller, const v1::AssignMediatorRequest& request);
  Task<absl::StatusOr<v1::RecordAttendanceResponse>> RecordAttendance(
      Caller caller, const v1::RecordAttendanceRequest& request);
  Task<absl::StatusOr<v1::RecordDecisionResponse>> RecordDecision(
      Caller caller, const v1::RecordDecisionRequest& request);

  // --- Labs ---
  Task<absl::StatusOr<v1::ProposeLabResponse>> ProposeLab(Caller caller,
                                                          const v1::ProposeLabRequest& request);
  Task<absl::StatusOr<v1::SelectLabResponse>> SelectLab(Caller caller,
                                                        const v1::SelectLabRequest& request);
  Task<absl::StatusOr<v1::RejectLabResponse>> RejectLab(Caller caller,
                                                        const v1::RejectLabRequest& request);
  Task<absl::StatusOr<v1::PinLabReferencesResponse>> PinLabReferences(
      Caller caller, const v1::PinLabReferencesRequest& request);
  Task<absl::StatusOr<v1::AddFindingResponse>> AddFinding(Caller caller,
                                                          const v1::AddFindingRequest& request);
  Task<absl::StatusOr<v1::AgreeThemesResponse>> AgreeThemes(Caller caller,
                                                            const v1::AgreeThemesRequest& request);
  Task<absl::StatusOr<v1::GetLabResponse>> GetLab(Caller caller, const v1::GetLabRequest& request);
  Task<absl::StatusOr<v1::ListLabsResponse>> ListLabs(Caller caller,
                                                      const v1::ListLabsRequest& request);

  // --- Minutes ---
  Task<absl::StatusOr<v1::DraftMinutesResponse>> DraftMinutes(
      Caller caller, const v1::DraftMinutesRequest& request);
  Task<absl::StatusOr<v1::GetMinutesResponse>> GetMinutes(Caller caller,
                                                          const v1::GetMinutesRequest& request);
  Task<absl::StatusOr<v1::ApproveMinutesResponse>> ApproveMinutes(
      Caller caller, const v1::ApproveMinutesRequest& request);

 private:
  UseCases use_;
};

}  // namespace zwk::participation
