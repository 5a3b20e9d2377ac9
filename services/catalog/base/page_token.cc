#include "catalog/base/page_token.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"

namespace zwk::catalog {
namespace {

std::string Seal(const Caller& caller, const std::string& list, size_t next) {
  return Sha256Hex(absl::StrCat(caller.municipality, "\n", next, "\n", list)).substr(0, 32);
}

}  // namespace

std::string PageToken(const Caller& caller, const std::string& list, size_t next) {
  return absl::StrCat(next, ".", Seal(caller, list, next));
}

absl::StatusOr<size_t> PageStart(const Caller& caller, const std::string& list,
                                 const std::string& token) {
  if (token.empty()) return 0;
  const size_t dot = token.find('.');
  uint64_t next = 0;
  if (dot == std::string::npos || !absl::SimpleAtoi(token.substr(0, dot), &next) ||
      token != PageToken(caller, list, next)) {
    return InvalidField("page_token", "is not from this list");
  }
  return next;
}

}  // namespace zwk::catalog
