#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/app/meetings.h"
#include "participation/domain/next_step.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using NextStepRepository = Repository<NextStep, NextStepEvent>;

// What was promised in meetings, and what became of it.
class NextSteps {
 public:
  NextSteps(NextStepRepository& next_steps, MeetingRepository& meetings)
      : next_steps_(next_steps), meetings_(meetings) {}

  // Refuses where the meeting does not exist, has not started or is closed.
  Task<absl::StatusOr<Stored<NextStep>>> Record(Caller caller, NextStepRecorded wanted);
  Task<absl::StatusOr<Stored<NextStep>>> Close(Caller caller, std::string next_step_id,
                                               uint64_t expected_version, NextStepClosed wanted);
  Task<absl::StatusOr<Stored<NextStep>>> Get(Caller caller, std::string next_step_id);
  Task<absl::StatusOr<Page<NextStep>>> List(Caller caller, bool open_only, int page_size,
                                            std::string page_token);

 private:
  NextStepRepository& next_steps_;
  MeetingRepository& meetings_;
};

}  // namespace zwk::participation
