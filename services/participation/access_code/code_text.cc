#include "participation/access_code/code_text.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace zwk::participation {
namespace {

constexpr absl::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kMostTyped = 64;

}  // namespace

std::string CodeFrom(absl::string_view bytes) {
  uint64_t bits = 0;
  for (size_t i = 0; i < 8; ++i) bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
  std::string code;
  for (size_t i = 0; i < kCodeCharacters; ++i) code += kCrockford[bits >> (59 - 5 * i) & 31];
  return code;
}

std::string Grouped(absl::string_view code) {
  return absl::StrCat(code.substr(0, 4), "-", code.substr(4, 4), "-", code.substr(8));
}

std::optional<std::string> ReadCode(absl::string_view typed) {
  if (typed.size() > kMostTyped) return std::nullopt;
  std::string code;
  for (char c : typed) {
    if (c == '-' || absl::ascii_isspace(c)) continue;
    c = absl::ascii_toupper(c);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kCrockford.find(c) == absl::string_view::npos) return std::nullopt;
    code += c;
  }
  if (code.size() != kCodeCharacters) return std::nullopt;
  return code;
}

}  // namespace zwk::participation
