#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"

namespace zwk::participation {

// When a city is looked through next: so that of all replicas one does it.
class RetentionRounds {
 public:
  virtual ~RetentionRounds() = default;
  // Whether this round is the caller's: the next one is not before `next` then, whoever comes.
  virtual Task<absl::StatusOr<bool>> Take(std::string municipality, Time now, Time next,
                                          Time deadline) = 0;
};

}  // namespace zwk::participation
