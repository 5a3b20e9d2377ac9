#pragma once

#include "participation/initiative/initiative.h"
#include "participation/initiative/initiative_port.h"
#include "participation/initiative/initiative_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.InitiativeService; meaning and refusals of each method are in the proto.
void ServeInitiatives(rpc::ServiceMethods methods, Initiatives& initiatives,
                      InitiativeRepository& kept, PublishedInitiatives& published);

}  // namespace zwk::participation
