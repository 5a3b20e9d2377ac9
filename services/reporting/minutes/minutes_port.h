#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/base/positions.h"
#include "reporting/minutes/minutes.h"

namespace zwk::reporting {

struct MinutesFacts {
  Minutes minutes;
  Positions positions;
};

// Facts of meetings, with the names whose keys exist.
class MinutesSource {
 public:
  virtual ~MinutesSource() = default;
  // As recorded so far. NOT_FOUND: no such meeting.
  virtual Task<absl::StatusOr<MinutesFacts>> Now(Caller caller, std::string meeting_id) = 0;
  // As they were when the draft was asked for. UNAVAILABLE: the view has not come that far.
  virtual Task<absl::StatusOr<MinutesFacts>> AsRequested(Caller caller, std::string meeting_id,
                                                         int draft_number) = 0;
};

}  // namespace zwk::reporting
