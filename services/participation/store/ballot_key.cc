#include "participation/store/ballot_key.h"

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"

namespace zwk::participation {

// RFC 2104 over the hash of platform/base.
std::string BallotKey(absl::string_view session_key, absl::string_view participant_id) {
  constexpr size_t kBlock = 64;
  std::string key(session_key.size() > kBlock ? Sha256(session_key) : std::string(session_key));
  key.resize(kBlock, '\0');
  std::string inner = key, outer = key;
  for (size_t i = 0; i < kBlock; ++i) {
    inner[i] = static_cast<char>(inner[i] ^ 0x36);
    outer[i] = static_cast<char>(outer[i] ^ 0x5c);
  }
  return Sha256Hex(absl::StrCat(outer, Sha256(absl::StrCat(inner, participant_id))));
}

}  // namespace zwk::participation
