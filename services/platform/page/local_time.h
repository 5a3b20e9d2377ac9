#pragma once

#include <cstdint>
#include <string>

#include "platform/page/language.h"

namespace zwk::page {

// What the clock in the city showed. ICU brings the time zones along, so it does not depend on the
// machine's own. An unknown zone is UTC.
LocalTime InZone(int64_t unix_seconds, const std::string& zone);

}  // namespace zwk::page
