#pragma once

#include "participation/meeting/meeting.h"
#include "participation/meeting/next_step.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.NextStepService; meaning and refusals of each method are in the proto.
void ServeNextSteps(rpc::ServiceMethods methods, NextStepRepository& next_steps,
                    MeetingRepository& meetings);

}  // namespace zwk::participation
