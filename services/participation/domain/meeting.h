#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "participation/domain/decision.h"
#include "participation/domain/person.h"
#include "platform/base/clock.h"

namespace zwk::participation {

enum class Capacity { kUnspecified, kPolitical, kAdministration, kInterestGroup, kExpert };
enum class MeetingMode { kUnspecified, kLive, kRecorded };
enum class MeetingStatus {
  kUnspecified,
  kDraft,
  kInvited,
  kRunning,
  kEnded,
  kMinutesDraft,
  kMinutesApproved,
  kCancelled
};

// DRAFT, INVITED, ...: as people know it from the proto.
absl::string_view Name(MeetingStatus status);

struct AgendaItem {
  std::string title;
  int32_t minutes = 0;  // 0: open

  bool operator==(const AgendaItem&) const = default;
};

struct MeetingText {
  std::string key;
  std::string locale;
  std::string markdown;
  int32_t revision = 0;
};

struct Moderator {
  std::string person_id;
  PersonText name;
  std::string organization;
  bool consent_public = false;

  bool operator==(const Moderator&) const = default;
};

struct Mediator {
  std::string person_id;
  PersonText name;
  std::vector<std::string> languages;
  bool consent_public = false;

  bool operator==(const Mediator&) const = default;
};

struct Attendance {
  std::string person_id;
  PersonText name;
  std::string organization;
  Capacity capacity = Capacity::kUnspecified;
  bool guest = false;
  bool consent_public = false;
  std::optional<Time> from;  // absent: from the start
  std::optional<Time> to;    // absent: to the end

  bool operator==(const Attendance&) const = default;
};

struct MeetingScheduled {
  std::string meeting_id;
  std::string board_id;  // either this
  std::string lab_id;    // or that
  std::string programme_id;
  std::string title;
  MeetingMode mode = MeetingMode::kUnspecified;
  Time starts_at{};
  Time ends_at{};
  std::string place;
};
struct MeetingInvited {};
struct MeetingStarted {
  Time at{};
};
struct MeetingEnded {
  Time at{};
};
struct MeetingCancelled {
  std::string reason;
};
struct AgendaSet {
  std::vector<AgendaItem> items;
};
struct MeetingTextSet {
  MeetingText text;
};
struct ModeratorAssigned {
  Moderator moderator;
};
struct MediatorAssigned {
  Mediator mediator;
};
struct AttendanceRecorded {
  Attendance attendance;
};
struct DecisionRecorded {
  BoardDecision decision;
};
struct MinutesDraftRequested {
  int32_t draft_number = 0;  // 1..
  std::string place;
  std::string issued_on;
  PersonText signatory;
  std::vector<std::string> office_lines;
};
struct MinutesApproved {
  std::string document_id;
  std::string sha256;
  Time at{};
};
using MeetingEvent =
    std::variant<MeetingScheduled, MeetingInvited, MeetingStarted, MeetingEnded, MeetingCancelled,
                 AgendaSet, MeetingTextSet, ModeratorAssigned, MediatorAssigned, AttendanceRecorded,
                 DecisionRecorded, MinutesDraftRequested, MinutesApproved>;

// What reporting has published as the latest draft.
struct MinutesDocument {
  std::string document_id;
  uint64_t version = 0;
  std::string sha256;
  int32_t draft_number = 0;  // of the request that it answers
};

// A meeting of a board or in a lab.
//
// Invariant: what the minutes tell changes only until the minutes are approved, and nothing of a
// cancelled meeting changes.
//
// Decisions take the event as it is wanted and answer with the events that happen; they change
// nothing. What is so already happens not again.
struct Meeting {
  using Events = absl::StatusOr<std::vector<MeetingEvent>>;

  Events Schedule(MeetingScheduled wanted) const;
  Events Invite() const;
  // `given` is for RECORDED meetings, `now` for LIVE ones.
  Events Start(std::optional<Time> given, Time now) const;
  Events End(std::optional<Time> given, Time now) const;
  Events Cancel(MeetingCancelled wanted) const;
  Events SetAgenda(AgendaSet wanted) const;
  Events SetText(MeetingText wanted) const;
  Events AssignModerator(Moderator wanted) const;
  Events AssignMediator(Mediator wanted) const;
  Events RecordAttendance(Attendance wanted) const;
  Events RecordDecision(BoardDecision wanted) const;
  Events DraftMinutes(MinutesDraftRequested wanted) const;
  // `drafted` is the latest draft, if there is one.
  Events ApproveMinutes(const std::string& sha256, const std::optional<MinutesDocument>& drafted,
                        Time now) const;

  // Refuses with FAILED_PRECONDITION, reason WRONG_STATE.
  absl::Status CheckOpen() const;     // not cancelled, minutes not approved
  absl::Status CheckStarted() const;  // and has begun

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const MeetingEvent& event);

  const BoardDecision* FindDecision(absl::string_view decision_id) const;

  MeetingScheduled about;
  MeetingStatus status = MeetingStatus::kUnspecified;
  std::optional<Time> started_at;
  std::optional<Time> ended_at;
  std::string cancel_reason;
  std::vector<AgendaItem> agenda;
  std::vector<MeetingText> texts;
  std::vector<Moderator> moderators;
  std::vector<Mediator> mediators;
  std::vector<Attendance> attendance;
  std::vector<BoardDecision> decisions;
  int32_t draft_number = 0;
  std::optional<MinutesApproved> approved;
};

}  // namespace zwk::participation
