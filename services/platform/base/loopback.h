#pragma once

#include "absl/strings/string_view.h"

namespace zwk {

// Whether host:port, or unix:/path, is of this machine alone. Names are not looked up.
bool IsLoopback(absl::string_view address);

}  // namespace zwk
