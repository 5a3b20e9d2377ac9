#include "catalog/base/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"

namespace zwk::catalog {
namespace {

std::string Seal(const Caller& caller, const std::string& list, absl::string_view last) {
  return Sha256Hex(absl::StrCat(caller.municipality, "\n", last, "\n", list)).substr(0, 32);
}

}  // namespace

std::string PageToken(const Caller& caller, const std::string& list, absl::string_view last) {
  return absl::StrCat(absl::WebSafeBase64Escape(last), ".", Seal(caller, list, last));
}

absl::StatusOr<std::string> LastShown(const Caller& caller, const std::string& list,
                                      const std::string& token) {
  if (token.empty()) return "";
  std::string last;
  if (!absl::WebSafeBase64Unescape(token.substr(0, token.find('.')), &last) ||
      token != PageToken(caller, list, last)) {
    return InvalidField("page_token", "is not from this list");
  }
  return last;
}

}  // namespace zwk::catalog
