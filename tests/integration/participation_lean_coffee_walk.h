#pragma once

#include "tests/support/rpc_walk.h"

namespace zwk::participation {

// Creates "$session$" of "$meeting$", LIVE, with five secret dots each.
inline constexpr char kLiveSession[] =
    R"(session { session_id: "$session$" meeting_id: "$meeting$" mode: SESSION_MODE_LIVE
       settings { dots_per_participant: 5 max_dots_per_topic: 3 round_seconds: 300
                  extension_seconds: 60 max_extensions: 1 planned_rounds: 3
                  ballot_mode: BALLOT_MODE_SECRET join_mode: JOIN_MODE_MEMBERS
                  languages: "de" languages: "tr" } })";

// From the creation of a session to its backlog, and a second one that is cancelled: every RPC of
// LeanCoffeeService and BacklogService.
const test::Way& LeanCoffeeWay();

}  // namespace zwk::participation
