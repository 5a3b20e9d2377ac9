#pragma once

#include "catalog/register/registers_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.TargetGroupService.
void ServeTargetGroups(rpc::ServiceMethods methods, Registers& registers);

}  // namespace zwk::catalog
