#include "reporting/base/fields_api.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace zwk::reporting {

void CheckNeighborhoodKey(FieldErrors& errors, const std::string& key, absl::string_view field) {
  if (key.empty() || key.size() > 32) {
    errors.Add(field, "must have 1 to 32 characters");
    return;
  }
  const bool well_formed = std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  });
  if (!well_formed) errors.Add(field, "must be of [A-Za-z0-9._-]");
}

}  // namespace zwk::reporting
