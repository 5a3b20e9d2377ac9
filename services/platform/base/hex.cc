#include "platform/base/hex.h"

#include <sodium.h>

namespace zwk {

std::optional<std::string> BytesOfHex(absl::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  size_t size = 0;
  if (digits.size() % 2 != 0 ||
      sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), digits.data(),
                     digits.size(), nullptr, &size, nullptr) != 0 ||
      size != bytes.size()) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace zwk
