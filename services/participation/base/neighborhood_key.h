#pragma once

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "platform/base/errors.h"

namespace zwk::participation {

// The key by which a city knows a neighborhood, such as "212". Which of them there are, forecasting
// says: here counts the form.
inline void CheckNeighborhoodKey(FieldErrors& errors, absl::string_view field,
                                 const std::string& key) {
  const bool is_key =
      !key.empty() && key.size() <= 40 && std::all_of(key.begin(), key.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
      });
  if (!is_key) errors.Add(field, "must be a key such as 212");
}

}  // namespace zwk::participation
