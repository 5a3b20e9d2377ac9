#include "participation/meeting/meeting.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "participation/base/overloaded.h"
#include "participation/meeting/decision.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/roles.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::Timestamp;

constexpr int kMaxAgendaItems = 50;
constexpr int kMaxPeople = 300;
constexpr int kMaxTexts = 60;
constexpr int kMaxDecisions = 100;
constexpr int kMaxLanguages = 20;
constexpr int kMaxOfficeLines = 6;

std::vector<MeetingEvent> Happened(MeetingEvent event) { return {std::move(event)}; }
std::vector<MeetingEvent> NoNews() { return {}; }

absl::Status WrongState(v1::MeetingStatus status) {
  const std::string name = NameOf(*v1::MeetingStatus_descriptor(), status);
  return WithDetail(WithReason(absl::FailedPreconditionError(absl::StrCat("the meeting is ", name)),
                               "WRONG_STATE"),
                    "state", name);
}

absl::Status TooMany(absl::string_view reason, int most, absl::string_view what) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("the meeting has ", most, " ", what)), reason);
}

// A person has one part of a kind: the same content again is no news, other content a refusal.
template <class Part>
absl::StatusOr<bool> IsNews(const RepeatedPtrField<Part>& parts, const Part& wanted,
                            absl::string_view does) {
  for (const Part& part : parts) {
    if (part.person_id() != wanted.person_id()) continue;
    if (Same(part, wanted)) return false;
    return WithReason(absl::AlreadyExistsError(
                          absl::StrCat("person '", wanted.person_id(), "' ", does, " already")),
                      "PERSON_EXISTS");
  }
  if (parts.size() >= kMaxPeople) return TooMany("TOO_MANY_PEOPLE", kMaxPeople, "people of a kind");
  return true;
}

bool IsNameOfFigure(absl::string_view text) {
  return !text.empty() && text.size() <= 60 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '-';
         });
}

// Every {{...}} is {{indicator:<indicator>@<area>@<reference date>}}.
void CheckReferences(FieldErrors& errors, absl::string_view field, absl::string_view markdown) {
  for (size_t at = markdown.find("{{"); at != absl::string_view::npos;
       at = markdown.find("{{", at + 2)) {
    const size_t end = markdown.find("}}", at);
    const absl::string_view reference =
        end == absl::string_view::npos ? "" : markdown.substr(at + 2, end - at - 2);
    const std::pair<absl::string_view, absl::string_view> kind =
        absl::StrSplit(reference, absl::MaxSplits(':', 1));
    const std::vector<absl::string_view> parts = absl::StrSplit(kind.second, '@');
    if (kind.first != "indicator" || parts.size() != 3 || !IsNameOfFigure(parts[0]) ||
        !IsNameOfFigure(parts[1]) || !Date::IsValid(parts[2])) {
      return errors.Add(field, absl::StrCat("has at byte ", at,
                                            " a reference that is not "
                                            "{{indicator:<id>@<area>@<YYYY-MM-DD>}}"));
    }
  }
}

bool IsSha256(absl::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
         });
}

// When something of the meeting was: LIVE by the clock, RECORDED as given, never in the future.
absl::StatusOr<Time> When(v1::MeetingMode mode, absl::string_view field, bool is_given,
                          const Timestamp& given, Time now) {
  if (mode == v1::MEETING_MODE_LIVE) {
    if (is_given) return InvalidField(field, "a LIVE meeting takes the time from the clock");
    return now;
  }
  if (!is_given) return InvalidField(field, "a RECORDED meeting needs the time");
  FieldErrors errors;
  CheckTimestamp(errors, field, given);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (ToTime(given) > now) return InvalidField(field, "is in the future");
  return ToTime(given);
}

