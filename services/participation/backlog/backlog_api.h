#pragma once

#include "participation/backlog/backlog_entry.h"
#include "participation/base/caller_reference.h"
#include "participation/base/lookup_port.h"
#include "platform/base/clock.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.BacklogService; meaning and refusals of each method are in the proto.
void ServeBacklog(rpc::ServiceMethods methods, BacklogRepository& entries, Lookup& lookup,
                  const CallerReference& reference, const Clock& clock);

}  // namespace zwk::participation
