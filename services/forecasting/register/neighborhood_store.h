#pragma once

#include <memory>

#include "forecasting/register/neighborhood_use.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents neighborhood/<key>; index "neighborhoods" by key.
std::unique_ptr<NeighborhoodRepository> StoreNeighborhoods(store::Store& store, const Clock& clock);

}  // namespace zwk::forecasting
