#include "platform/audit/signature.h"

#include <sodium.h>

#include <optional>

#include "absl/strings/escaping.h"
#include "platform/base/hex.h"
#include "platform/base/mac.h"

namespace zwk::audit {
namespace {

constexpr char kPurpose[] = "zwk audit signatures";

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// "": these are not so many bytes in hexadecimal digits.
std::string FromHex(absl::string_view digits, size_t bytes) {
  const std::optional<std::string> read = BytesOfHex(digits);
  return read && read->size() == bytes ? *read : "";
}

}  // namespace

Signer::Signer(absl::string_view wrapping_key) {
  static_assert(crypto_sign_SEEDBYTES == 32, "what HmacSha256 gives");
  const std::string seed = HmacSha256(wrapping_key, kPurpose);
  std::string public_bytes(crypto_sign_PUBLICKEYBYTES, '\0');
  secret_.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(public_bytes.data()),
                           reinterpret_cast<unsigned char*>(secret_.data()), Bytes(seed));
  public_key_ = absl::BytesToHexString(public_bytes);
}

std::string Signer::Sign(absl::string_view text) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, Bytes(text),
                       text.size(), Bytes(secret_));
  return absl::BytesToHexString(signature);
}

bool IsSignedBy(absl::string_view public_key, absl::string_view text, absl::string_view signature) {
  const std::string key = FromHex(public_key, crypto_sign_PUBLICKEYBYTES);
  const std::string signed_bytes = FromHex(signature, crypto_sign_BYTES);
  return !key.empty() && !signed_bytes.empty() &&
         crypto_sign_verify_detached(Bytes(signed_bytes), Bytes(text), text.size(), Bytes(key)) ==
             0;
}

}  // namespace zwk::audit
