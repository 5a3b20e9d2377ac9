#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/store/connection.h"

namespace zwk::store {

// One thread and one connection that carry the calls of many: everything that waits is sent in one
// flush, then all replies are read. Because Redis syncs its file once for all commands it has read,
// commits that travel together share an fsync. Whoever waits is resumed on the lane's thread, after
// what has come meanwhile was sent: Redis and the callers work at the same time.
//
// A lost connection is made again. A call that had been sent then is sent again if it is
// `repeatable`, else its fate is unknown: UNAVAILABLE.
class Lane {
 public:
  struct Options {
    std::string address;
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
  // cannot at the moment (LOADING, OOM, READONLY, ...) comes as a status.
  Task<absl::StatusOr<Reply>> Call(Command command, bool repeatable, Time deadline);

 private:
  struct Item {
    Command command;
    bool repeatable = false;
    Time deadline{};
    int sends = 0;
    bool in_doubt = false;  // a connection was lost after sending it: perhaps carried out
    OneShot<absl::StatusOr<Reply>> done;
  };

  struct Answer {
    OneShot<absl::StatusOr<Reply>> done;
    absl::StatusOr<Reply> reply;
  };

  void Loop();
  // What waits, up to the bounds of a batch. Waits for it if asked to; nullopt when stopping.
  std::optional<std::vector<Item>> NextBatch(bool wait);
  void PutBack(std::vector<Item> items);
  static void DropExpired(std::vector<Item>& batch, Time now, std::vector<Answer>& answers);
  static void GoOn(std::vector<Answer>& answers);
  absl::Status Connect();
  void Send(std::vector<Item>& batch);
  // The answers; what is to be sent again is back at the head of the queue.
  std::vector<Answer> Receive(std::vector<Item> batch);

  const Options options_;
  const SystemClock system_clock_;
  Connection connection_;                          // the lane's thread alone
  std::chrono::steady_clock::time_point sent_at_;  // the lane's thread alone
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> waiting_;  // guarded by mutex_
  bool stopping_ = false;     // guarded by mutex_
  std::thread thread_;        // last: starts when everything else stands
};

}  // namespace zwk::store
