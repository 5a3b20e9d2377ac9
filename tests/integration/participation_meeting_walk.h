#pragma once

#include "tests/support/rpc_walk.h"

namespace zwk::participation {

// The way of a board through its first meeting and of a neighborhood to agreed themes: every RPC of participation
// but Lean Coffee and its backlog.
const test::Way& MeetingWay();

}  // namespace zwk::participation
