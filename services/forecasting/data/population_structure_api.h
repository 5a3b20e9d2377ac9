#pragma once

#include "forecasting/data/population_structure_use.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.PopulationStructureService; meaning and refusals of each method are in the
// proto.
void ServePopulationStructure(rpc::ServiceMethods methods, PopulationStructures& structures);

}  // namespace zwk::forecasting
