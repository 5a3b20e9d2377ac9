#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <map>
#include <memory>
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
#include "platform/base/timers.h"
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
// Whatever Redis does, a call is answered at its deadline: a sweep looks for those that have passed,
// and for calls that nobody has sent while Redis has said nothing for too long. Each has time for an
// attempt to connect: what was wrong before it came may be right by then.
//
// A lost connection is made again. A call that had been sent then is sent again if it is
// `repeatable`, else its fate is unknown: UNAVAILABLE.
class Lane {
 public:
  struct Options {
    Endpoint address;
    int connections = 1;
    // What may wait, of all; of one owner half of it.
    size_t queue_limit = 10000;
    size_t queue_bytes = 64 << 20;
    std::vector<std::string> scripts;  // loaded on connecting; called by their SHA-1
    // Without a connection, or without a word from Redis: UNAVAILABLE.
    std::chrono::milliseconds give_up_after{3000};
    const Clock* clock = nullptr;
    Timers* timers = nullptr;  // for the sweep; nullptr: its own
    // Connected again: what was known of Redis may be so no more. On the lane's thread.
    std::function<void()> on_reconnect;
    // After each flush: how many calls, and how long until the last reply. On the lane's thread.
    std::function<void(size_t calls, std::chrono::microseconds took)> on_flush;
  };

  explicit Lane(Options options);
  ~Lane();

  // The answer may be an error reply only for errors of the caller's making; what says that Redis
  // cannot at the moment (LOADING, OOM, READONLY, ...) comes as a status. Calls with the same
  // `order` are carried out in the order in which they came. `owner` says whose share of the queue
  // it takes; 0: nobody's.
  Task<absl::StatusOr<Reply>> Call(Command command, bool repeatable, Time deadline,
                                   size_t order = 0, size_t owner = 0);

  struct Waiting {
    size_t calls = 0;
    size_t bytes = 0;
  };
  // What has not been sent yet.
  Waiting waiting();

 private:
  // A call under way, shared by who awaits it and the lane: it may be answered before Redis has.
  struct Item {
    Item(Command command, bool repeatable, Time deadline, size_t order, size_t owner)
        : command(std::move(command)),
          repeatable(repeatable),
          deadline(deadline),
          order(order),
          owner(owner) {}

    const Command command;
    const bool repeatable;
    const Time deadline;
    const size_t order;
    const size_t owner;
    const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    Connection* connection = nullptr;   // through which it was sent; nullptr: it was not
    int sends = 0;                      // the lane's thread alone
    std::atomic<bool> in_doubt{false};  // sent, and not known whether it was carried out
    std::atomic<bool> answered{false};
    absl::StatusOr<Reply> answer{};  // of whoever answered first
    std::coroutine_handle<> waiter{};
  };
  using ItemPtr = std::shared_ptr<Item>;
  using Items = std::vector<ItemPtr>;

  struct Awaiter {
    Lane& lane;
    const ItemPtr item;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) {
      item->waiter = awaiting;
      const ItemPtr kept = item;  // the frame may be gone before Take returns
      return lane.Take(kept);
    }
    absl::StatusOr<Reply> await_resume() { return std::move(item->answer); }
  };

  Time Now() const;
  // False: refused, and answered so. Otherwise the item may be gone when this returns.
  bool Take(const ItemPtr& item);
  bool HasRoom(const Item& item) const;
  void Push(const ItemPtr& item, bool first);  // with mutex_ held, as the next two
  void Count(const Item& item, int sign);
  void ScheduleSweep();
  void Loop();
  // Fills under_way_ with what a caller has sent, or what waits, up to the bounds of a batch. Waits
  // for it if asked to.
  enum class Next { kStop, kSent, kToSend };
  Next NextBatch(bool wait);
  void PutBack(const Items& items);
  // What is not answered yet gets this answer and is added to those that go on.
  static void Settle(const ItemPtr& item, absl::StatusOr<Reply> answer, Items& answered);
  static absl::Status Expired(const Item& item);
  void DropExpired(Items& answered);
  void GiveUp(const absl::Status& cause, Items& answered);
  // Answers what has expired, and what has waited in vain. On the timers' thread.
  void Sweep();
  static void GoOn(Items& answered);
  bool StillThere() const;  // all connections
  absl::Status Connect();
  void Remember(const absl::Status& connected);
  void Send(const Items& batch);
  // Until the first reply is there, the end has come, or it has taken too long.
  void AwaitReply();
  // Reads the answers; what is to be sent again is back at the head of the queue.
  void Receive(Items& answered);

  const Options options_;
  const SystemClock system_clock_;
  std::optional<Timers> own_timers_;
  Timers& timers_;
  Signal news_;  // for the lane while it is idle
  std::mutex mutex_;
  absl::Status trouble_;  // why there is no connection; guarded by mutex_
  std::condition_variable swept_;
  // These belong to the lane's thread alone, but while it is idle to whoever holds mutex_.
  std::deque<Connection> connections_;
  bool was_connected_ = false;  // the lane's thread alone
  std::chrono::steady_clock::time_point sent_at_;
  // Whether Redis owes an answer, or is not reached. What the lane's own thread takes longer for is
  // no silence of Redis.
  std::atomic<bool> awaited_{false};
  // When Redis last said something, or had nothing to say.
  std::atomic<std::chrono::steady_clock::time_point> heard_at_;
  // Written by the lane's thread with mutex_ held, and while it is idle by whoever holds mutex_.
  Items under_way_;
  bool idle_ = false;                 // guarded by mutex_: connected or not, there is nothing to do
  bool sent_ = false;                 // guarded by mutex_: under_way_, by its caller, while idle
  std::deque<ItemPtr> waiting_;       // guarded by mutex_
  Waiting all_waiting_;               // guarded by mutex_
  std::map<size_t, Waiting> owners_;  // guarded by mutex_: of those that wait
  uint64_t sweep_ = 0;                // guarded by mutex_: the timer of the next one; 0: none
  bool sweeping_ = false;             // guarded by mutex_
  bool stopping_ = false;             // guarded by mutex_
  std::thread thread_;                // last: starts when everything else stands
};

}  // namespace zwk::store
