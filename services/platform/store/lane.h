#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
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
// commits that travel together share an fsync. Whoever waits is resumed on the lane's thread.
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
  Task<absl::StatusOr<Reply>> Call(Arguments arguments, bool repeatable, Time deadline);

 private:
  struct Item {
    Arguments arguments;
    bool repeatable = false;
    Time deadline{};
    int sends = 0;
    bool in_doubt = false;  // a connection was lost after sending it: perhaps carried out
    OneShot<absl::StatusOr<Reply>> done;
  };

  void Loop();
  std::vector<Item> TakeBatch();  // with mutex_ held
  void PutBack(std::vector<Item> items);
  void AnswerExpired(std::vector<Item>& batch, Time now);
  absl::Status Connected();
  absl::Status LoadScripts();
  // Sends one batch and reads its replies; what is to be tried again is back at the head.
  void Exchange(std::vector<Item> batch);

  const Options options_;
  const SystemClock system_clock_;
  Connection connection_;  // the lane's thread alone
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> waiting_;  // guarded by mutex_
  bool stopping_ = false;     // guarded by mutex_
  std::thread thread_;        // last: starts when everything else stands
};

}  // namespace zwk::store
