#pragma once

#include "catalog/register/registers_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.OrganizationService.
void ServeOrganizations(rpc::ServiceMethods methods, Registers& registers);

}  // namespace zwk::catalog
