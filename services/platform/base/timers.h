#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "platform/base/cancellation.h"
#include "platform/base/task.h"

namespace zwk {

// One thread that waits for many: deadlines, retries, round ends. Steady time, so a moved wall
// clock moves nothing.
class Timers {
 public:
  using Steady = std::chrono::steady_clock;

  Timers();
  // What still waits is resumed as cancelled.
  ~Timers();

  // True after the time has passed, false when cancelled before. Goes on on the thread of the
  // timers (or of the canceller): move to a pool for anything long.
  Task<bool> Sleep(Steady::duration duration, CancellationToken cancellation = {});

  // Calls once, on the thread of the timers; answers an id for Cancel.
  uint64_t Schedule(Steady::time_point at, std::function<void(bool fired)> callback);
  // False when it has been called or is being called.
  bool Cancel(uint64_t id);

 private:
  void Loop();

  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t next_id_ = 1;  // guarded by mutex_
  std::map<std::pair<Steady::time_point, uint64_t>, std::function<void(bool)>>
      at_;                                      // guarded by mutex_
  std::map<uint64_t, Steady::time_point> due_;  // guarded by mutex_
  bool stopping_ = false;                       // guarded by mutex_
  std::thread thread_;
};

}  // namespace zwk
