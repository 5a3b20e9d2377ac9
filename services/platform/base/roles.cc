#include "platform/base/roles.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"

namespace zwk {

absl::Status RoleMissing(const std::vector<std::string>& roles) {
  return WithDetail(
      WithReason(absl::PermissionDeniedError(absl::StrCat(
                     "this is for ", roles.size() == 1 ? "the role " : "one of the roles ",
                     absl::StrJoin(roles, ", "))),
                 "ROLE_MISSING"),
      "roles", absl::StrJoin(roles, ","));
}

}  // namespace zwk
