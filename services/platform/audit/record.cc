#include "platform/audit/record.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/mac.h"
#include "platform/base/uuid.h"

namespace zwk::audit {
namespace {

constexpr size_t kReferenceDigits = 32;
constexpr size_t kMostDigits = 12;

}  // namespace

std::string ReferenceKey(absl::string_view wrapping_key) {
  return HmacSha256(wrapping_key, "zwk audit references");
}

std::string Reference(absl::string_view reference_key, absl::string_view municipality,
                      absl::string_view subject) {
  const absl::string_view zero("\0", 1);
  return HmacSha256Hex(reference_key, absl::StrCat(municipality, zero, subject))
      .substr(0, kReferenceDigits);
}

std::string RecordedId(absl::string_view reference_key, absl::string_view municipality,
                       const std::string& id) {
  const bool number =
      id.size() <= kMostDigits && std::all_of(id.begin(), id.end(), absl::ascii_isdigit);
  if (number || IsUuid(absl::AsciiStrToLower(id))) return absl::AsciiStrToLower(id);
  return absl::StrCat("~", Reference(reference_key, municipality, id));
}

}  // namespace zwk::audit
