#pragma once

#include "participation/access_code/access_code_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.AccessCodeService.
void ServeAccessCodes(rpc::ServiceMethods methods, AccessCodes& codes);

// Who has brought the token of a participant, for requests that are about no other session.
rpc::ProveParticipant ParticipantsBy(CodeBox& box);

}  // namespace zwk::participation
