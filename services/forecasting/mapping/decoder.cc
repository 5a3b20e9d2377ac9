#include "forecasting/mapping/decoder.h"

#include <iterator>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "absl/strings/match.h"
#include "platform/base/utf8.h"

namespace zwk::forecasting {
namespace {

// "UTF-16" of ICU is big-endian without a mark, Excel's is not.
const char* NameFor(v1::TextEncoding encoding, absl::string_view first) {
  if (encoding == v1::TEXT_ENCODING_WINDOWS_1252) return "windows-1252";
  return absl::StartsWith(first, "\xFE\xFF") ? "UTF-16BE" : "UTF-16LE";
}

}  // namespace

struct Decoder::Converter {
  explicit Converter(v1::TextEncoding of) : encoding(of) {}
  ~Converter() { ucnv_close(converter); }

  std::string Convert(absl::string_view bytes, bool last) {
    waiting.append(bytes.data(), bytes.size());
    // The mark has two bytes.
    if (converter == nullptr && waiting.size() < 2 && !last) return "";
    UErrorCode error = U_ZERO_ERROR;
    if (converter == nullptr) converter = ucnv_open(NameFor(encoding, waiting), &error);
    icu::UnicodeString part;
    const char* from = waiting.data();
    const char* const end = from + waiting.size();
    do {
      char16_t units[4096];
      char16_t* to = units;
      error = U_ZERO_ERROR;
      ucnv_toUnicode(converter, &to, units + std::size(units), &from, end, nullptr, last, &error);
      part.append(units, static_cast<int32_t>(to - units));
    } while (error == U_BUFFER_OVERFLOW_ERROR);
    if (begin && !part.isEmpty()) {
      begin = false;
      if (part.charAt(0) == 0xFEFF) part.remove(0, 1);
    }
    std::string text;
    part.toUTF8String(text);
    waiting.clear();
    return text;
  }

  const v1::TextEncoding encoding;
  UConverter* converter = nullptr;
  std::string waiting;
  bool begin = true;
};

Decoder::Decoder(v1::TextEncoding encoding) {
  if (encoding == v1::TEXT_ENCODING_WINDOWS_1252 || encoding == v1::TEXT_ENCODING_UTF_16) {
    converter_ = std::make_unique<Converter>(encoding);
  }
}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;

std::string Decoder::Add(absl::string_view bytes) {
  return converter_ ? converter_->Convert(bytes, false) : std::string(bytes);
}

std::string Decoder::Finish() { return converter_ ? converter_->Convert("", true) : ""; }

v1::TextEncoding GuessEncoding(absl::string_view head) {
  const bool marked = absl::StartsWith(head, "\xFF\xFE") || absl::StartsWith(head, "\xFE\xFF");
  if (marked || absl::StrContains(head, '\0')) return v1::TEXT_ENCODING_UTF_16;
  // The head may end inside a character.
  for (size_t cut = 0; cut < 4 && cut <= head.size(); ++cut) {
    if (IsUtf8(head.substr(0, head.size() - cut))) return v1::TEXT_ENCODING_UTF_8;
  }
  return v1::TEXT_ENCODING_WINDOWS_1252;
}

}  // namespace zwk::forecasting
