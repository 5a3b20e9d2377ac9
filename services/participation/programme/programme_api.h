#pragma once

#include "participation/programme/programme.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.ProgrammeService; meaning and refusals of each method are in the proto.
void ServeProgrammes(rpc::ServiceMethods methods, ProgrammeRepository& programmes);

}  // namespace zwk::participation
