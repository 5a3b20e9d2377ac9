#pragma once

#include "participation/app/attachments.h"
#include "participation/app/meetings.h"
#include "participation/app/minutes.h"
#include "participation/app/municipalities.h"
#include "participation/app/programmes.h"
#include "platform/rpc/service.h"
#include "zwk/participation/v1/participation_service.pb.h"

namespace zwk::participation {

// zwk.participation.v1.ParticipationService: translates, decides nothing. One .cc file per
// aggregate; refusals and meaning of each method are in the proto.
class ParticipationApi {
 public:
  struct UseCases {
    Municipalities& municipalities;
    Programmes& programmes;
    Meetings& meetings;
    Attachments& attachments;
    MinutesOffice& minutes;
  };
  explicit ParticipationApi(UseCases use_cases) : use_(use_cases) {}

  // Registers every method of the service.
  void Register(rpc::ServiceMethods service);

  // --- Municipality ---
  Task<absl::StatusOr<v1::ConfigureMunicipalityResponse>> ConfigureMunicipality(
      Caller caller, const v1::ConfigureMunicipalityRequest& request);
  Task<absl::StatusOr<v1::GetMunicipalityResponse>> GetMunicipality(
      Caller caller, const v1::GetMunicipalityRequest& request);

  // --- Programme ---
  Task<absl::StatusOr<v1::CreateProgrammeResponse>> CreateProgramme(
      Caller caller, const v1::CreateProgrammeRequest& request);
  Task<absl::StatusOr<v1::GetProgrammeResponse>> GetProgramme(
      Caller caller, const v1::GetProgrammeRequest& request);
  Task<absl::StatusOr<v1::ListProgrammesResponse>> ListProgrammes(
      Caller caller, const v1::ListProgrammesRequest& request);
  Task<absl::StatusOr<v1::DefineFieldOfActionResponse>> DefineFieldOfAction(
      Caller caller, const v1::DefineFieldOfActionRequest& request);
  Task<absl::StatusOr<v1::GetFieldOfActionResponse>> GetFieldOfAction(
      Caller caller, const v1::GetFieldOfActionRequest& request);
  Task<absl::StatusOr<v1::ListFieldsOfActionResponse>> ListFieldsOfAction(
      Caller caller, const v1::ListFieldsOfActionRequest& request);

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

  // --- Attachments ---
  Task<absl::StatusOr<v1::UploadAttachmentResponse>> UploadAttachment(
      Caller caller, rpc::Reader<v1::UploadAttachmentRequest>& reader);
  Task<absl::StatusOr<v1::GetAttachmentResponse>> GetAttachment(
      Caller caller, const v1::GetAttachmentRequest& request);
  Task<absl::StatusOr<v1::ListAttachmentsResponse>> ListAttachments(
      Caller caller, const v1::ListAttachmentsRequest& request);
  Task<absl::Status> DownloadAttachment(Caller caller, const v1::DownloadAttachmentRequest& request,
                                        rpc::Writer<google::api::HttpBody>& writer);

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
