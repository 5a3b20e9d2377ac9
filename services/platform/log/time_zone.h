#pragma once

#include <string>

#include "absl/time/time.h"

namespace zwk::log {

// In which zone lines say when. UTC until told; before other threads log.
void WriteTimesIn(absl::TimeZone zone);

// As lines have it: ISO 8601 with milliseconds and the offset, "Z" where it is UTC itself.
std::string TimeOf(absl::Time at, const absl::TimeZone& zone);

}  // namespace zwk::log
