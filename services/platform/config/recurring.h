#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace zwk::config {

// Work that blocks and comes again, on a thread of its own: at once, then `interval` after its end.
class Recurring {
 public:
  Recurring(std::chrono::milliseconds interval, std::function<void()> work);
  // Waits for the work that is under way.
  ~Recurring();
  Recurring(const Recurring&) = delete;
  Recurring& operator=(const Recurring&) = delete;

 private:
  void Loop();

  const std::chrono::milliseconds interval_;
  const std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: starts when everything else stands
};

}  // namespace zwk::config
