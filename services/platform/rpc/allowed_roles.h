// Who may call a method: its option `allow`, held against the roles of the caller before anything else of the call is
// looked at.
#pragma once

#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"

namespace zwk::rpc {

class AllowedRoles {
 public:
  // Nobody, until it is said who.
  AllowedRoles() = default;

  // FAILED_PRECONDITION where the method does not say it as it must.
  static absl::StatusOr<AllowedRoles> Of(const google::protobuf::MethodDescriptor& method);

  // PERMISSION_DENIED, ROLE_MISSING, with the roles that would do. Whoever has a participant's code and nothing else is a
  // PARTICIPANT and not known: a code says of nobody who it is, and until it is proved anybody can make one up.
  absl::Status Check(const Caller& caller) const;

  // Whoever calls, known or not.
  bool everybody() const { return everybody_; }

  // Without their prefix, in the order of the option.
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  bool everybody_ = false;
  bool who_is_known_ = false;
};

// "CHAIR", and whatever else a credential can give.
bool IsRole(absl::string_view name);
std::vector<std::string> EveryRole();

}  // namespace zwk::rpc
