#pragma once

#include "participation/lean_coffee/continue_vote_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.ContinueVoteService.
void ServeContinueVotes(rpc::ServiceMethods methods, ContinueVotes& votes);

}  // namespace zwk::participation
