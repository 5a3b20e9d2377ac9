#include "participation/store/meeting_store.h"

#include <optional>

#include "participation/store/documents.pb.h"

namespace zwk::participation {
namespace {

template <class Kept>
std::optional<Time> ReadTime(bool has, Kept micros) {
  if (!has) return std::nullopt;
  return FromMicros(micros);
}

template <class Person>
void KeepPerson(const Person& person, stored::MeetingPerson& kept) {
  kept.set_person_id(person.person_id);
  *kept.mutable_name() = ToSealed(person.name);
  kept.set_consent_public(person.consent_public);
}

void KeepDecision(const BoardDecision& decision, stored::Decision& kept) {
  kept.set_decision_id(decision.decision_id);
  kept.set_kind(static_cast<int>(decision.kind));
  kept.set_subject(decision.subject);
  kept.set_proposal(decision.proposal);
  kept.set_result(static_cast<int>(decision.result));
  for (const CardNote& note : decision.notes) {
    stored::CardNote& one = *kept.add_notes();
    one.set_note_id(note.note_id);
    *one.mutable_text() = ToSealed(note.text);
    one.set_disposition(static_cast<int>(note.disposition));
  }
  kept.mutable_lab_ids()->Assign(decision.lab_ids.begin(), decision.lab_ids.end());
}

BoardDecision ReadDecision(const stored::Decision& kept) {
  BoardDecision decision{.decision_id = kept.decision_id(),
                         .kind = static_cast<DecisionKind>(kept.kind()),
                         .subject = kept.subject(),
                         .proposal = kept.proposal(),
                         .result = static_cast<DecisionResult>(kept.result()),
                         .notes = {},
                         .lab_ids = {kept.lab_ids().begin(), kept.lab_ids().end()}};
  for (const stored::CardNote& one : kept.notes()) {
    decision.notes.push_back(
        {one.note_id(), FromSealed(one.text()), static_cast<NoteDisposition>(one.disposition())});
  }
  return decision;
}

}  // namespace

std::vector<PersonText*> PeopleIn(Meeting& meeting) {
  std::vector<PersonText*> people;
  for (Moderator& moderator : meeting.moderators) people.push_back(&moderator.name);
  for (Mediator& mediator : meeting.mediators) people.push_back(&mediator.name);
  for (Attendance& attendance : meeting.attendance) people.push_back(&attendance.name);
  for (BoardDecision& decision : meeting.decisions) {
    for (CardNote& note : decision.notes) people.push_back(&note.text);
  }
  return people;
}

std::string ToStored(const Meeting& meeting) {
  stored::Meeting kept;
  const MeetingScheduled& about = meeting.about;
  kept.set_meeting_id(about.meeting_id);
  kept.set_board_id(about.board_id);
  kept.set_lab_id(about.lab_id);
  kept.set_programme_id(about.programme_id);
  kept.set_title(about.title);
  kept.set_mode(static_cast<int>(about.mode));
  kept.set_starts_at(ToMicros(about.starts_at));
  kept.set_ends_at(ToMicros(about.ends_at));
  kept.set_place(about.place);
  kept.set_status(static_cast<int>(meeting.status));
  if (meeting.started_at) kept.set_started_at(ToMicros(*meeting.started_at));
  if (meeting.ended_at) kept.set_ended_at(ToMicros(*meeting.ended_at));
  kept.set_cancel_reason(meeting.cancel_reason);
  for (const AgendaItem& item : meeting.agenda) {
    stored::AgendaItem& one = *kept.add_agenda();
    one.set_title(item.title);
    one.set_minutes(item.minutes);
  }
  for (const MeetingText& text : meeting.texts) {
    stored::MeetingText& one = *kept.add_texts();
    one.set_key(text.key);
    one.set_locale(text.locale);
    one.set_markdown(text.markdown);
    one.set_revision(text.revision);
  }
  for (const Moderator& moderator : meeting.moderators) {
    stored::MeetingPerson& one = *kept.add_moderators();
    KeepPerson(moderator, one);
    one.set_organization(moderator.organization);
  }
  for (const Mediator& mediator : meeting.mediators) {
    stored::MeetingPerson& one = *kept.add_mediators();
    KeepPerson(mediator, one);
    one.mutable_languages()->Assign(mediator.languages.begin(), mediator.languages.end());
  }
  for (const Attendance& attendance : meeting.attendance) {
    stored::MeetingPerson& one = *kept.add_attendance();
    KeepPerson(attendance, one);
    one.set_organization(attendance.organization);
    one.set_capacity(static_cast<int>(attendance.capacity));
    one.set_guest(attendance.guest);
    if (attendance.from) one.set_from(ToMicros(*attendance.from));
    if (attendance.to) one.set_to(ToMicros(*attendance.to));
  }
  for (const BoardDecision& decision : meeting.decisions) {
    KeepDecision(decision, *kept.add_decisions());
  }
  kept.set_draft_number(meeting.draft_number);
  if (meeting.approved) {
    kept.mutable_approved()->set_document_id(meeting.approved->document_id);
    kept.mutable_approved()->set_sha256(meeting.approved->sha256);
    kept.mutable_approved()->set_at(ToMicros(meeting.approved->at));
  }
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, Meeting& meeting) {
  stored::Meeting kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  meeting.about = {.meeting_id = kept.meeting_id(),
                   .board_id = kept.board_id(),
                   .lab_id = kept.lab_id(),
                   .programme_id = kept.programme_id(),
                   .title = kept.title(),
                   .mode = static_cast<MeetingMode>(kept.mode()),
                   .starts_at = FromMicros(kept.starts_at()),
                   .ends_at = FromMicros(kept.ends_at()),
                   .place = kept.place()};
  meeting.status = static_cast<MeetingStatus>(kept.status());
  meeting.started_at = ReadTime(kept.has_started_at(), kept.started_at());
  meeting.ended_at = ReadTime(kept.has_ended_at(), kept.ended_at());
  meeting.cancel_reason = kept.cancel_reason();
  for (const stored::AgendaItem& one : kept.agenda()) {
    meeting.agenda.push_back({one.title(), one.minutes()});
  }
  for (const stored::MeetingText& one : kept.texts()) {
    meeting.texts.push_back({one.key(), one.locale(), one.markdown(), one.revision()});
  }
  for (const stored::MeetingPerson& one : kept.moderators()) {
    meeting.moderators.push_back(
        {one.person_id(), FromSealed(one.name()), one.organization(), one.consent_public()});
  }
  for (const stored::MeetingPerson& one : kept.mediators()) {
    meeting.mediators.push_back({one.person_id(),
                                 FromSealed(one.name()),
                                 {one.languages().begin(), one.languages().end()},
                                 one.consent_public()});
  }
  for (const stored::MeetingPerson& one : kept.attendance()) {
    meeting.attendance.push_back({.person_id = one.person_id(),
                                  .name = FromSealed(one.name()),
                                  .organization = one.organization(),
                                  .capacity = static_cast<Capacity>(one.capacity()),
                                  .guest = one.guest(),
                                  .consent_public = one.consent_public(),
                                  .from = ReadTime(one.has_from(), one.from()),
                                  .to = ReadTime(one.has_to(), one.to())});
  }
  for (const stored::Decision& one : kept.decisions()) {
    meeting.decisions.push_back(ReadDecision(one));
  }
  meeting.draft_number = kept.draft_number();
  if (kept.has_approved()) {
    meeting.approved = MinutesApproved{kept.approved().document_id(), kept.approved().sha256(),
                                       FromMicros(kept.approved().at())};
  }
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const Meeting& meeting) {
  return {{"meetings", FormatTime(meeting.about.starts_at)}};
}

}  // namespace zwk::participation
