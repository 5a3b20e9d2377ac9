#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"

namespace zwk::participation {

// When a city is looked through next, so that of all replicas one does it, and when nothing was left of what was due.
class RetentionRounds {
 public:
  struct Turn {
    // This round is the caller's: the next one is not before `next`, whoever comes.
    bool ours = false;
    // The latest that is Done, whoever did it. None yet.
    std::optional<Time> done;
  };

  virtual ~RetentionRounds() = default;
  virtual Task<absl::StatusOr<Turn>> Take(std::string municipality, Time now, Time next,
                                          Time deadline) = 0;
  // All that was due `then` is deleted.
  virtual Task<absl::Status> Done(std::string municipality, Time then, Time deadline) = 0;
};

}  // namespace zwk::participation
