#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace zwk {

// SHA-256 as 64 lower-case hexadecimal digits.
std::string Sha256Hex(absl::string_view bytes);

// SHA-256 as 32 bytes.
std::string Sha256(absl::string_view bytes);

// SHA-256 of bytes that come in parts.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  void Add(absl::string_view bytes);
  // As Sha256Hex of all parts together. Once, at the end.
  std::string FinishHex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string RandomBytes(size_t count);

// First call of every process that uses this library; safe to repeat. Called by the functions
// above.
void InitCrypto();

}  // namespace zwk
