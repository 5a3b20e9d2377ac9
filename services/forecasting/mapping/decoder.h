#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "zwk/forecasting/v1/import_mapping.pb.h"

namespace zwk::forecasting {

// Makes UTF-8 of bytes as they arrive, chunk by chunk. What is no text in its encoding becomes the
// replacement character U+FFFD, which no key and no number has; bytes of UTF-8 are left as they are.
class Decoder {
 public:
  explicit Decoder(v1::TextEncoding encoding);
  ~Decoder();
  Decoder(Decoder&&) noexcept;

  std::string Add(absl::string_view bytes);
  // What was waiting for its other half.
  std::string Finish();

 private:
  struct Converter;
  std::unique_ptr<Converter> converter_;  // nothing: UTF-8
};

// By byte order mark, or zero bytes, or what is no UTF-8.
v1::TextEncoding GuessEncoding(absl::string_view head);

}  // namespace zwk::forecasting
