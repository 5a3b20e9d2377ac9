#include "platform/config/access_file.h"

#include <chrono>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/access.h"
#include "platform/auth/issuer_keys.h"
#include "platform/auth/token.h"
#include "platform/auth/who_calls.h"
#include "platform/base/files.h"
#include "platform/base/status_macros.h"
#include "platform/log/log.h"

namespace zwk::config {

absl::StatusOr<rpc::Authenticate> WhoCallsByFile(const std::string& path) {
  if (path.empty()) return auth::WhoCalls({}, nullptr);
  ZWK_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  absl::StatusOr<auth::Access> access = auth::ReadAccess(text);
  if (!access.ok())
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", access.status().message()));
  std::shared_ptr<const auth::TokenVerifier> tokens;
  if (const auth::TokenRules& rules = access->tokens; !rules.issuer.empty()) {
    auto keys = std::make_shared<auth::IssuerKeys>(
        [rules] { return auth::ReadFrom(rules.keys, rules.keys_ca); }, auth::IssuerKeys::Options(),
        [](const absl::Status& status) {
          if (status.ok()) {
            log::Info("the keys of the issuer are known");
          } else {
            log::Warning("the keys of the issuer cannot be read", {{"message", status.message()}});
          }
        });
    tokens = std::make_shared<const auth::TokenVerifier>(rules, std::move(keys), [] {
      return static_cast<int64_t>(
          std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    });
  }
  return auth::WhoCalls(*std::move(access), std::move(tokens));
}

}  // namespace zwk::config
