#pragma once

#include "catalog/import/import_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.ImportService.
void ServeImports(rpc::ServiceMethods methods, ImportHsds& imports);

}  // namespace zwk::catalog
