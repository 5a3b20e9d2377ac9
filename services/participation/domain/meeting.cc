#include "participation/domain/meeting.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "participation/base/overloaded.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr size_t kMaxPeople = 300;
constexpr size_t kMaxTexts = 60;
constexpr size_t kMaxDecisions = 100;

std::vector<MeetingEvent> Happened(MeetingEvent event) { return {std::move(event)}; }
std::vector<MeetingEvent> NoNews() { return {}; }

absl::Status WrongState(MeetingStatus status) {
  return WithDetail(
      WithReason(absl::FailedPreconditionError(absl::StrCat("the meeting is ", Name(status))),
                 "WRONG_STATE"),
      "state", Name(status));
}

absl::Status TooMany(absl::string_view reason, size_t most, absl::string_view what) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("the meeting has ", most, " ", what)), reason);
}

// A person has one part of a kind: the same content again is no news, other content a refusal.
template <class Part>
absl::StatusOr<bool> IsNews(const std::vector<Part>& parts, const Part& wanted,
                            absl::string_view does) {
  for (const Part& part : parts) {
    if (part.person_id != wanted.person_id) continue;
    if (part == wanted) return false;
    return WithReason(absl::AlreadyExistsError(
                          absl::StrCat("person ", Quoted(wanted.person_id), " ", does, " already")),
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
void CheckReferences(FieldErrors& errors, absl::string_view markdown) {
  for (size_t at = markdown.find("{{"); at != absl::string_view::npos;
       at = markdown.find("{{", at + 2)) {
    const size_t end = markdown.find("}}", at);
    const absl::string_view reference =
        end == absl::string_view::npos ? "" : markdown.substr(at + 2, end - at - 2);
    const std::pair<absl::string_view, absl::string_view> kind =
        absl::StrSplit(reference, absl::MaxSplits(':', 1));
    const std::vector<absl::string_view> parts = absl::StrSplit(kind.second, '@');
    if (kind.first != "indicator" || parts.size() != 3 || !IsNameOfFigure(parts[0]) ||
        !IsNameOfFigure(parts[1]) || !ParseDate(std::string(parts[2])).ok()) {
      return errors.Add("markdown", absl::StrCat("has at byte ", at,
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
absl::StatusOr<Time> When(MeetingMode mode, absl::string_view field, std::optional<Time> given,
                          Time now) {
  if (mode == MeetingMode::kLive) {
    if (given) return InvalidField(field, "a LIVE meeting takes the time from the clock");
    return now;
  }
  if (!given) return InvalidField(field, "a RECORDED meeting needs the time");
  if (*given > now) return InvalidField(field, "is in the future");
  return *given;
}

}  // namespace

absl::string_view Name(MeetingStatus status) {
  constexpr absl::string_view kNames[] = {"UNSPECIFIED",      "DRAFT",    "INVITED",
                                          "RUNNING",          "ENDED",    "MINUTES_DRAFT",
                                          "MINUTES_APPROVED", "CANCELLED"};
  return kNames[static_cast<int>(status)];
}

absl::Status Meeting::CheckOpen() const {
  if (status == MeetingStatus::kCancelled || status == MeetingStatus::kMinutesApproved) {
    return WrongState(status);
  }
  return absl::OkStatus();
}

absl::Status Meeting::CheckStarted() const {
  if (status == MeetingStatus::kDraft || status == MeetingStatus::kInvited) {
    return WrongState(status);
  }
  return CheckOpen();
}

Meeting::Events Meeting::Schedule(MeetingScheduled wanted) const {
  FieldErrors errors;
  if (wanted.board_id.empty() == wanted.lab_id.empty()) {
    errors.Add("context", "must be a board or a lab");
  }
  CheckText(errors, "title", wanted.title, kTitle);
  CheckText(errors, "place", wanted.place, kOptionalTitle);
  if (wanted.mode == MeetingMode::kUnspecified) errors.Add("mode", "must be given");
  if (wanted.ends_at <= wanted.starts_at) errors.Add("ends_at", "must be after starts_at");
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::Invite() const {
  if (status != MeetingStatus::kDraft) return WrongState(status);
  return Happened(MeetingInvited{});
}

Meeting::Events Meeting::Start(std::optional<Time> given, Time now) const {
  ZWK_ASSIGN_OR_RETURN(const Time at, When(about.mode, "started_at", given, now));
  if (status != MeetingStatus::kDraft && status != MeetingStatus::kInvited) {
    return WrongState(status);
  }
  return Happened(MeetingStarted{at});
}

Meeting::Events Meeting::End(std::optional<Time> given, Time now) const {
  ZWK_ASSIGN_OR_RETURN(const Time at, When(about.mode, "ended_at", given, now));
  if (status != MeetingStatus::kRunning) return WrongState(status);
  if (at <= *started_at && about.mode == MeetingMode::kRecorded) {
    return InvalidField("ended_at", absl::StrCat("is not after ", FormatTime(*started_at)));
  }
  return Happened(MeetingEnded{at});
}

Meeting::Events Meeting::Cancel(MeetingCancelled wanted) const {
  FieldErrors errors;
  CheckText(errors, "reason", wanted.reason, kParagraph);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (status != MeetingStatus::kDraft && status != MeetingStatus::kInvited) {
    return WrongState(status);
  }
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::SetAgenda(AgendaSet wanted) const {
  FieldErrors errors;
  if (wanted.items.size() > 50) errors.Add("items", "at most 50");
  for (size_t i = 0; i < wanted.items.size(); ++i) {
    const std::string path = absl::StrCat("items[", i, "]");
    CheckText(errors, path + ".title", wanted.items[i].title, kTitle);
    if (wanted.items[i].minutes < 0 || wanted.items[i].minutes > 600) {
      errors.Add(path + ".minutes", "must be 0 to 600");
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  if (wanted.items == agenda) return NoNews();
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::SetText(MeetingText wanted) const {
  FieldErrors errors;
  if (!IsKey(wanted.key)) errors.Add("key", "must be lower-case letters, digits and _");
  CheckLocale(errors, "locale", wanted.locale);
  CheckText(errors, "markdown", wanted.markdown, kMarkdown);
  CheckReferences(errors, wanted.markdown);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  for (const MeetingText& text : texts) {
    if (text.key != wanted.key || text.locale != wanted.locale) continue;
    if (text.markdown == wanted.markdown) return NoNews();
    wanted.revision = text.revision + 1;
    return Happened(MeetingTextSet{std::move(wanted)});
  }
  if (texts.size() >= kMaxTexts) return TooMany("TOO_MANY_TEXTS", kMaxTexts, "texts");
  wanted.revision = 1;
  return Happened(MeetingTextSet{std::move(wanted)});
}

Meeting::Events Meeting::AssignModerator(Moderator wanted) const {
  FieldErrors errors;
  CheckText(errors, "name", wanted.name.text.value_or(""), kTitle);
  CheckText(errors, "organization", wanted.organization, kTitle);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  ZWK_ASSIGN_OR_RETURN(const bool news, IsNews(moderators, wanted, "moderates"));
  return news ? Happened(ModeratorAssigned{std::move(wanted)}) : NoNews();
}

Meeting::Events Meeting::AssignMediator(Mediator wanted) const {
  FieldErrors errors;
  CheckText(errors, "name", wanted.name.text.value_or(""), kTitle);
  if (wanted.languages.empty() || wanted.languages.size() > 20) {
    errors.Add("languages", "must be 1 to 20");
  }
  for (size_t i = 0; i < wanted.languages.size(); ++i) {
    CheckLocale(errors, absl::StrCat("languages[", i, "]"), wanted.languages[i]);
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckOpen());
  ZWK_ASSIGN_OR_RETURN(const bool news, IsNews(mediators, wanted, "mediates"));
  return news ? Happened(MediatorAssigned{std::move(wanted)}) : NoNews();
}

Meeting::Events Meeting::RecordAttendance(Attendance wanted) const {
  FieldErrors errors;
  CheckText(errors, "name", wanted.name.text.value_or(""), kTitle);
  CheckText(errors, "organization", wanted.organization, kTitle);
  if (wanted.capacity == Capacity::kUnspecified) errors.Add("capacity", "must be given");
  if (wanted.from && wanted.to && *wanted.to <= *wanted.from) {
    errors.Add("to", "must be after from");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckStarted());
  ZWK_ASSIGN_OR_RETURN(const bool news, IsNews(attendance, wanted, "is recorded"));
  return news ? Happened(AttendanceRecorded{std::move(wanted)}) : NoNews();
}

Meeting::Events Meeting::RecordDecision(BoardDecision wanted) const {
  FieldErrors errors;
  CheckDecision(errors, wanted);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckStarted());
  if (const BoardDecision* present = FindDecision(wanted.decision_id)) {
    if (*present == wanted) return NoNews();
    return WithReason(
        absl::AlreadyExistsError(absl::StrCat("there is another decision ",
                                              Quoted(wanted.decision_id), " in this meeting")),
        "DECISION_EXISTS");
  }
  if (decisions.size() >= kMaxDecisions) {
    return TooMany("TOO_MANY_DECISIONS", kMaxDecisions, "decisions");
  }
  return Happened(DecisionRecorded{std::move(wanted)});
}

Meeting::Events Meeting::DraftMinutes(MinutesDraftRequested wanted) const {
  FieldErrors errors;
  CheckText(errors, "place", wanted.place, kTitle);
  CheckDate(errors, "issued_on", wanted.issued_on, true);
  CheckText(errors, "signatory", wanted.signatory.text.value_or(""), kTitle);
  if (wanted.office_lines.size() > 6) errors.Add("office_lines", "at most 6");
  for (size_t i = 0; i < wanted.office_lines.size(); ++i) {
    CheckText(errors, absl::StrCat("office_lines[", i, "]"), wanted.office_lines[i], kTitle);
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (status != MeetingStatus::kEnded && status != MeetingStatus::kMinutesDraft) {
    return WrongState(status);
  }
  wanted.draft_number = draft_number + 1;
  return Happened(std::move(wanted));
}

Meeting::Events Meeting::ApproveMinutes(const std::string& sha256,
                                        const std::optional<MinutesDocument>& drafted,
                                        Time now) const {
  if (!IsSha256(sha256)) return InvalidField("sha256", "must be 64 lower-case hexadecimal digits");
  if (approved && approved->sha256 == sha256) return NoNews();
  if (status != MeetingStatus::kMinutesDraft) return WrongState(status);
  if (!drafted || drafted->draft_number != draft_number || drafted->sha256 != sha256) {
    const bool published = drafted && drafted->draft_number == draft_number;
    return WithReason(
        absl::FailedPreconditionError(
            published ? absl::StrCat("the latest draft is ", drafted->sha256)
                      : absl::StrCat("draft ", draft_number, " is not published yet")),
        "NOT_THE_DRAFT");
  }
  return Happened(MinutesApproved{drafted->document_id, sha256, now});
}

const BoardDecision* Meeting::FindDecision(absl::string_view decision_id) const {
  for (const BoardDecision& decision : decisions) {
    if (decision.decision_id == decision_id) return &decision;
  }
  return nullptr;
}

void Meeting::Apply(const MeetingEvent& event) {
  std::visit(
      Overloaded{
          [&](const MeetingScheduled& scheduled) {
            about = scheduled;
            status = MeetingStatus::kDraft;
          },
          [&](const MeetingInvited&) { status = MeetingStatus::kInvited; },
          [&](const MeetingStarted& started) {
            started_at = started.at;
            status = MeetingStatus::kRunning;
          },
          [&](const MeetingEnded& ended) {
            ended_at = ended.at;
            status = MeetingStatus::kEnded;
          },
          [&](const MeetingCancelled& cancelled) {
            cancel_reason = cancelled.reason;
            status = MeetingStatus::kCancelled;
          },
          [&](const AgendaSet& set) { agenda = set.items; },
          [&](const MeetingTextSet& set) {
            const auto present = std::find_if(texts.begin(), texts.end(), [&](const auto& text) {
              return text.key == set.text.key && text.locale == set.text.locale;
            });
            if (present == texts.end()) {
              texts.push_back(set.text);
            } else {
              *present = set.text;
            }
          },
          [&](const ModeratorAssigned& assigned) { moderators.push_back(assigned.moderator); },
          [&](const MediatorAssigned& assigned) { mediators.push_back(assigned.mediator); },
          [&](const AttendanceRecorded& recorded) { attendance.push_back(recorded.attendance); },
          [&](const DecisionRecorded& recorded) { decisions.push_back(recorded.decision); },
          [&](const MinutesDraftRequested& requested) {
            draft_number = requested.draft_number;
            status = MeetingStatus::kMinutesDraft;
          },
          [&](const MinutesApproved& minutes) {
            approved = minutes;
            status = MeetingStatus::kMinutesApproved;
          },
      },
      event);
}

}  // namespace zwk::participation
