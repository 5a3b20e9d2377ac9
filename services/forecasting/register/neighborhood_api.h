#pragma once

#include "forecasting/register/neighborhood_use.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.NeighborhoodService; meaning and refusals of each method are in the proto.
void ServeNeighborhoods(rpc::ServiceMethods methods, Neighborhoods& neighborhoods);

}  // namespace zwk::forecasting
