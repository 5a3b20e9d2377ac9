#pragma once

#include "participation/base/lookup_port.h"
#include "participation/city_process/city_process.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.CityProcessService; meaning and refusals of each method are in the proto.
void ServeCityProcesses(rpc::ServiceMethods methods, CityProcessRepository& processes,
                        Lookup& lookup);

}  // namespace zwk::participation
