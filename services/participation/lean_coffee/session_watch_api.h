#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "participation/lean_coffee/rounds_use.h"
#include "participation/lean_coffee/sessions_use.h"
#include "participation/lean_coffee/voting_use.h"
#include "platform/base/timers.h"
#include "platform/rpc/service.h"
#include "platform/rpc/watch.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"

namespace zwk::participation {

// Shows sessions to those who watch them. However many watch a session, it is looked at once per
// interval; everybody gets the same picture.
class SessionWatch {
 public:
  SessionWatch(Sessions& sessions, Voting& voting, Rounds& rounds, Timers& timers)
      : sessions_(sessions), voting_(voting), rounds_(rounds), timers_(timers) {}

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
  };

  struct Told;

  Task<absl::StatusOr<rpc::Look<v1::WatchSessionResponse>>> Tell(Caller caller,
                                                                 SessionId session_id,
                                                                 std::shared_ptr<Told> told);
  Task<absl::StatusOr<Picture>> Look(Caller caller, SessionId session_id);
  Task<absl::StatusOr<Picture>> Take(Caller caller, SessionId session_id);

  Sessions& sessions_;
  Voting& voting_;
  Rounds& rounds_;
  Timers& timers_;
  std::mutex mutex_;
  std::map<std::string, Seen> seen_;  // by municipality and session; guarded by mutex_
};

}  // namespace zwk::participation
