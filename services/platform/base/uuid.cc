#include "platform/base/uuid.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"

namespace zwk {
namespace {

std::string Format(std::string bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20, 12));
}

// Names of different systems must not collide: UUID namespace of ZWK, drawn once.
constexpr absl::string_view kNamespace = "zwk:6f1c1c1e-6f0a-4d0e-9a2b-8d3f5a7c9e10:";

}  // namespace

std::string NewUuidV7(const Clock& clock) {
  std::string bytes = RandomBytes(16);
  const uint64_t millis = static_cast<uint64_t>(ToMicros(clock.Now()) / 1000);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<char>(millis >> (8 * (5 - i)));
  return Format(std::move(bytes), 7);
}

std::string UuidFromName(absl::string_view name) {
  // Version 8 would be the letter of RFC 9562 for SHA-256; every reader knows 5, none checks the
  // hash.
  return Format(Sha256(absl::StrCat(kNamespace, name)).substr(0, 16), 5);
}

bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (dash ? c != '-' : !(absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

bool IsMunicipalityId(const std::string& text) {
  if (text.size() < 2 || text.size() > 31 || text[0] < 'a' || text[0] > 'z') return false;
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || absl::ascii_isdigit(c) || c == '-')) return false;
  }
  // Names that the store uses beside those of cities.
  return text != "zwk" && text != "keys";
}

}  // namespace zwk
