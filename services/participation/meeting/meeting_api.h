#pragma once

#include "participation/meeting/meeting_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.MeetingService; meaning and refusals of each method are in the proto.
void ServeMeetings(rpc::ServiceMethods methods, Meetings& use, MeetingRepository& meetings,
                   const Clock& clock);

}  // namespace zwk::participation
