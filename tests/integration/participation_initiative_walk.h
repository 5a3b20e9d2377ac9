#pragma once

#include "tests/support/rpc_walk.h"

namespace zwk::participation {

// The way of an initiative from the proposal to what others take over of it: every RPC of initiatives and
// transfers. What other cities must not see of it is spelled "geheim" or stands in Secrets.
const test::Way& InitiativeWay();

// Ids and numbers of the way that no other city may see.
std::vector<std::string> Secrets();

}  // namespace zwk::participation
