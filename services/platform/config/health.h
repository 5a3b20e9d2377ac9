// What a service can do at the moment, asked again and again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/cancellation.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"

namespace zwk::config {

// Each question is asked by itself: one that waits holds up no other, and nobody waits for it. It
// answers by its deadline, whatever has happened to what it asks about; so an answer is at most
// kBetween + kPatience old, which is below the three seconds that are promised.
class Health {
 public:
  static constexpr std::chrono::milliseconds kBetween{1'000};
  static constexpr std::chrono::milliseconds kPatience{1'500};

  using Ask = std::function<Task<absl::Status>(Time deadline)>;
  // Hears every answer, on some thread; short.
  using Say = std::function<void(const absl::Status&)>;

  Health(Timers& timers, const Clock& clock) : timers_(timers), clock_(clock) {}
  ~Health() { Stop(); }

  // From now on, until Stop.
  void Watch(Ask ask, Say say);
  // Returns when no question is under way any more.
  void Stop();

 private:
  Task<void> Loop(Ask ask, Say say);

  Timers& timers_;
  const Clock& clock_;
  const CancellationSource stopping_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int running_ = 0;  // guarded by mutex_
};

}  // namespace zwk::config
