#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

namespace zwk::reporting {

// A key of a neighborhood: 1 to 32 of [A-Za-z0-9._-].
void CheckNeighborhoodKey(FieldErrors& errors, const std::string& key,
                          absl::string_view field = "neighborhood_key");

}  // namespace zwk::reporting