void TakePlan(FieldErrors& errors, v1::Meeting& meeting) {
  if (meeting.context_case() == v1::Meeting::CONTEXT_NOT_SET) {
    errors.Add("meeting.context", "must be a board or a lab");
  }
  Title::Take(errors, "meeting.title", *meeting.mutable_title());
  Title::TakeOptional(errors, "meeting.place", *meeting.mutable_place());
  CheckGiven(errors, "meeting.mode", meeting.mode(), v1::MeetingMode_IsValid);
  if (!meeting.has_starts_at()) errors.Add("meeting.starts_at", "must be given");
  if (!meeting.has_ends_at()) errors.Add("meeting.ends_at", "must be given");
  CheckTimestamp(errors, "meeting.starts_at", meeting.starts_at());
  CheckTimestamp(errors, "meeting.ends_at", meeting.ends_at());
  if (meeting.has_starts_at() && meeting.has_ends_at() &&
      ToTime(meeting.ends_at()) <= ToTime(meeting.starts_at())) {
    errors.Add("meeting.ends_at", "must be after starts_at");
  }
}

}  // namespace

absl::Status Meeting::CheckOpen() const {
  if (state.status() == v1::MEETING_STATUS_CANCELLED ||
      state.status() == v1::MEETING_STATUS_MINUTES_APPROVED) {
    return WrongState(state.status());
  }
  return absl::OkStatus();
}

absl::Status Meeting::CheckStarted() const {
  if (state.status() == v1::MEETING_STATUS_DRAFT || state.status() == v1::MEETING_STATUS_INVITED) {
    return WrongState(state.status());
  }
  return CheckOpen();
}

