#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Authenticated encryption (XChaCha20-Poly1305): what sealed texts, wrapped keys and ballots have in common.
namespace zwk::seal {

inline constexpr size_t kKeyBytes = 32;

// What a ciphertext is bound to. Lengths stand before the parts, so that no two lists look alike.
std::string Context(const std::vector<std::string>& parts);

// Nonce, then ciphertext and tag: as long as the plaintext and a constant.
std::string Encrypt(const std::string& key, const std::string& plaintext,
                    const std::string& context);
// nullopt: another key or context, or it was changed.
std::optional<std::string> Decrypt(const std::string& key, const std::string& sealed,
                                   const std::string& context);

// As Encrypt, after padding to the next multiple of `room` bytes: what has room enough is of one
// length, whatever it says.
std::string EncryptPadded(const std::string& key, absl::string_view plaintext, size_t room,
                          const std::string& context);
std::optional<std::string> DecryptPadded(const std::string& key, const std::string& sealed,
                                         size_t room, const std::string& context);

}  // namespace zwk::seal
