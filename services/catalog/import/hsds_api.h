#pragma once

#include "catalog/search/snapshots_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.HsdsService.
void ServeHsds(rpc::ServiceMethods methods, Snapshots& snapshots, Pool& pool);

}  // namespace zwk::catalog
