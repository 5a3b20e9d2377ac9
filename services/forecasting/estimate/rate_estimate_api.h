#pragma once

#include "forecasting/estimate/rate_estimate_use.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.RateEstimateService; meaning and refusals of each method are in the proto.
void ServeRateEstimates(rpc::ServiceMethods methods, RateEstimates& estimates);

}  // namespace zwk::forecasting
