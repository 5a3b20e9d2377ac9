#include "participation/app/meetings.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Change(Caller caller, Target target,
                                                       MeetingRepository::Decide decide) {
  return meetings_.Change(std::move(caller), std::move(target.meeting_id), target.expected_version,
                          std::move(decide));
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Schedule(Caller caller, MeetingScheduled wanted) {
  if (!wanted.board_id.empty()) {
    ZWK_CO_RETURN_IF_ERROR((co_await boards_.Load(caller, wanted.board_id)).status());
  }
  if (!wanted.lab_id.empty()) {
    ZWK_CO_RETURN_IF_ERROR((co_await labs_.Load(caller, wanted.lab_id)).status());
  }
  if (!wanted.programme_id.empty()) {
    ZWK_CO_RETURN_IF_ERROR((co_await programmes_.Load(caller, wanted.programme_id)).status());
  }
  const std::string id = wanted.meeting_id;
  MeetingRepository::Decide decide = [wanted](const Meeting& meeting) {
    return meeting.Schedule(wanted);
  };
  co_return co_await meetings_.Create(std::move(caller), id, std::move(decide));
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Get(Caller caller, std::string meeting_id) {
  return meetings_.Load(std::move(caller), std::move(meeting_id));
}

Task<absl::StatusOr<Page<Meeting>>> Meetings::List(Caller caller, int page_size,
                                                   std::string page_token) {
  return meetings_.List(std::move(caller), "meetings", "", page_size, std::move(page_token));
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Invite(Caller caller, Target target) {
  return Change(std::move(caller), std::move(target),
                [](const Meeting& meeting) { return meeting.Invite(); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Start(Caller caller, Target target,
                                                      std::optional<Time> started_at) {
  const Time now = clock_.Now();
  return Change(std::move(caller), std::move(target), [started_at, now](const Meeting& meeting) {
    return meeting.Start(started_at, now);
  });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::End(Caller caller, Target target,
                                                    std::optional<Time> ended_at) {
  const Time now = clock_.Now();
  return Change(std::move(caller), std::move(target),
                [ended_at, now](const Meeting& meeting) { return meeting.End(ended_at, now); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Cancel(Caller caller, Target target,
                                                       MeetingCancelled wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Meeting& meeting) { return meeting.Cancel(wanted); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::SetAgenda(Caller caller, Target target,
                                                          AgendaSet wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Meeting& meeting) { return meeting.SetAgenda(wanted); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::SetText(Caller caller, Target target,
                                                        MeetingText wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Meeting& meeting) { return meeting.SetText(wanted); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::AssignModerator(Caller caller, Target target,
                                                                Moderator wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Meeting& meeting) { return meeting.AssignModerator(wanted); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::AssignMediator(Caller caller, Target target,
                                                               Mediator wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Meeting& meeting) { return meeting.AssignMediator(wanted); });
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::RecordAttendance(Caller caller, Target target,
                                                                 Attendance wanted) {
  const bool said = !wanted.name.text.value_or("").empty() && !wanted.organization.empty() &&
                    wanted.capacity != Capacity::kUnspecified;
  if (!said) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                            co_await meetings_.Load(caller, target.meeting_id));
    if (const std::string board_id = meeting.value.about.board_id; !board_id.empty()) {
      ZWK_CO_ASSIGN_OR_RETURN(const Stored<Board> board, co_await boards_.Load(caller, board_id));
      if (const v1::Membership* member = board.value.FindMember(wanted.person_id)) {
        // Its sealed form belongs to the board; here the name is sealed anew.
        if (wanted.name.text.value_or("").empty() && !member->name().erased()) {
          wanted.name.text = member->name().text();
        }
        if (wanted.organization.empty()) wanted.organization = member->organization();
        if (wanted.capacity == Capacity::kUnspecified)
          wanted.capacity = static_cast<Capacity>(member->capacity());
      }
    }
  }
  MeetingRepository::Decide decide = [wanted](const Meeting& meeting) {
    return meeting.RecordAttendance(wanted);
  };
  co_return co_await Change(std::move(caller), std::move(target), std::move(decide));
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::RecordDecision(Caller caller, Target target,
                                                               BoardDecision wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Meeting& meeting) { return meeting.RecordDecision(wanted); });
}

}  // namespace zwk::participation
