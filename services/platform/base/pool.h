#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace zwk {

// A few threads for work that costs CPU or blocks on files: `const bool entered = co_await
// pool.Enter(); if (!entered) co_return overloaded;` and what follows runs on a thread of the pool.
// (In the condition itself g++ 12 miscompiles the co_await.) Bounded: a full queue refuses instead
// of growing.
class Pool {
 public:
  explicit Pool(int threads, size_t max_waiting = 1024);
  // Runs what is waiting, then stops.
  ~Pool();

  // False when the queue is full: the caller stays on its own thread and answers
  // RESOURCE_EXHAUSTED.
  auto Enter() {
    struct Awaiter {
      Pool& pool;
      bool entered = true;
      bool await_ready() noexcept { return false; }
      bool await_suspend(std::coroutine_handle<> awaiting) {
        // Nothing of the frame is touched once the task is queued: it may run and end before this
        // returns.
        Pool& target = pool;
        entered = true;
        if (target.TryRun([awaiting] { awaiting.resume(); })) return true;
        entered = false;
        return false;
      }
      bool await_resume() const noexcept { return entered; }
    };
    return Awaiter{*this};
  }

  // False when the queue is full.
  bool TryRun(std::function<void()> work);

 private:
  void Loop();

  const size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;  // guarded by mutex_
  bool stopping_ = false;                      // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace zwk
