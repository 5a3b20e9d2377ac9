#pragma once

#include "tests/support/rpc_walk.h"

namespace zwk::participation {

// An open session in a hall, with codes, phones, sheets of paper, dots on cards and thumbs: every RPC
// beside LeanCoffeeService. "$code$" and "$second code$" are codes that were issued on the way.
const test::Way& HallWay();

}  // namespace zwk::participation
