#pragma once

#include "platform/rpc/service.h"
#include "reporting/indicator/indicator_use.h"

namespace zwk::reporting {

// zwk.reporting.v1.IndicatorService; meaning and refusals of each method are in the proto.
void ServeIndicators(rpc::ServiceMethods methods, IndicatorUseCases& indicators);

}  // namespace zwk::reporting
