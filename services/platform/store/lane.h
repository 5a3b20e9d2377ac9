#pragma once

#include <chrono>
#include <coroutine>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/store/connection.h"

namespace zwk::store {

// One thread and its connections that carry the calls of many: everything that waits is sent in one
// flush, then all replies are read. Because Redis syncs its file once for all commands it has read,
// commits that travel together share an fsync; and because it reads 16 KB of a connection at a
// time, a large batch takes several connections, a small one the first of them. Whoever waits is
// resumed on the lane's thread, after what has come meanwhile was sent: Redis and the callers work
// at the same time. A call that finds the lane idle is sent by its caller, so that it does not wait
// for the lane's thread to wake up.
//
// A lost connection is made again. A call that had been sent then is sent again if it is
// `repeatable`, else its fate is unknown: UNAVAILABLE.
class Lane {
 public:
  struct Options {
    Endpoint address;
    int connections = 1;
    size_t queue_limit = 10000;
    std::vector<std::string> scripts;               // loaded on connecting; called by their SHA-1
    std::chrono::milliseconds give_up_after{3000};  // without a connection: UNAVAILABLE
    const Clock* clock = nullptr;
    // After each flush: how many calls, and how long until the last reply. On the lane's thread.
    std::function<void(size_t calls, std::chrono::microseconds took)> on_flush;
  };

  explicit Lane(Options options);
  ~Lane();

  // The answer may be an error reply only for errors of the caller's making; what says that Redis
  // cannot at the moment (LOADING, OOM, READONLY, ...) comes as a status. Calls with the same
  // `order` are carried out in the order in which they came.
  Task<absl::StatusOr<Reply>> Call(Command command, bool repeatable, Time deadline,
                                   size_t order = 0);

 private:
  // A call under way. Lives in the frame of the coroutine that awaits it.
  struct Item {
    Lane& lane;
    Command command;
    bool repeatable = false;
    Time deadline{};
    size_t order = 0;
    Connection* connection = nullptr;  // through which it was sent
    int sends = 0;
    bool in_doubt = false;  // a connection was lost after sending it: perhaps carried out
    absl::StatusOr<Reply> answer{};
    std::coroutine_handle<> waiter{};

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) {
      waiter = awaiting;
      return lane.Take(*this);
    }
    absl::StatusOr<Reply> await_resume() { return std::move(answer); }
  };
  using Items = std::vector<Item*>;

  struct Batch {
    Items items;
    bool sent = false;  // by the caller
  };

  Time Now() const;
  // False: refused, and answered so. Otherwise the item may be gone when this returns.
  bool Take(Item& item);
  void Loop();
  // What a caller has sent, or what waits, up to the bounds of a batch. Waits for it if asked to;
  // nullopt when stopping.
  std::optional<Batch> NextBatch(bool wait);
  void PutBack(const Items& items);
  static void DropExpired(Items& batch, Time now, Items& answered);
  static void GoOn(Items& answered);
  bool StillThere() const;  // all connections
  absl::Status Connect();
  void Send(absl::Span<Item* const> batch);
  // Reads the answers; what is to be sent again is back at the head of the queue.
  void Receive(const Items& batch, Items& answered);

  const Options options_;
  const SystemClock system_clock_;
  Signal news_;  // for the lane while it is idle
  std::mutex mutex_;
  // These two belong to the lane's thread alone, but while it is idle to whoever holds mutex_.
  std::deque<Connection> connections_;
  std::chrono::steady_clock::time_point sent_at_;
  bool idle_ = false;          // guarded by mutex_: connected or not, there is nothing to do
  Item* sent_ = nullptr;       // guarded by mutex_: by its caller, while the lane was idle
  std::deque<Item*> waiting_;  // guarded by mutex_
  bool stopping_ = false;      // guarded by mutex_
  std::thread thread_;         // last: starts when everything else stands
};

}  // namespace zwk::store
