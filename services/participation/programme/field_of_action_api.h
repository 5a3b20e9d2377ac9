#pragma once

#include "participation/programme/field_of_action.h"
#include "participation/programme/programme.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.FieldOfActionService; meaning and refusals of each method are in the proto.
void ServeFieldsOfAction(rpc::ServiceMethods methods, FieldOfActionRepository& fields,
                         ProgrammeRepository& programmes);

}  // namespace zwk::participation
