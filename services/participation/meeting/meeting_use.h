#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "participation/base/lookup_port.h"
#include "participation/board/board.h"
#include "participation/meeting/meeting.h"

namespace zwk::participation {

// What of a meeting has to ask others.
class Meetings {
 public:
  Meetings(MeetingRepository& meetings, BoardRepository& boards, Lookup& lookup)
      : meetings_(meetings), boards_(boards), lookup_(lookup) {}

  // NOT_FOUND if there is no such board, lab or programme.
  Task<absl::StatusOr<Stored<Meeting>>> Schedule(Caller caller, v1::MeetingScheduled wanted);

  // What is not said of a member of the meeting's board is taken from the board.
  Task<absl::StatusOr<Stored<Meeting>>> RecordAttendance(Caller caller, uint64_t expected_version,
                                                         v1::AttendanceRecorded wanted);

 private:
  MeetingRepository& meetings_;
  BoardRepository& boards_;
  Lookup& lookup_;
};

}  // namespace zwk::participation
