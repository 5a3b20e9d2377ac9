#pragma once

#include <string>
#include <utility>

#include "platform/base/caller.h"

namespace zwk::participation {

// Who did something in office, as it is kept beside what was done: the same for the same person of the same city. Who
// that is can be told by nobody but who has the wrapping key, from which the secret follows: the subject of a credential is
// a name or an address where the login provider likes it so.
class CallerReference {
 public:
  explicit CallerReference(std::string secret) : secret_(std::move(secret)) {}
  // "" of who is not known.
  std::string Of(const Caller& caller) const;

 private:
  const std::string secret_;
};

}  // namespace zwk::participation
