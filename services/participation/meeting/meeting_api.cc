#include "participation/meeting/meeting_api.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

// A person gets an id where none is given, and is the subject of the own name.
template <class Person>
void TakePerson(FieldErrors& errors, const std::string& field, const Caller& caller,
                Person& person) {
  person.set_person_id(rpc::NewId(errors, field + ".person_id", person.person_id(), caller));
  person.mutable_name()->mutable_sealed()->set_subject_ref(person.person_id());
}

void TakeIds(FieldErrors& errors, const Caller& caller, v1::Decision& decision) {
  decision.set_decision_id(
      rpc::NewId(errors, "decision.decision_id", decision.decision_id(), caller));
  for (int i = 0; i < decision.notes_size(); ++i) {
    v1::CardNote& note = *decision.mutable_notes(i);
    note.set_note_id(rpc::NewId(errors, absl::StrCat("decision.notes[", i, "].note_id"),
                                note.note_id(), caller));
    note.mutable_text()->mutable_sealed()->set_subject_ref(note.note_id());
  }
  for (int i = 0; i < decision.lab_ids_size(); ++i) {
    rpc::CheckId(errors, absl::StrCat("decision.lab_ids[", i, "]"), decision.lab_ids(i));
  }
}

struct MeetingApi {
  Meetings& use;
  MeetingRepository& meetings;
  const Clock& clock;

  Task<absl::StatusOr<v1::ScheduleMeetingResponse>> Schedule(
      Caller caller, const v1::ScheduleMeetingRequest& request) {
    FieldErrors errors;
    v1::MeetingScheduled wanted;
    v1::Meeting& meeting = *wanted.mutable_meeting() = request.meeting();
    meeting.set_meeting_id(rpc::NewId(errors, "meeting.meeting_id", meeting.meeting_id(), caller));
    if (meeting.has_board_id()) rpc::CheckId(errors, "meeting.board_id", meeting.board_id());
    if (meeting.has_lab_id()) rpc::CheckId(errors, "meeting.lab_id", meeting.lab_id());
    if (!meeting.programme_id().empty()) {
      rpc::CheckId(errors, "meeting.programme_id", meeting.programme_id());
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::ScheduleMeetingResponse::mutable_meeting,
                                   use.Schedule(std::move(caller), std::move(wanted)));
  }

  Task<absl::StatusOr<v1::GetMeetingResponse>> Get(Caller caller,
                                                   const v1::GetMeetingRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(v1::GetMeetingResponse answer,
                            co_await rpc::Get(&v1::GetMeetingResponse::mutable_meeting, meetings,
                                              caller, "meeting_id", request.meeting_id()));
    if (!SeesEveryName(caller)) HideNamesWithoutConsent(*answer.mutable_meeting());
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListMeetingsResponse>> List(Caller caller,
                                                      const v1::ListMeetingsRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(v1::ListMeetingsResponse answer,
                            co_await rpc::List(&v1::ListMeetingsResponse::add_meetings, meetings,
                                               caller, "meetings", request));
    if (SeesEveryName(caller)) co_return answer;
    for (v1::Meeting& meeting : *answer.mutable_meetings()) HideNamesWithoutConsent(meeting);
    co_return answer;
  }

  Task<absl::StatusOr<v1::InviteToMeetingResponse>> Invite(
      Caller caller, const v1::InviteToMeetingRequest& request) {
    v1::MeetingInvited wanted;
    return Change(std::move(caller), request, FieldErrors(), std::move(wanted),
                  &v1::InviteToMeetingResponse::mutable_meeting, &Meeting::Invite);
  }

  Task<absl::StatusOr<v1::StartMeetingResponse>> Start(Caller caller,
                                                       const v1::StartMeetingRequest& request) {
    v1::MeetingStarted wanted;
    if (request.has_started_at()) *wanted.mutable_started_at() = request.started_at();
    return Change(std::move(caller), request, FieldErrors(), std::move(wanted),
                  &v1::StartMeetingResponse::mutable_meeting,
                  [now = clock.Now()](const Meeting& meeting, v1::MeetingStarted started) {
                    return meeting.Start(std::move(started), now);
                  });
  }

  Task<absl::StatusOr<v1::EndMeetingResponse>> End(Caller caller,
                                                   const v1::EndMeetingRequest& request) {
    v1::MeetingEnded wanted;
    if (request.has_ended_at()) *wanted.mutable_ended_at() = request.ended_at();
    return Change(std::move(caller), request, FieldErrors(), std::move(wanted),
                  &v1::EndMeetingResponse::mutable_meeting,
                  [now = clock.Now()](const Meeting& meeting, v1::MeetingEnded ended) {
                    return meeting.End(std::move(ended), now);
                  });
  }

  Task<absl::StatusOr<v1::CancelMeetingResponse>> Cancel(Caller caller,
                                                         const v1::CancelMeetingRequest& request) {
    v1::MeetingCancelled wanted;
    wanted.set_reason(request.reason());
    return Change(std::move(caller), request, FieldErrors(), std::move(wanted),
                  &v1::CancelMeetingResponse::mutable_meeting, &Meeting::Cancel);
  }

  Task<absl::StatusOr<v1::SetAgendaResponse>> SetAgenda(Caller caller,
                                                        const v1::SetAgendaRequest& request) {
    v1::AgendaSet wanted;
    *wanted.mutable_agenda() = request.agenda();
    return Change(std::move(caller), request, FieldErrors(), std::move(wanted),
                  &v1::SetAgendaResponse::mutable_meeting, &Meeting::SetAgenda);
  }

  Task<absl::StatusOr<v1::SetMeetingTextResponse>> SetText(
      Caller caller, const v1::SetMeetingTextRequest& request) {
    v1::MeetingTextSet wanted;
    *wanted.mutable_text() = request.text();
    return Change(std::move(caller), request, FieldErrors(), std::move(wanted),
                  &v1::SetMeetingTextResponse::mutable_meeting, &Meeting::SetText);
  }

  Task<absl::StatusOr<v1::AssignModeratorResponse>> AssignModerator(
      Caller caller, const v1::AssignModeratorRequest& request) {
    FieldErrors errors;
    v1::ModeratorAssigned wanted;
    *wanted.mutable_moderator() = request.moderator();
    TakePerson(errors, "moderator", caller, *wanted.mutable_moderator());
    return Change(std::move(caller), request, std::move(errors), std::move(wanted),
                  &v1::AssignModeratorResponse::mutable_meeting, &Meeting::AssignModerator);
  }

  Task<absl::StatusOr<v1::AssignMediatorResponse>> AssignMediator(
      Caller caller, const v1::AssignMediatorRequest& request) {
    FieldErrors errors;
    v1::MediatorAssigned wanted;
    *wanted.mutable_mediator() = request.mediator();
    TakePerson(errors, "mediator", caller, *wanted.mutable_mediator());
    return Change(std::move(caller), request, std::move(errors), std::move(wanted),
                  &v1::AssignMediatorResponse::mutable_meeting, &Meeting::AssignMediator);
  }

  Task<absl::StatusOr<v1::RecordAttendanceResponse>> RecordAttendance(
      Caller caller, const v1::RecordAttendanceRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "meeting_id", request.meeting_id());
    v1::AttendanceRecorded wanted;
    wanted.set_meeting_id(request.meeting_id());
    *wanted.mutable_attendance() = request.attendance();
    TakePerson(errors, "attendance", caller, *wanted.mutable_attendance());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(
        &v1::RecordAttendanceResponse::mutable_meeting,
        use.RecordAttendance(std::move(caller), request.expected_version(), std::move(wanted)));
  }

