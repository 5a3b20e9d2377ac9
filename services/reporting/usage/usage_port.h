#pragma once

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/base/positions.h"
#include "zwk/reporting/v1/usage.pb.h"

namespace zwk::reporting {

struct UsageFacts {
  v1::UsageFigures figures;
  Positions positions;
};

// What is counted of the streams: all but the documents. Ballots are exact: not to be shown so.
class UsageSource {
 public:
  virtual ~UsageSource() = default;
  virtual Task<absl::StatusOr<UsageFacts>> Now(Caller caller) = 0;
};

}  // namespace zwk::reporting
