#pragma once

#include "participation/lean_coffee/paper_use.h"
#include "participation/lean_coffee/voting_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.PaperVoteService.
void ServePaperVotes(rpc::ServiceMethods methods, Paper& paper);
// zwk.participation.v1.NamedBallotService.
void ServeNamedBallots(rpc::ServiceMethods methods, Voting& voting);

}  // namespace zwk::participation
