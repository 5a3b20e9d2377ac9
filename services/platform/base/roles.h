#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"

namespace zwk {

// Whether the caller has one of these roles ("CHAIR"; proto/zwk/common/v1/allow.proto has them all). Methods that are
// for a role say so in their proto and need not ask; this is for what one sees of an answer and another does not.
inline bool HasRole(const Caller& caller, std::initializer_list<absl::string_view> one_of) {
  return std::any_of(caller.roles.begin(), caller.roles.end(), [&](absl::string_view role) {
    return std::find(one_of.begin(), one_of.end(), role) != one_of.end();
  });
}

// PERMISSION_DENIED, ROLE_MISSING: this is for these roles, and the caller has none of them.
absl::Status RoleMissing(const std::vector<std::string>& roles);

}  // namespace zwk
