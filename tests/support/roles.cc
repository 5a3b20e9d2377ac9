// Who has none of the roles that an RPC is for gets nowhere, whoever it is.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"
#include "platform/rpc/allowed_roles.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/rpc_walk.h"

namespace zwk::test {
namespace {

bool IsFor(const std::vector<std::string>& allowed, const std::string& role) {
  if (allowed[0] == "PUBLIC" || allowed[0] == "AUTHENTICATED")
    return true;  // all are somebody here
  return std::find(allowed.begin(), allowed.end(), role) != allowed.end();
}

}  // namespace

void RpcWalk::ExpectRolesAreAskedFor() {
  std::vector<std::string> roles = rpc::EveryRole();
  roles.emplace_back();  // none
  EXPECT_GE(roles.size(), 13u);
  for (const bool refused : {true, false}) {  // first those after which nothing may have happened
    Settle();
    const std::string before = State();
    for (const auto* service : services_) {
      for (int i = 0; i < service->method_count(); ++i) {
        const MethodDescriptor& method = *service->method(i);
        const std::vector<std::string> allowed = rpc::AllowedRoles::Of(method).value().names();
        for (const std::string& role : roles) {
          if (IsFor(allowed, role) == refused) continue;
          ExpectRoleIs(refused ? allowed : std::vector<std::string>(), method, role);
        }
      }
    }
    if (refused) {
      Settle();
      EXPECT_EQ(State(), before);
    }
  }
}

// `needed`: none, if this one is among them.
void RpcWalk::ExpectRoleIs(const std::vector<std::string>& needed, const MethodDescriptor& method,
                           const std::string& role) {
  for (const auto& [subject, municipality] :
       {std::pair{"subject-1", kHere}, {"stranger", kHere}, std::pair{"subject-1", kElsewhere}}) {
    Caller caller;
    caller.municipality = municipality;
    caller.subject_ref = subject;
    if (!role.empty()) caller.roles = {role};
    const absl::Status status =
        CallAs(caller, method.name(), Request(method.name(), "", NextRequestId())).status();
    const std::string who = absl::StrCat(method.name(), " as ", role, ", ", subject, " of ",
                                         municipality, ": ", status.ToString());
    EXPECT_EQ(ReasonOf(status) == "ROLE_MISSING", !needed.empty()) << who;
    if (needed.empty()) continue;
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << who;
    const std::pair<std::string, std::string> would_do = {"roles", absl::StrJoin(needed, ",")};
    EXPECT_EQ(DetailsOf(status), std::vector{would_do}) << who;
  }
}

}  // namespace zwk::test
