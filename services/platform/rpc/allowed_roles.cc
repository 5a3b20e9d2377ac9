#include "platform/rpc/allowed_roles.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/roles.h"
#include "zwk/common/v1/allow.pb.h"

namespace zwk::rpc {
namespace {

namespace v1 = common::v1;

std::string NameOf(v1::Role role) {
  constexpr size_t kPrefix = sizeof("ROLE_") - 1;
  return v1::Role_Name(role).substr(kPrefix);
}

// Says who is meant and is no role: nobody has it, whatever is claimed.
constexpr absl::string_view kKnown = "AUTHENTICATED";

bool IsGiven(int role) { return v1::Role_IsValid(role) && role > v1::ROLE_AUTHENTICATED; }

bool IsKnown(const Caller& caller) {
  if (!caller.participant_token.empty()) return false;
  return !caller.subject_ref.empty() ||
         std::any_of(caller.roles.begin(), caller.roles.end(),
                     [](const std::string& role) { return IsRole(role) && role != "PARTICIPANT"; });
}

}  // namespace

absl::StatusOr<AllowedRoles> AllowedRoles::Of(const google::protobuf::MethodDescriptor& method) {
  AllowedRoles allowed;
  const v1::Allow& option = method.options().GetExtension(v1::allow);
  for (const int role : option.roles()) {
    allowed.everybody_ |= role == v1::ROLE_PUBLIC;
    allowed.who_is_known_ |= role == v1::ROLE_AUTHENTICATED;
    const bool alone = option.roles_size() == 1 && role != v1::ROLE_UNSPECIFIED;
    // Whoever has any other role is known.
    const bool beside_participants = role == v1::ROLE_AUTHENTICATED && option.roles_size() == 2 &&
                                     option.roles(1) == v1::ROLE_PARTICIPANT;
    if (!v1::Role_IsValid(role) || !(IsGiven(role) || alone || beside_participants)) {
      return absl::FailedPreconditionError(absl::StrCat(
          method.full_name(), ": the option allow names what is no role, or not beside others"));
    }
    allowed.names_.push_back(NameOf(static_cast<v1::Role>(role)));
  }
  if (allowed.names_.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(method.full_name(), ": who may call it is not said (the option allow)"));
  }
  return allowed;
}

absl::Status AllowedRoles::Check(const Caller& caller) const {
  if (everybody_ || (who_is_known_ && IsKnown(caller))) return absl::OkStatus();
  const bool one = std::any_of(names_.begin(), names_.end(), [&](const auto& role) {
    return role != kKnown && HasRole(caller, {role});
  });
  return one ? absl::OkStatus() : RoleMissing(names_);
}

bool IsRole(absl::string_view name) {
  v1::Role role = v1::ROLE_UNSPECIFIED;
  return v1::Role_Parse(absl::StrCat("ROLE_", name), &role) && IsGiven(role);
}

std::vector<std::string> EveryRole() {
  std::vector<std::string> roles;
  const auto& all = *v1::Role_descriptor();
  for (int i = 0; i < all.value_count(); ++i) {
    if (IsGiven(all.value(i)->number()))
      roles.push_back(NameOf(static_cast<v1::Role>(all.value(i)->number())));
  }
  return roles;
}

}  // namespace zwk::rpc
