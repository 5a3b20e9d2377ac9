#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk::participation {

// HMAC-SHA256 as 64 hexadecimal digits: where the ballot of a participant lies. Without the
// session's key nobody can tell whose ballot it is, nor find the ballot of somebody.
std::string BallotKey(absl::string_view session_key, absl::string_view participant_id);

}  // namespace zwk::participation
