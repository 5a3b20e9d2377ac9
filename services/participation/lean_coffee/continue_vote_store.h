#pragma once

#include "participation/lean_coffee/continue_vote_port.h"
#include "participation/lean_coffee/vote_keys_store.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Thumbs on the store, one small document each:
//
//   thumb/<session>/<name>   sealed; the name follows from the participant, the round and its count
class ThumbStore : public ThumbBox {
 public:
  ThumbStore(store::Store& store, VoteKeys& keys) : store_(store), keys_(keys) {}

  Task<absl::StatusOr<v1::Thumb>> Put(Caller caller, SessionId session_id, v1::Thumb thumb,
                                      FindRound find) override;
  Task<absl::StatusOr<v1::ContinueVote>> Count(Caller caller, SessionId session_id,
                                               Round round) override;

 private:
  struct Putting;

  store::Store& store_;
  VoteKeys& keys_;
};

}  // namespace zwk::participation
