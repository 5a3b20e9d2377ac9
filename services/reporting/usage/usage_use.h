#pragma once

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/usage/usage_port.h"

namespace zwk::reporting {

// What may be told of what is counted, with the number of documents.
Task<absl::StatusOr<UsageFacts>> TellUsage(UsageSource& source, Caller caller, size_t documents);

}  // namespace zwk::reporting
