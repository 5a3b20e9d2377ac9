#include "platform/base/mac.h"

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "platform/base/hash.h"

namespace zwk {
namespace {

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string HmacSha256(absl::string_view key, absl::string_view text) {
  InitCrypto();
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, Bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, Bytes(text), text.size());
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
  return mac;
}

std::string HmacSha256Hex(absl::string_view key, absl::string_view text) {
  return absl::BytesToHexString(HmacSha256(key, text));
}

}  // namespace zwk
