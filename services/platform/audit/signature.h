// Who has sealed a batch or written a head: signed (Ed25519) with a key that follows from the one that wraps people's keys. So whoever
// has the folder of a log alone can sign nothing, and whoever verifies needs no secret.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk::audit {

class Signer {
 public:
  // The same key always has the same signer.
  explicit Signer(absl::string_view wrapping_key);

  std::string Sign(absl::string_view text) const;                // 128 hexadecimal digits
  const std::string& public_key() const { return public_key_; }  // 64 of them

 private:
  std::string secret_;
  std::string public_key_;
};

// False also where key or signature are no such things.
bool IsSignedBy(absl::string_view public_key, absl::string_view text, absl::string_view signature);

}  // namespace zwk::audit
