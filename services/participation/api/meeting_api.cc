#include <optional>
#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void ToProto(const BoardDecision& decision, v1::Decision& message) {
  message.set_decision_id(decision.decision_id);
  message.set_kind(static_cast<v1::DecisionKind>(decision.kind));
  message.set_subject(decision.subject);
  message.set_proposal(decision.proposal);
  message.set_result(static_cast<v1::DecisionResult>(decision.result));
  for (const CardNote& note : decision.notes) {
    v1::CardNote& one = *message.add_notes();
    one.set_note_id(note.note_id);
    one.set_text(note.text.text.value_or(""));
    one.set_erased(!note.text.text.has_value());
    one.set_disposition(static_cast<v1::NoteDisposition>(note.disposition));
  }
  message.mutable_lab_ids()->Assign(decision.lab_ids.begin(), decision.lab_ids.end());
}

// What moderators, mediators and attendance show alike.
template <class Person, class M>
void ShowPerson(const Person& person, M& message) {
  message.set_person_id(person.person_id);
  ShowName(person.name, message);
  message.set_consent_public(person.consent_public);
}

void ToProto(const Stored<Meeting>& stored, v1::Meeting& message) {
  const Meeting& meeting = stored.value;
  const MeetingScheduled& about = meeting.about;
  message.set_meeting_id(about.meeting_id);
  if (!about.board_id.empty()) message.set_board_id(about.board_id);
  if (!about.lab_id.empty()) message.set_lab_id(about.lab_id);
  message.set_programme_id(about.programme_id);
  message.set_title(about.title);
  message.set_mode(static_cast<v1::MeetingMode>(about.mode));
  message.set_status(static_cast<v1::MeetingStatus>(meeting.status));
  *message.mutable_starts_at() = AsTimestamp(about.starts_at);
  *message.mutable_ends_at() = AsTimestamp(about.ends_at);
  if (meeting.started_at) *message.mutable_started_at() = AsTimestamp(*meeting.started_at);
  if (meeting.ended_at) *message.mutable_ended_at() = AsTimestamp(*meeting.ended_at);
  message.set_place(about.place);
  for (const AgendaItem& item : meeting.agenda) {
    v1::AgendaItem& one = *message.add_agenda();
    one.set_title(item.title);
    one.set_minutes(item.minutes);
  }
  for (const MeetingText& text : meeting.texts) {
    v1::MeetingText& one = *message.add_texts();
    one.set_key(text.key);
    one.set_locale(text.locale);
    one.set_markdown(text.markdown);
    one.set_revision(text.revision);
  }
  for (const Moderator& moderator : meeting.moderators) {
    v1::Moderator& one = *message.add_moderators();
    ShowPerson(moderator, one);
    one.set_organization(moderator.organization);
  }
  for (const Attendance& attendance : meeting.attendance) {
    v1::Attendance& one = *message.add_attendance();
    ShowPerson(attendance, one);
    one.set_organization(attendance.organization);
    one.set_capacity(static_cast<v1::Capacity>(attendance.capacity));
    one.set_guest(attendance.guest);
    if (attendance.from) *one.mutable_from() = AsTimestamp(*attendance.from);
    if (attendance.to) *one.mutable_to() = AsTimestamp(*attendance.to);
  }
  for (const Mediator& mediator : meeting.mediators) {
    v1::Mediator& one = *message.add_mediators();
    ShowPerson(mediator, one);
    one.mutable_languages()->Assign(mediator.languages.begin(), mediator.languages.end());
  }
  for (const BoardDecision& decision : meeting.decisions) {
    ToProto(decision, *message.add_decisions());
  }
  message.set_cancel_reason(meeting.cancel_reason);
  message.set_version(stored.version);
}

// Which meeting a change is about; every request of a change says it alike.
template <class Request>
Meetings::Target TargetOf(FieldErrors& errors, const Request& request) {
  CheckId(errors, "meeting_id", request.meeting_id());
  return {request.meeting_id(), request.expected_version()};
}

// Every change answers with the meeting as it is then.
template <class Response>
Task<absl::StatusOr<Response>> Answer(Task<absl::StatusOr<Stored<Meeting>>> change) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting, co_await std::move(change));
  Response answer;
  ToProto(meeting, *answer.mutable_meeting());
  co_return answer;
}

