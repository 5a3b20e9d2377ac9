#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zwk::picture {

// As picture.h promises it; bytes begin like a picture of this kind.
absl::StatusOr<std::string> CleanWebp(absl::string_view bytes);

}  // namespace zwk::picture
