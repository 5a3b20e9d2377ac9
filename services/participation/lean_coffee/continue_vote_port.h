#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "zwk/participation/v1/continue_vote.pb.h"

namespace zwk::participation {

// Keeps thumbs: "shall we go on?".
class ThumbBox {
 public:
  virtual ~ThumbBox() = default;

  // The round that thumbs are for, or why there is none.
  using FindRound = std::function<absl::StatusOr<Round>(const LeanCoffeeSession&)>;
  // The caller's, in place of the one before it.
  virtual Task<absl::StatusOr<v1::Thumb>> Put(Caller caller, SessionId session_id, v1::Thumb thumb,
                                              FindRound find) = 0;
  virtual Task<absl::StatusOr<v1::ContinueVote>> Count(Caller caller, SessionId session_id,
                                                       Round round) = 0;
};

}  // namespace zwk::participation
