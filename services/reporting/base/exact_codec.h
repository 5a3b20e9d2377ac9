#pragma once

#include "reporting/base/value.h"

namespace zwk::reporting {

// For what a store or a view keeps.
constexpr double Stored(Exact exact) { return exact.number_; }

}  // namespace zwk::reporting
