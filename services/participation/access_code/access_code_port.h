#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/ids.h"
#include "participation/lean_coffee/session.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::participation {

struct IssuedCode {
  std::string code_id;
  int number = 0;    // from 1, within its batch
  std::string code;  // not grouped; known here and nowhere else
};

struct RedeemedCode {
  SessionId session_id;
  ParticipantId participant_id;
  std::string locale;
  std::string token;  // what Prove takes
};

// One of these says which codes are meant.
struct NamedCodes {
  std::string code_id;
  std::string code;
  std::string batch_id;
};

// Keeps codes as keyed hashes, and who has redeemed them sealed with the session's key.
class CodeBox {
 public:
  // Most codes of a session.
  static constexpr int kMostOfASession = 5'000;

  virtual ~CodeBox() = default;

  using Check = std::function<absl::Status(const LeanCoffeeSession&)>;
  // New codes; they follow from the caller's request, so that asking again answers the same.
  virtual Task<absl::StatusOr<std::vector<IssuedCode>>> Issue(Caller caller, SessionId session_id,
                                                              std::string batch_id, int count,
                                                              Check check) = 0;
  // UNAUTHENTICATED, CODE_REFUSED, for whatever is no good code, in the same time. `expected`: of this
  // session, unless empty.
  virtual Task<absl::StatusOr<RedeemedCode>> Redeem(Caller caller, std::string typed,
                                                    std::string locale, SessionId expected) = 0;
  // How many codes end by it.
  virtual Task<absl::StatusOr<int>> Revoke(Caller caller, SessionId session_id, NamedCodes codes,
                                           Check check) = 0;
  // The caller as who has the token, and for which session; none where it is none that is good.
  virtual Task<absl::StatusOr<std::optional<Caller>>> Prove(Caller caller, std::string token) = 0;
};

}  // namespace zwk::participation
