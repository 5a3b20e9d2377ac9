#pragma once

#include "participation/lab/lab.h"
#include "participation/lab/lab_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.LabService; meaning and refusals of each method are in the proto.
void ServeLabs(rpc::ServiceMethods methods, Labs& labs, LabRepository& kept);

}  // namespace zwk::participation
