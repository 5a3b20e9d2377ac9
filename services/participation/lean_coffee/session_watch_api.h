#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "participation/lean_coffee/rounds_use.h"
#include "participation/lean_coffee/sessions_use.h"
#include "participation/lean_coffee/topics_use.h"
#include "participation/lean_coffee/voting_use.h"
#include "platform/base/clock.h"
#include "platform/base/timers.h"
#include "platform/rpc/service.h"
#include "platform/rpc/watch.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"

namespace zwk::participation {

// Shows sessions to those who watch them. However many watch a session, it is looked at once per
// interval; everybody gets the same picture. Ballots are looked at once a second, also for who comes
// anew: whoever sees the number change at once can tell who has just voted.
class SessionWatch {
 public:
  SessionWatch(Sessions& sessions, Topics& topics, Voting& voting, Rounds& rounds, Timers& timers,
               const Clock& clock)
      : sessions_(sessions),
        topics_(topics),
        voting_(voting),
        rounds_(rounds),
        timers_(timers),
        clock_(clock) {}

  // Until the session is over or the watcher has gone.
  Task<absl::Status> Watch(Caller caller, SessionId session_id, uint64_t after_seq,
                           rpc::Writer<v1::WatchSessionResponse>& writer);

 private:
  using Steady = std::chrono::steady_clock;
  using Picture = std::shared_ptr<const v1::WatchSessionResponse>;
  struct Seen {
    Picture picture;
    Steady::time_point at;
    bool looking = false;  // somebody is taking a new one
    VoteProgress progress;
    Steady::time_point progress_at;  // zero: never
  };

  struct Told;

  Task<absl::StatusOr<rpc::Look<v1::WatchSessionResponse>>> Tell(Caller caller,
                                                                 SessionId session_id,
                                                                 std::shared_ptr<Told> told);
  Task<absl::StatusOr<Picture>> Look(Caller caller, SessionId session_id);
  Task<absl::StatusOr<Picture>> Take(Caller caller, SessionId session_id);
  Task<absl::StatusOr<VoteProgress>> ProgressOf(Caller caller, LeanCoffeeSession session);

  Sessions& sessions_;
  Topics& topics_;
  Voting& voting_;
  Rounds& rounds_;
  Timers& timers_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Seen> seen_;  // by municipality and session; guarded by mutex_
};

}  // namespace zwk::participation
