#include "participation/base/caller_reference.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/base/mac.h"

namespace zwk::participation {
namespace {

constexpr size_t kDigits = 32;

}  // namespace

std::string CallerReference::Of(const Caller& caller) const {
  if (caller.subject_ref.empty()) return "";
  const absl::string_view zero("\0", 1);
  return HmacSha256Hex(secret_, absl::StrCat(caller.municipality, zero, caller.subject_ref))
      .substr(0, kDigits);
}

}  // namespace zwk::participation
