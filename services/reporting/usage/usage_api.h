#pragma once

#include "platform/rpc/service.h"
#include "reporting/document/document_port.h"
#include "reporting/usage/usage_port.h"

namespace zwk::reporting {

// zwk.reporting.v1.UsageService; meaning and refusals of each method are in the proto.
void ServeUsage(rpc::ServiceMethods methods, UsageSource& usage, Documents& documents);

}  // namespace zwk::reporting