Meeting::Events Meeting::Schedule(v1::MeetingScheduled wanted) const {
  FieldErrors errors;
  TakePlan(errors, *wanted.mutable_meeting());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::Invite(v1::MeetingInvited wanted) const {
  if (state.status() != v1::MEETING_STATUS_DRAFT) return WrongState(state.status());
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::Start(v1::MeetingStarted wanted, Time now) const {
  ZWK_ASSIGN_OR_RETURN(const Time at, When(state.mode(), "started_at", wanted.has_started_at(),
                                           wanted.started_at(), now));
  if (state.status() != v1::MEETING_STATUS_DRAFT && state.status() != v1::MEETING_STATUS_INVITED) {
    return WrongState(state.status());
  }
  *wanted.mutable_started_at() = ToTimestamp(at);
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::End(v1::MeetingEnded wanted, Time now) const {
  ZWK_ASSIGN_OR_RETURN(
      const Time at, When(state.mode(), "ended_at", wanted.has_ended_at(), wanted.ended_at(), now));
  if (state.status() != v1::MEETING_STATUS_RUNNING) return WrongState(state.status());
  const Time started = ToTime(state.started_at());
  if (at <= started && state.mode() == v1::MEETING_MODE_RECORDED) {
    return InvalidField("ended_at", absl::StrCat("is not after ", FormatTime(started)));
  }
  *wanted.mutable_ended_at() = ToTimestamp(at);
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::Cancel(v1::MeetingCancelled wanted) const {
  FieldErrors errors;
  Paragraph::Take(errors, "reason", *wanted.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() != v1::MEETING_STATUS_DRAFT && state.status() != v1::MEETING_STATUS_INVITED) {
    return WrongState(state.status());
  }
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::SetAgenda(v1::AgendaSet wanted) const {
  FieldErrors errors;
  if (CheckCount(errors, "agenda", wanted.agenda_size(), kMaxAgendaItems)) {
    for (int i = 0; i < wanted.agenda_size(); ++i) {
      v1::AgendaItem& item = *wanted.mutable_agenda(i);
      const std::string path = absl::StrCat("agenda[", i, "]");
      Title::Take(errors, path + ".title", *item.mutable_title());
      if (item.minutes() < 0 || item.minutes() > 600) {
        errors.Add(path + ".minutes", "must be 0 to 600");
      }
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  if (std::equal(wanted.agenda().begin(), wanted.agenda().end(), state.agenda().begin(),
                 state.agenda().end(), Same)) {
    return NoNews();
  }
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::SetText(v1::MeetingTextSet wanted) const {
  v1::MeetingText& text = *wanted.mutable_text();
  FieldErrors errors;
  Key::Check(errors, "text.key", text.key());
  Locale::Check(errors, "text.locale", text.locale());
  Markdown::Take(errors, "text.markdown", *text.mutable_markdown());
  CheckReferences(errors, "text.markdown", text.markdown());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  for (const v1::MeetingText& present : state.texts()) {
    if (present.key() != text.key() || present.locale() != text.locale()) continue;
    if (present.markdown() == text.markdown()) return NoNews();
    text.set_revision(present.revision() + 1);
    return Happened(std::move(wanted));
  }
  if (state.texts_size() >= kMaxTexts) return TooMany("TOO_MANY_TEXTS", kMaxTexts, "texts");
  text.set_revision(1);
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::AssignModerator(v1::ModeratorAssigned wanted) const {
  v1::Moderator& moderator = *wanted.mutable_moderator();
  FieldErrors errors;
  PersonName::Take(errors, "moderator.name.text", *moderator.mutable_name()->mutable_text());
  Title::Take(errors, "moderator.organization", *moderator.mutable_organization());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  ZWK_ASSIGN_OR_RETURN(const bool news, IsNews(state.moderators(), moderator, "moderates"));
  return news ? Happened(std::move(wanted)) : NoNews();
}

Meeting::Events Meeting::AssignMediator(v1::MediatorAssigned wanted) const {
  v1::Mediator& mediator = *wanted.mutable_mediator();
  FieldErrors errors;
  PersonName::Take(errors, "mediator.name.text", *mediator.mutable_name()->mutable_text());
  if (mediator.languages().empty()) errors.Add("mediator.languages", "must be at least one");
  if (CheckCount(errors, "mediator.languages", mediator.languages_size(), kMaxLanguages)) {
    for (int i = 0; i < mediator.languages_size(); ++i) {
      Locale::Check(errors, absl::StrCat("mediator.languages[", i, "]"), mediator.languages(i));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  ZWK_ASSIGN_OR_RETURN(const bool news, IsNews(state.mediators(), mediator, "mediates"));
  return news ? Happened(std::move(wanted)) : NoNews();
}

Meeting::Events Meeting::RecordAttendance(v1::AttendanceRecorded wanted) const {
  v1::Attendance& attendance = *wanted.mutable_attendance();
  FieldErrors errors;
  PersonName::Take(errors, "attendance.name.text", *attendance.mutable_name()->mutable_text());
  Title::Take(errors, "attendance.organization", *attendance.mutable_organization());
  CheckGiven(errors, "attendance.capacity", attendance.capacity(), v1::Capacity_IsValid);
  CheckTimestamp(errors, "attendance.from", attendance.from());
  CheckTimestamp(errors, "attendance.to", attendance.to());
  if (attendance.has_from() && attendance.has_to() &&
      ToTime(attendance.to()) <= ToTime(attendance.from())) {
    errors.Add("attendance.to", "must be after from");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckStarted());
  ZWK_ASSIGN_OR_RETURN(const bool news, IsNews(state.attendance(), attendance, "is recorded"));
  return news ? Happened(std::move(wanted)) : NoNews();
}

Meeting::Events Meeting::RecordDecision(v1::DecisionRecorded wanted) const {
  FieldErrors errors;
  TakeDecision(errors, "decision", *wanted.mutable_decision());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckStarted());
  const std::string& decision_id = wanted.decision().decision_id();
  if (const v1::Decision* present = FindDecision(decision_id)) {
    if (Same(*present, wanted.decision())) return NoNews();
    return WithReason(absl::AlreadyExistsError(absl::StrCat("there is another decision '",
                                                            decision_id, "' in this meeting")),
                      "DECISION_EXISTS");
  }
  if (state.decisions_size() >= kMaxDecisions) {
    return TooMany("TOO_MANY_DECISIONS", kMaxDecisions, "decisions");
  }
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::DraftMinutes(v1::MinutesDraftRequested wanted) const {
  v1::MinutesSignature& signature = *wanted.mutable_signature();
  FieldErrors errors;
  Title::Take(errors, "signature.place", *signature.mutable_place());
  Date::Check(errors, "signature.issued_on", signature.issued_on());
  PersonName::Take(errors, "signature.signatory.text",
                   *signature.mutable_signatory()->mutable_text());
  if (CheckCount(errors, "signature.office_lines", signature.office_lines_size(),
                 kMaxOfficeLines)) {
    for (int i = 0; i < signature.office_lines_size(); ++i) {
      Title::Take(errors, absl::StrCat("signature.office_lines[", i, "]"),
                  *signature.mutable_office_lines(i));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() != v1::MEETING_STATUS_ENDED &&
      state.status() != v1::MEETING_STATUS_MINUTES_DRAFT) {
    return WrongState(state.status());
  }
  wanted.set_draft_number(state.draft_number() + 1);
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::ApproveMinutes(const std::string& sha256,
                                        const std::optional<v1::MinutesDocument>& drafted,
                                        Time now) const {
  if (!IsSha256(sha256)) return InvalidField("sha256", "must be 64 lower-case hexadecimal digits");
  if (state.has_approval() && state.approval().sha256() == sha256) return NoNews();
  if (state.status() != v1::MEETING_STATUS_MINUTES_DRAFT) return WrongState(state.status());
  const bool published = drafted && drafted->draft_number() == state.draft_number();
  if (!published || drafted->sha256() != sha256) {
    return WithReason(
        absl::FailedPreconditionError(
            published ? absl::StrCat("the latest draft is ", drafted->sha256())
                      : absl::StrCat("draft ", state.draft_number(), " is not published yet")),
        "NOT_THE_DRAFT");
  }
  v1::MinutesApproved approved;
  approved.set_meeting_id(state.meeting_id());
  approved.mutable_approval()->set_document_id(drafted->document_id());
  approved.mutable_approval()->set_sha256(sha256);
  *approved.mutable_approval()->mutable_approved_at() = ToTimestamp(now);
  return Happened(std::move(approved));
}

const v1::Decision* Meeting::FindDecision(absl::string_view decision_id) const {
  for (const v1::Decision& decision : state.decisions()) {
    if (decision.decision_id() == decision_id) return &decision;
  }
  return nullptr;
}

void Meeting::Apply(const MeetingEvent& event) {
  std::visit(
      Overloaded{
          [&](const v1::MeetingScheduled& scheduled) {
            state = scheduled.meeting();
            state.set_status(v1::MEETING_STATUS_DRAFT);
          },
          [&](const v1::MeetingInvited&) { state.set_status(v1::MEETING_STATUS_INVITED); },
          [&](const v1::MeetingStarted& started) {
            *state.mutable_started_at() = started.started_at();
            state.set_status(v1::MEETING_STATUS_RUNNING);
          },
          [&](const v1::MeetingEnded& ended) {
            *state.mutable_ended_at() = ended.ended_at();
            state.set_status(v1::MEETING_STATUS_ENDED);
          },
          [&](const v1::MeetingCancelled& cancelled) {
            state.set_cancel_reason(cancelled.reason());
            state.set_status(v1::MEETING_STATUS_CANCELLED);
          },
          [&](const v1::AgendaSet& set) { *state.mutable_agenda() = set.agenda(); },
          [&](const v1::MeetingTextSet& set) {
            auto& texts = *state.mutable_texts();
            const auto present = std::find_if(texts.begin(), texts.end(), [&](const auto& text) {
              return text.key() == set.text().key() && text.locale() == set.text().locale();
            });
            (present == texts.end() ? *texts.Add() : *present) = set.text();
          },
          [&](const v1::ModeratorAssigned& assigned) {
            *state.add_moderators() = assigned.moderator();
          },
          [&](const v1::MediatorAssigned& assigned) {
            *state.add_mediators() = assigned.mediator();
          },
          [&](const v1::AttendanceRecorded& recorded) {
            *state.add_attendance() = recorded.attendance();
          },
          [&](const v1::DecisionRecorded& recorded) {
            *state.add_decisions() = recorded.decision();
          },
          [&](const v1::MinutesDraftRequested& requested) {
            state.set_draft_number(requested.draft_number());
            state.set_status(v1::MEETING_STATUS_MINUTES_DRAFT);
          },
          [&](const v1::MinutesApproved& approved) {
            *state.mutable_approval() = approved.approval();
            state.set_status(v1::MEETING_STATUS_MINUTES_APPROVED);
          },
      },
      event);
}

bool SeesEveryName(const Caller& caller) {
  return HasRole(caller, {"CHAIR", "FACILITATOR", "SCRIBE", "ADMINISTRATOR"});
}

void HideNamesWithoutConsent(v1::Meeting& meeting) {
  const auto hide = [](auto& people) {
    for (auto& person : people) {
      if (!person.consent_public()) person.clear_name();
    }
  };
  hide(*meeting.mutable_moderators());
  hide(*meeting.mutable_mediators());
  hide(*meeting.mutable_attendance());
}

}  // namespace zwk::participation
