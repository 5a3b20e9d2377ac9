#pragma once

#include "platform/rpc/service.h"
#include "reporting/minutes/minutes_use.h"

namespace zwk::reporting {

// zwk.reporting.v1.MinutesService; meaning and refusals of each method are in the proto.
void ServeMinutes(rpc::ServiceMethods methods, MinutesUseCases& minutes);

}  // namespace zwk::reporting
