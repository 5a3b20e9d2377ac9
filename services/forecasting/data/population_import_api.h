#pragma once

#include "forecasting/data/population_import_use.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.PopulationImportService; meaning and refusals of each method are in the proto.
void ServeImports(rpc::ServiceMethods methods, PopulationImports& imports, PopulationStore& data,
                  Pool& pool);

}  // namespace zwk::forecasting
