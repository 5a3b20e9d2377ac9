#pragma once

#include <memory>

#include "forecasting/data/population_structure_use.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Set once data are there; from then on ages and group keys stay.
inline constexpr char kHasDataGuard[] = "population-data";

// The document population-structure/current.
std::unique_ptr<StructureRepository> StoreStructures(store::Store& store, const Clock& clock);

}  // namespace zwk::forecasting
