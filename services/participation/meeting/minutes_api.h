#pragma once

#include "participation/meeting/minutes_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.MinutesService; meaning and refusals of each method are in the proto.
void ServeMinutes(rpc::ServiceMethods methods, MinutesOfMeetings& minutes);

}  // namespace zwk::participation
