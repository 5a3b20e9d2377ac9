#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

namespace zwk::participation {

// The key of a neighborhood as cities write it, such as "212": 1 to 40 of A-Z, a-z, 0-9, "-", "_" and
// ".". Which neighborhoods there are is known to forecasting alone.
void CheckNeighborhoodKey(FieldErrors& errors, absl::string_view field, const std::string& key);

}  // namespace zwk::participation
