#pragma once

#include "participation/programme/municipality.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.MunicipalityService; meaning and refusals of each method are in the proto.
void ServeMunicipalities(rpc::ServiceMethods methods, MunicipalityRepository& municipalities);

}  // namespace zwk::participation
