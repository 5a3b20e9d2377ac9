#include "participation/api/participation_api.h"

namespace zwk::participation {

void ParticipationApi::Register(rpc::ServiceMethods service) {
  service.Unary("ConfigureMunicipality", this, &ParticipationApi::ConfigureMunicipality);
  service.Unary("GetMunicipality", this, &ParticipationApi::GetMunicipality);
  service.Unary("CreateProgramme", this, &ParticipationApi::CreateProgramme);
  service.Unary("GetProgramme", this, &ParticipationApi::GetProgramme);
  service.Unary("ListProgrammes", this, &ParticipationApi::ListProgrammes);
  service.Unary("DefineFieldOfAction", this, &ParticipationApi::DefineFieldOfAction);
  service.Unary("GetFieldOfAction", this, &ParticipationApi::GetFieldOfAction);
  service.Unary("ListFieldsOfAction", this, &ParticipationApi::ListFieldsOfAction);
  service.Unary("ScheduleMeeting", this, &ParticipationApi::ScheduleMeeting);
  service.Unary("GetMeeting", this, &ParticipationApi::GetMeeting);
  service.Unary("ListMeetings", this, &ParticipationApi::ListMeetings);
  service.Unary("InviteToMeeting", this, &ParticipationApi::InviteToMeeting);
  service.Unary("StartMeeting", this, &ParticipationApi::StartMeeting);
  service.Unary("EndMeeting", this, &ParticipationApi::EndMeeting);
  service.Unary("CancelMeeting", this, &ParticipationApi::CancelMeeting);
  service.Unary("SetAgenda", this, &ParticipationApi::SetAgenda);
  service.Unary("SetMeetingText", this, &ParticipationApi::SetMeetingText);
  service.Unary("AssignModerator", this, &ParticipationApi::AssignModerator);
  service.Unary("AssignMediator", this, &ParticipationApi::AssignMediator);
  service.Unary("RecordAttendance", this, &ParticipationApi::RecordAttendance);
  service.Unary("RecordDecision", this, &ParticipationApi::RecordDecision);
  service.ClientStream("UploadAttachment", this, &ParticipationApi::UploadAttachment);
  service.Unary("GetAttachment", this, &ParticipationApi::GetAttachment);
  service.Unary("ListAttachments", this, &ParticipationApi::ListAttachments);
  service.ServerStream("DownloadAttachment", this, &ParticipationApi::DownloadAttachment);
  service.Unary("DraftMinutes", this, &ParticipationApi::DraftMinutes);
  service.Unary("GetMinutes", this, &ParticipationApi::GetMinutes);
  service.Unary("ApproveMinutes", this, &ParticipationApi::ApproveMinutes);
}

}  // namespace zwk::participation
