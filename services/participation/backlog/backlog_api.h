#pragma once

#include "participation/backlog/backlog_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.BacklogService; meaning and refusals of each method are in the proto.
void ServeBacklog(rpc::ServiceMethods methods, Backlog& backlog);

}  // namespace zwk::participation
