#include "participation/base/neighborhood_key.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace zwk::participation {

void CheckNeighborhoodKey(FieldErrors& errors, absl::string_view field, const std::string& key) {
  const bool is_one =
      !key.empty() && key.size() <= 40 && std::all_of(key.begin(), key.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
      });
  if (!is_one) errors.Add(field, "must be a key such as 212");
}

}  // namespace zwk::participation
