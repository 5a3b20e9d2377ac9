#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/minutes.pb.h"

namespace zwk::participation {

using MeetingEvent =
    std::variant<v1::MeetingScheduled, v1::MeetingInvited, v1::MeetingStarted, v1::MeetingEnded,
                 v1::MeetingCancelled, v1::AgendaSet, v1::MeetingTextSet, v1::ModeratorAssigned,
                 v1::MediatorAssigned, v1::AttendanceRecorded, v1::DecisionRecorded,
                 v1::MinutesDraftRequested, v1::MinutesApproved>;

// A meeting of a board or in a lab.
//
// Invariant: what the minutes tell changes only until the minutes are approved, and nothing of a
// cancelled meeting changes.
//
// Decisions take the event as it is wanted and answer with the events that happen; they change
// nothing. What is so already happens not again.
struct Meeting {
  using Events = absl::StatusOr<std::vector<MeetingEvent>>;

  Events Schedule(v1::MeetingScheduled wanted) const;
  Events Invite(v1::MeetingInvited wanted) const;
  // The time is given for RECORDED meetings; LIVE ones take `now`.
  Events Start(v1::MeetingStarted wanted, Time now) const;
  Events End(v1::MeetingEnded wanted, Time now) const;
  Events Cancel(v1::MeetingCancelled wanted) const;
  Events SetAgenda(v1::AgendaSet wanted) const;
  Events SetText(v1::MeetingTextSet wanted) const;
  Events AssignModerator(v1::ModeratorAssigned wanted) const;
  Events AssignMediator(v1::MediatorAssigned wanted) const;
  Events RecordAttendance(v1::AttendanceRecorded wanted) const;
  Events RecordDecision(v1::DecisionRecorded wanted) const;
  Events DraftMinutes(v1::MinutesDraftRequested wanted) const;
  // `drafted` is the latest draft, if there is one.
  Events ApproveMinutes(const std::string& sha256,
                        const std::optional<v1::MinutesDocument>& drafted, Time now) const;

  // Refuses with FAILED_PRECONDITION, reason WRONG_STATE.
  absl::Status CheckOpen() const;     // not cancelled, minutes not approved
  absl::Status CheckStarted() const;  // and has begun

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const MeetingEvent& event);

  const v1::Decision* FindDecision(absl::string_view decision_id) const;

  v1::Meeting state;  // as it is kept and answered
};

// Who is named to whom: whoever does not want to be named in public is named to those alone who keep the minutes.
bool SeesEveryName(const Caller& caller);
void HideNamesWithoutConsent(v1::Meeting& meeting);

using MeetingRepository = Repository<Meeting, MeetingEvent>;

}  // namespace zwk::participation
