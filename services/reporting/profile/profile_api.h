#pragma once

#include "platform/rpc/service.h"
#include "reporting/profile/profile_use.h"

namespace zwk::reporting {

// zwk.reporting.v1.ProfileService; meaning and refusals of each method are in the proto.
void ServeProfiles(rpc::ServiceMethods methods, ProfileUseCases& profiles);

}  // namespace zwk::reporting
