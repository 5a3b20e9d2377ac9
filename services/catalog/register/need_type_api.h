#pragma once

#include "catalog/register/registers_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.NeedTypeService.
void ServeNeedTypes(rpc::ServiceMethods methods, Registers& registers);

}  // namespace zwk::catalog
