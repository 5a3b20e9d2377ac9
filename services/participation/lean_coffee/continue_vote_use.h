#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "participation/lean_coffee/continue_vote_port.h"

namespace zwk::participation {

// Whether a round goes on: what the people in it say, which binds nobody.
class ContinueVotes {
 public:
  ContinueVotes(ThumbBox& box, SessionRepository& sessions) : box_(box), sessions_(sessions) {}

  Task<absl::StatusOr<v1::Thumb>> Cast(Caller caller, SessionId session_id, RoundId round_id,
                                       v1::Thumb thumb);
  // However many look, thumbs are counted once a second.
  Task<absl::StatusOr<v1::ContinueVote>> Get(Caller caller, SessionId session_id, RoundId round_id);

 private:
  using Steady = std::chrono::steady_clock;
  static constexpr size_t kMostSeen = 1'000;
  struct Seen {
    v1::ContinueVote vote;
    Steady::time_point at;
  };

  ThumbBox& box_;
  SessionRepository& sessions_;
  std::mutex mutex_;
  std::map<std::string, Seen> seen_;  // by municipality, round and count; guarded by mutex_
};

}  // namespace zwk::participation
