#pragma once

#include "absl/status/status.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"

namespace zwk::reporting {

// Waits until the views show everything that had been published when it was asked.
class Freshness {
 public:
  virtual ~Freshness() = default;
  virtual Task<absl::Status> CatchUp(Time deadline) = 0;
};

}  // namespace zwk::reporting
