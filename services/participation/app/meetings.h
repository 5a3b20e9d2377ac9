#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "participation/board/board.h"
#include "participation/domain/lab.h"
#include "participation/domain/meeting.h"
#include "participation/programme/programme.h"
#include "platform/base/clock.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using MeetingRepository = Repository<Meeting, MeetingEvent>;
using LabRepository = Repository<Lab, LabEvent>;

// Meetings from the invitation to the end.
class Meetings {
 public:
  Meetings(MeetingRepository& meetings, BoardRepository& boards, LabRepository& labs,
           ProgrammeRepository& programmes, const Clock& clock)
      : meetings_(meetings), boards_(boards), labs_(labs), programmes_(programmes), clock_(clock) {}

  // NOT_FOUND if there is no such board, lab or programme.
  Task<absl::StatusOr<Stored<Meeting>>> Schedule(Caller caller, MeetingScheduled wanted);
  Task<absl::StatusOr<Stored<Meeting>>> Get(Caller caller, std::string meeting_id);
  Task<absl::StatusOr<Page<Meeting>>> List(Caller caller, int page_size, std::string page_token);

  // Which meeting, and in which version (0: any).
  struct Target {
    std::string meeting_id;
    uint64_t expected_version = 0;
  };
  Task<absl::StatusOr<Stored<Meeting>>> Invite(Caller caller, Target target);
  Task<absl::StatusOr<Stored<Meeting>>> Start(Caller caller, Target target,
                                              std::optional<Time> started_at);
  Task<absl::StatusOr<Stored<Meeting>>> End(Caller caller, Target target,
                                            std::optional<Time> ended_at);
  Task<absl::StatusOr<Stored<Meeting>>> Cancel(Caller caller, Target target,
                                               MeetingCancelled wanted);
  Task<absl::StatusOr<Stored<Meeting>>> SetAgenda(Caller caller, Target target, AgendaSet wanted);
  Task<absl::StatusOr<Stored<Meeting>>> SetText(Caller caller, Target target, MeetingText wanted);
  Task<absl::StatusOr<Stored<Meeting>>> AssignModerator(Caller caller, Target target,
                                                        Moderator wanted);
  Task<absl::StatusOr<Stored<Meeting>>> AssignMediator(Caller caller, Target target,
                                                       Mediator wanted);
  // What is not said of a member of the meeting's board is taken from the board.
  Task<absl::StatusOr<Stored<Meeting>>> RecordAttendance(Caller caller, Target target,
                                                         Attendance wanted);
  Task<absl::StatusOr<Stored<Meeting>>> RecordDecision(Caller caller, Target target,
                                                       BoardDecision wanted);

 private:
  Task<absl::StatusOr<Stored<Meeting>>> Change(Caller caller, Target target,
                                               MeetingRepository::Decide decide);

  MeetingRepository& meetings_;
  BoardRepository& boards_;
  LabRepository& labs_;
  ProgrammeRepository& programmes_;
  const Clock& clock_;
};

}  // namespace zwk::participation
