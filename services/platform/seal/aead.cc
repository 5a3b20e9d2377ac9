#include "platform/seal/aead.h"

#include <sodium.h>

#include <cassert>

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"

namespace zwk::seal {
namespace {

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string Context(const std::vector<std::string>& parts) {
  std::string context;
  for (const std::string& part : parts) absl::StrAppend(&context, part.size(), ":", part);
  return context;
}

std::string Encrypt(const std::string& key, const std::string& plaintext,
                    const std::string& context) {
  assert(key.size() == kKeyBytes);
  std::string sealed = RandomBytes(kNonceBytes);
  sealed.resize(kNonceBytes + plaintext.size() + kTagBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed) + kNonceBytes, nullptr, Bytes(plaintext),
                                             plaintext.size(), Bytes(context), context.size(),
                                             nullptr, Bytes(sealed), Bytes(key));
  return sealed;
}

std::optional<std::string> Decrypt(const std::string& key, const std::string& sealed,
                                   const std::string& context) {
  if (key.size() != kKeyBytes || sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string plaintext(sealed.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(plaintext), nullptr, nullptr,
                                                 Bytes(sealed) + kNonceBytes,
                                                 sealed.size() - kNonceBytes, Bytes(context),
                                                 context.size(), Bytes(sealed), Bytes(key)) != 0) {
    return std::nullopt;
  }
  return plaintext;
}

std::string EncryptPadded(const std::string& key, absl::string_view plaintext, size_t room,
                          const std::string& context) {
  std::string padded(plaintext);
  size_t length = 0;
  padded.resize(plaintext.size() + room);
  sodium_pad(&length, Bytes(padded), plaintext.size(), room, padded.size());
  padded.resize(length);
  return Encrypt(key, padded, context);
}

std::optional<std::string> DecryptPadded(const std::string& key, const std::string& sealed,
                                         size_t room, const std::string& context) {
  std::optional<std::string> padded = Decrypt(key, sealed, context);
  size_t length = 0;
  if (!padded || sodium_unpad(&length, Bytes(*padded), padded->size(), room) != 0) {
    return std::nullopt;
  }
  padded->resize(length);
  return padded;
}

}  // namespace zwk::seal
