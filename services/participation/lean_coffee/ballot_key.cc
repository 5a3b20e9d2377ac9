#include "participation/lean_coffee/ballot_key.h"

#include "platform/base/mac.h"

namespace zwk::participation {

std::string BallotKey(absl::string_view session_key, absl::string_view participant_id) {
  return HmacSha256Hex(session_key, participant_id);
}

}  // namespace zwk::participation
