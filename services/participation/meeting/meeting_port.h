#pragma once

#include <string>

#include "absl/status/status.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::participation {

// What a meeting may be about and that lives elsewhere. NOT_FOUND where there is none.
class MeetingContexts {
 public:
  virtual ~MeetingContexts() = default;
  virtual Task<absl::Status> FindLab(Caller caller, std::string lab_id) = 0;
  virtual Task<absl::Status> FindProgramme(Caller caller, std::string programme_id) = 0;
};

}  // namespace zwk::participation
