// Tokens of people and portals: OpenID Connect, as JSON Web Tokens. What a token says is in no message and in no log.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/access.h"
#include "platform/auth/issuer_keys.h"
#include "platform/base/caller.h"

namespace zwk::auth {

class TokenVerifier {
 public:
  // `now`: the seconds since 1970.
  TokenVerifier(TokenRules rules, std::shared_ptr<IssuerKeys> keys, std::function<int64_t()> now);

  // The person, its municipality and roles. UNAUTHENTICATED, TOKEN_REFUSED: it is none of ours, whatever the cause;
  // the message says which. UNAVAILABLE: the issuer's keys are not here yet.
  absl::StatusOr<Caller> Verify(absl::string_view token) const;

 private:
  const TokenRules rules_;
  const std::shared_ptr<IssuerKeys> keys_;
  const std::function<int64_t()> now_;
};

}  // namespace zwk::auth
