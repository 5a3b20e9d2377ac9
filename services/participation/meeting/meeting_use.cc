#include "participation/meeting/meeting_use.h"

#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

// The name keeps the sealed form it has in the board: a copy opens wherever it has come to.
void Complete(v1::Attendance& attendance, const v1::Membership& member) {
  if (attendance.name().text().empty()) *attendance.mutable_name() = member.name();
  if (attendance.organization().empty()) attendance.set_organization(member.organization());
  if (attendance.capacity() == v1::CAPACITY_UNSPECIFIED) {
    attendance.set_capacity(member.capacity());
  }
}

}  // namespace

Task<absl::StatusOr<Stored<Meeting>>> Meetings::Schedule(Caller caller,
                                                         v1::MeetingScheduled wanted) {
  const v1::Meeting& meeting = wanted.meeting();
  std::vector<std::string> named;
  if (meeting.has_board_id()) named.push_back("board/" + meeting.board_id());
  if (meeting.has_lab_id()) named.push_back("lab/" + meeting.lab_id());
  if (!meeting.programme_id().empty()) named.push_back("programme/" + meeting.programme_id());
  ZWK_CO_RETURN_IF_ERROR(co_await lookup_.Find(caller, std::move(named)));
  MeetingRepository::Decide decide = [wanted](const Meeting& meeting) {
    return meeting.Schedule(wanted);
  };
  co_return co_await meetings_.Create(std::move(caller), meeting.meeting_id(), std::move(decide));
}

Task<absl::StatusOr<Stored<Meeting>>> Meetings::RecordAttendance(Caller caller,
                                                                 uint64_t expected_version,
                                                                 v1::AttendanceRecorded wanted) {
  v1::Attendance& attendance = *wanted.mutable_attendance();
  const bool said = !attendance.name().text().empty() && !attendance.organization().empty() &&
                    attendance.capacity() != v1::CAPACITY_UNSPECIFIED;
  if (!said) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                            co_await meetings_.Load(caller, wanted.meeting_id()));
    if (meeting.value.state.has_board_id()) {
      ZWK_CO_ASSIGN_OR_RETURN(const Stored<Board> board,
                              co_await boards_.Load(caller, meeting.value.state.board_id()));
      if (const v1::Membership* member = board.value.FindMember(attendance.person_id())) {
        Complete(attendance, *member);
      }
    }
  }
  MeetingRepository::Decide decide = [wanted](const Meeting& meeting) {
    return meeting.RecordAttendance(wanted);
  };
  co_return co_await meetings_.Change(std::move(caller), wanted.meeting_id(), expected_version,
                                      std::move(decide));
}

}  // namespace zwk::participation
