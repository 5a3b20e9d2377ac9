#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace zwk::picture {

// What a picture may ask for, looked at before it is decoded. The largest pictures of today's
// phones that fit into an upload are inside of it.
inline constexpr int64_t kMaxSide = 20'000;
inline constexpr int64_t kMaxPixels = 64'000'000;

// INVALID_ARGUMENT with a reason.
absl::Status Refused(absl::string_view reason, absl::string_view why);
absl::Status Unsound(absl::string_view why);
absl::Status CheckSize(int64_t width, int64_t height);

}  // namespace zwk::picture