  Task<absl::StatusOr<v1::RecordDecisionResponse>> RecordDecision(
      Caller caller, const v1::RecordDecisionRequest& request) {
    FieldErrors errors;
    v1::DecisionRecorded wanted;
    *wanted.mutable_decision() = request.decision();
    TakeIds(errors, caller, *wanted.mutable_decision());
    const std::string decision_id = wanted.decision().decision_id();
    ZWK_CO_ASSIGN_OR_RETURN(
        v1::RecordDecisionResponse answer,
        co_await Change(std::move(caller), request, std::move(errors), std::move(wanted),
                        &v1::RecordDecisionResponse::mutable_meeting, &Meeting::RecordDecision));
    answer.set_decision_id(decision_id);
    co_return answer;
  }

 private:
  // A change of the meeting that the request names: `decide` is asked for what is wanted. `request`
  // outlives the task.
  template <class Request, class Event, class Response, class Decide>
  Task<absl::StatusOr<Response>> Change(Caller caller, const Request& request, FieldErrors errors,
                                        Event wanted, v1::Meeting* (Response::*part)(),
                                        Decide decide) {
    rpc::CheckId(errors, "meeting_id", request.meeting_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    wanted.set_meeting_id(request.meeting_id());
    MeetingRepository::Decide asked = [wanted, decide](const Meeting& meeting) {
      return std::invoke(decide, meeting, wanted);
    };
    co_return co_await rpc::Answer(
        part, meetings.Change(std::move(caller), request.meeting_id(), request.expected_version(),
                              std::move(asked)));
  }
};

}  // namespace

void ServeMeetings(rpc::ServiceMethods methods, Meetings& use, MeetingRepository& meetings,
                   const Clock& clock) {
  auto api = std::make_shared<MeetingApi>(MeetingApi{use, meetings, clock});
  methods.Unary("ScheduleMeeting", api, &MeetingApi::Schedule);
  methods.Unary("GetMeeting", api, &MeetingApi::Get);
  methods.Unary("ListMeetings", api, &MeetingApi::List);
  methods.Unary("InviteToMeeting", api, &MeetingApi::Invite);
  methods.Unary("StartMeeting", api, &MeetingApi::Start);
  methods.Unary("EndMeeting", api, &MeetingApi::End);
  methods.Unary("CancelMeeting", api, &MeetingApi::Cancel);
  methods.Unary("SetAgenda", api, &MeetingApi::SetAgenda);
  methods.Unary("SetMeetingText", api, &MeetingApi::SetText);
  methods.Unary("AssignModerator", api, &MeetingApi::AssignModerator);
  methods.Unary("AssignMediator", api, &MeetingApi::AssignMediator);
  methods.Unary("RecordAttendance", api, &MeetingApi::RecordAttendance);
  methods.Unary("RecordDecision", api, &MeetingApi::RecordDecision);
}

}  // namespace zwk::participation
