#include "participation/api/participation_api.h"

namespace zwk::participation {

void ParticipationApi::Register(rpc::ServiceMethods service) {
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
  service.Unary("ProposeLab", this, &ParticipationApi::ProposeLab);
  service.Unary("SelectLab", this, &ParticipationApi::SelectLab);
  service.Unary("RejectLab", this, &ParticipationApi::RejectLab);
  service.Unary("PinLabReferences", this, &ParticipationApi::PinLabReferences);
  service.Unary("AddFinding", this, &ParticipationApi::AddFinding);
  service.Unary("AgreeThemes", this, &ParticipationApi::AgreeThemes);
  service.Unary("GetLab", this, &ParticipationApi::GetLab);
  service.Unary("ListLabs", this, &ParticipationApi::ListLabs);
  service.Unary("DraftMinutes", this, &ParticipationApi::DraftMinutes);
  service.Unary("GetMinutes", this, &ParticipationApi::GetMinutes);
  service.Unary("ApproveMinutes", this, &ParticipationApi::ApproveMinutes);
}

}  // namespace zwk::participation
