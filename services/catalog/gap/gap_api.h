#pragma once

#include "catalog/gap/gap_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.GapService.
void ServeGaps(rpc::ServiceMethods methods, GapAnalyses& gaps, GapStore& store);

}  // namespace zwk::catalog
