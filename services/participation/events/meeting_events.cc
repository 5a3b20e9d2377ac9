#include "participation/events/meeting_events.h"

#include "participation/base/overloaded.h"
#include "participation/events/sealer.h"
#include "participation/events/timestamp.h"
#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {

std::vector<PersonText*> PeopleIn(MeetingEvent& event) {
  std::vector<PersonText*> people;
  if (auto* assigned = std::get_if<ModeratorAssigned>(&event)) {
    people.push_back(&assigned->moderator.name);
  }
  if (auto* assigned = std::get_if<MediatorAssigned>(&event)) {
    people.push_back(&assigned->mediator.name);
  }
  if (auto* recorded = std::get_if<AttendanceRecorded>(&event)) {
    people.push_back(&recorded->attendance.name);
  }
  if (auto* recorded = std::get_if<DecisionRecorded>(&event)) {
    for (CardNote& note : recorded->decision.notes) people.push_back(&note.text);
  }
  if (auto* requested = std::get_if<MinutesDraftRequested>(&event)) {
    people.push_back(&requested->signatory);
  }
  return people;
}

EventMessage ToMessage(const std::string& meeting_id, const MeetingEvent& event) {
  const auto begin = [&](auto message) {
    message.set_meeting_id(meeting_id);
    return message;
  };
  // What names a person has in common.
  const auto name = [](const auto& person, auto& message) {
    message.set_person_id(person.person_id);
    *message.mutable_name() = ToSealed(person.name);
    message.set_consent_public(person.consent_public);
  };
  return std::visit(Overloaded{
                        [&](const MeetingScheduled& scheduled) {
                          auto message = begin(v1::MeetingScheduled());
                          if (!scheduled.board_id.empty()) message.set_board_id(scheduled.board_id);
                          if (!scheduled.lab_id.empty()) message.set_lab_id(scheduled.lab_id);
                          message.set_programme_id(scheduled.programme_id);
                          message.set_title(scheduled.title);
                          message.set_mode(Same<v1::MeetingMode>(scheduled.mode));
                          *message.mutable_starts_at() = ToTimestamp(scheduled.starts_at);
                          *message.mutable_ends_at() = ToTimestamp(scheduled.ends_at);
                          message.set_place(scheduled.place);
                          return Publish(message);
                        },
                        [&](const MeetingInvited&) { return Publish(begin(v1::MeetingInvited())); },
                        [&](const MeetingStarted& started) {
                          auto message = begin(v1::MeetingStarted());
                          *message.mutable_started_at() = ToTimestamp(started.at);
                          return Publish(message);
                        },
                        [&](const MeetingEnded& ended) {
                          auto message = begin(v1::MeetingEnded());
                          *message.mutable_ended_at() = ToTimestamp(ended.at);
                          return Publish(message);
                        },
                        [&](const MeetingCancelled& cancelled) {
                          auto message = begin(v1::MeetingCancelled());
                          message.set_reason(cancelled.reason);
                          return Publish(message);
                        },
                        [&](const AgendaSet& set) {
                          auto message = begin(v1::AgendaSet());
                          for (const AgendaItem& item : set.items) {
                            v1::AgendaItem& one = *message.add_items();
                            one.set_title(item.title);
                            one.set_minutes(item.minutes);
                          }
                          return Publish(message);
                        },
                        [&](const MeetingTextSet& set) {
                          auto message = begin(v1::MeetingTextSet());
                          message.set_key(set.text.key);
                          message.set_locale(set.text.locale);
                          message.set_markdown(set.text.markdown);
                          message.set_revision(set.text.revision);
                          return Publish(message);
                        },
                        [&](const ModeratorAssigned& assigned) {
                          auto message = begin(v1::ModeratorAssigned());
                          name(assigned.moderator, message);
                          message.set_organization(assigned.moderator.organization);
                          return Publish(message);
                        },
                        [&](const MediatorAssigned& assigned) {
                          auto message = begin(v1::MediatorAssigned());
                          name(assigned.mediator, message);
                          message.mutable_languages()->Assign(assigned.mediator.languages.begin(),
                                                              assigned.mediator.languages.end());
                          return Publish(message);
                        },
                        [&](const AttendanceRecorded& recorded) {
                          const Attendance& attendance = recorded.attendance;
                          auto message = begin(v1::AttendanceRecorded());
                          name(attendance, message);
                          message.set_organization(attendance.organization);
                          message.set_capacity(Same<v1::Capacity>(attendance.capacity));
                          message.set_guest(attendance.guest);
                          if (attendance.from)
                            *message.mutable_from() = ToTimestamp(*attendance.from);
                          if (attendance.to) *message.mutable_to() = ToTimestamp(*attendance.to);
                          return Publish(message);
                        },
                        [&](const DecisionRecorded& recorded) {
                          const BoardDecision& decision = recorded.decision;
                          auto message = begin(v1::DecisionRecorded());
                          message.set_decision_id(decision.decision_id);
                          message.set_kind(Same<v1::DecisionKind>(decision.kind));
                          message.set_subject(decision.subject);
                          message.set_proposal(decision.proposal);
                          message.set_result(Same<v1::DecisionResult>(decision.result));
                          for (const CardNote& note : decision.notes) {
                            v1::SealedCardNote& one = *message.add_notes();
                            one.set_note_id(note.note_id);
                            *one.mutable_text() = ToSealed(note.text);
                            one.set_disposition(Same<v1::NoteDisposition>(note.disposition));
                          }
                          message.mutable_lab_ids()->Assign(decision.lab_ids.begin(),
                                                            decision.lab_ids.end());
                          return Publish(message);
                        },
                        [&](const MinutesDraftRequested& requested) {
                          auto message = begin(v1::MinutesDraftRequested());
                          message.set_draft_number(requested.draft_number);
                          message.set_place(requested.place);
                          message.set_issued_on(requested.issued_on);
                          message.set_signatory_id(requested.signatory.subject_ref);
                          *message.mutable_signatory() = ToSealed(requested.signatory);
                          message.mutable_office_lines()->Assign(requested.office_lines.begin(),
                                                                 requested.office_lines.end());
                          return Publish(message);
                        },
                        [&](const MinutesApproved& approved) {
                          auto message = begin(v1::MinutesApproved());
                          message.set_document_id(approved.document_id);
                          message.set_sha256(approved.sha256);
                          *message.mutable_approved_at() = ToTimestamp(approved.at);
                          return Publish(message);
                        },
                    },
                    event);
}

}  // namespace zwk::participation