std::optional<Time> GivenTime(FieldErrors& errors, absl::string_view field, bool given,
                              const google::protobuf::Timestamp& timestamp) {
  if (!given) return std::nullopt;
  return ToTime(errors, field, timestamp);
}

}  // namespace

Task<absl::StatusOr<v1::ScheduleMeetingResponse>> ParticipationApi::ScheduleMeeting(
    Caller caller, const v1::ScheduleMeetingRequest& request) {
  FieldErrors errors;
  if (request.has_board_id()) CheckId(errors, "board_id", request.board_id());
  if (request.has_lab_id()) CheckId(errors, "lab_id", request.lab_id());
  if (!request.programme_id().empty()) {
    CheckId(errors, "programme_id", request.programme_id());
  }
  if (!request.has_starts_at()) errors.Add("starts_at", "must be given");
  if (!request.has_ends_at()) errors.Add("ends_at", "must be given");
  MeetingScheduled wanted{
      .meeting_id = NewId(errors, "meeting_id", request.meeting_id(), caller),
      .board_id = request.board_id(),
      .lab_id = request.lab_id(),
      .programme_id = request.programme_id(),
      .title = request.title(),
      .mode = Known<MeetingMode>(errors, "mode", request.mode(), v1::MeetingMode_IsValid),
      .starts_at = ToTime(errors, "starts_at", request.starts_at()),
      .ends_at = ToTime(errors, "ends_at", request.ends_at()),
      .place = request.place()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::ScheduleMeetingResponse>(
      use_.meetings.Schedule(std::move(caller), std::move(wanted)));
}

Task<absl::StatusOr<v1::GetMeetingResponse>> ParticipationApi::GetMeeting(
    Caller caller, const v1::GetMeetingRequest& request) {
  FieldErrors errors;
  CheckId(errors, "meeting_id", request.meeting_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::GetMeetingResponse>(
      use_.meetings.Get(std::move(caller), request.meeting_id()));
}

Task<absl::StatusOr<v1::ListMeetingsResponse>> ParticipationApi::ListMeetings(
    Caller caller, const v1::ListMeetingsRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<Meeting> page,
      co_await use_.meetings.List(std::move(caller), request.page_size(), request.page_token()));
  v1::ListMeetingsResponse answer;
  for (const Stored<Meeting>& meeting : page.items) ToProto(meeting, *answer.add_meetings());
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::InviteToMeetingResponse>> ParticipationApi::InviteToMeeting(
    Caller caller, const v1::InviteToMeetingRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::InviteToMeetingResponse>(
      use_.meetings.Invite(std::move(caller), std::move(target)));
}

Task<absl::StatusOr<v1::StartMeetingResponse>> ParticipationApi::StartMeeting(
    Caller caller, const v1::StartMeetingRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  const std::optional<Time> started_at =
      GivenTime(errors, "started_at", request.has_started_at(), request.started_at());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::StartMeetingResponse>(
      use_.meetings.Start(std::move(caller), std::move(target), started_at));
}

Task<absl::StatusOr<v1::EndMeetingResponse>> ParticipationApi::EndMeeting(
    Caller caller, const v1::EndMeetingRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  const std::optional<Time> ended_at =
      GivenTime(errors, "ended_at", request.has_ended_at(), request.ended_at());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::EndMeetingResponse>(
      use_.meetings.End(std::move(caller), std::move(target), ended_at));
}

Task<absl::StatusOr<v1::CancelMeetingResponse>> ParticipationApi::CancelMeeting(
    Caller caller, const v1::CancelMeetingRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  MeetingCancelled wanted{request.reason()};
  co_return co_await Answer<v1::CancelMeetingResponse>(
      use_.meetings.Cancel(std::move(caller), std::move(target), std::move(wanted)));
}

Task<absl::StatusOr<v1::SetAgendaResponse>> ParticipationApi::SetAgenda(
    Caller caller, const v1::SetAgendaRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  AgendaSet wanted;
  for (const v1::AgendaItem& item : request.items()) {
    wanted.items.push_back({item.title(), item.minutes()});
  }
  co_return co_await Answer<v1::SetAgendaResponse>(
      use_.meetings.SetAgenda(std::move(caller), std::move(target), std::move(wanted)));
}

Task<absl::StatusOr<v1::SetMeetingTextResponse>> ParticipationApi::SetMeetingText(
    Caller caller, const v1::SetMeetingTextRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  MeetingText wanted{request.key(), request.locale(), request.markdown()};
  co_return co_await Answer<v1::SetMeetingTextResponse>(
      use_.meetings.SetText(std::move(caller), std::move(target), std::move(wanted)));
}

Task<absl::StatusOr<v1::AssignModeratorResponse>> ParticipationApi::AssignModerator(
    Caller caller, const v1::AssignModeratorRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  Moderator wanted;
  wanted.person_id = NewId(errors, "person_id", request.person_id(), caller);
  wanted.name = PersonText(wanted.person_id, request.name());
  wanted.organization = request.organization();
  wanted.consent_public = request.consent_public();
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::AssignModeratorResponse>(
      use_.meetings.AssignModerator(std::move(caller), std::move(target), std::move(wanted)));
}

Task<absl::StatusOr<v1::AssignMediatorResponse>> ParticipationApi::AssignMediator(
    Caller caller, const v1::AssignMediatorRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  Mediator wanted;
  wanted.person_id = NewId(errors, "person_id", request.person_id(), caller);
  wanted.name = PersonText(wanted.person_id, request.name());
  wanted.languages = {request.languages().begin(), request.languages().end()};
  wanted.consent_public = request.consent_public();
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::AssignMediatorResponse>(
      use_.meetings.AssignMediator(std::move(caller), std::move(target), std::move(wanted)));
}

Task<absl::StatusOr<v1::RecordAttendanceResponse>> ParticipationApi::RecordAttendance(
    Caller caller, const v1::RecordAttendanceRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  Attendance wanted;
  wanted.person_id = NewId(errors, "person_id", request.person_id(), caller);
  wanted.name = PersonText(wanted.person_id, request.name());
  wanted.organization = request.organization();
  wanted.capacity = Known<Capacity>(errors, "capacity", request.capacity(), v1::Capacity_IsValid);
  wanted.guest = request.guest();
  wanted.consent_public = request.consent_public();
  wanted.from = GivenTime(errors, "from", request.has_from(), request.from());
  wanted.to = GivenTime(errors, "to", request.has_to(), request.to());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer<v1::RecordAttendanceResponse>(
      use_.meetings.RecordAttendance(std::move(caller), std::move(target), std::move(wanted)));
}

Task<absl::StatusOr<v1::RecordDecisionResponse>> ParticipationApi::RecordDecision(
    Caller caller, const v1::RecordDecisionRequest& request) {
  FieldErrors errors;
  Meetings::Target target = TargetOf(errors, request);
  BoardDecision wanted;
  wanted.decision_id = NewId(errors, "decision_id", request.decision_id(), caller);
  wanted.kind = Known<DecisionKind>(errors, "kind", request.kind(), v1::DecisionKind_IsValid);
  wanted.subject = request.subject();
  wanted.proposal = request.proposal();
  wanted.result =
      Known<DecisionResult>(errors, "result", request.result(), v1::DecisionResult_IsValid);
  for (int i = 0; i < request.notes_size(); ++i) {
    const v1::NoteOnCard& note = request.notes(i);
    const std::string path = absl::StrCat("notes[", i, "]");
    CardNote one;
    one.note_id = NewId(errors, path + ".note_id", note.note_id(), caller);
    one.text = PersonText(one.note_id, note.text());
    one.disposition = Known<NoteDisposition>(errors, path + ".disposition", note.disposition(),
                                             v1::NoteDisposition_IsValid);
    wanted.notes.push_back(std::move(one));
  }
  for (int i = 0; i < request.lab_ids_size(); ++i) {
    CheckId(errors, absl::StrCat("lab_ids[", i, "]"), request.lab_ids(i));
    wanted.lab_ids.push_back(request.lab_ids(i));
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const std::string decision_id = wanted.decision_id;
  auto answer = co_await Answer<v1::RecordDecisionResponse>(
      use_.meetings.RecordDecision(std::move(caller), std::move(target), std::move(wanted)));
  if (answer.ok()) answer->set_decision_id(decision_id);
  co_return answer;
}

}  // namespace zwk::participation
