#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "participation/access_code/access_code_port.h"
#include "participation/access_code/failed_tries.h"

namespace zwk::participation {

// Taking part without an account.
class AccessCodes {
 public:
  static constexpr int kMostOfABatch = 300;

  explicit AccessCodes(CodeBox& box) : box_(box) {}

  Task<absl::StatusOr<std::vector<IssuedCode>>> Issue(Caller caller, SessionId session_id,
                                                      std::string batch_id, int count);

  // `wait`: more than nothing where too many tries were in vain; the refusal is TOO_MANY_TRIES then.
  struct Answer {
    absl::StatusOr<RedeemedCode> redeemed;
    std::chrono::milliseconds wait{0};
  };
  Task<Answer> Redeem(Caller caller, std::string typed, std::string locale, SessionId expected);

  Task<absl::StatusOr<int>> Revoke(Caller caller, SessionId session_id, NamedCodes codes);

 private:
  CodeBox& box_;
  FailedTries tries_;
};

}  // namespace zwk::participation
