#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "platform/base/cancellation.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"

namespace zwk::forecasting {

// Wakes those who watch a run when it changes.
class RunSignals {
 public:
  // Set at the next change after this call. Ask first, read then: so no change is missed.
  OneShot<bool> Next(const std::string& run) {
    OneShot<bool> changed;
    const std::lock_guard lock(mutex_);
    waiting_[run].push_back(changed);
    return changed;
  }

  void Changed(const std::string& run) {
    std::vector<OneShot<bool>> wake;
    {
      const std::lock_guard lock(mutex_);
      const auto found = waiting_.find(run);
      if (found == waiting_.end()) return;
      wake = std::move(found->second);
      waiting_.erase(found);
    }
    for (const OneShot<bool>& one : wake) one.Set(true);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<OneShot<bool>>> waiting_;  // guarded by mutex_
};

// Goes on after the change, when nobody waits any more, or after a second at the latest: another
// process may have made the change, and that is seen by looking.
inline Task<void> UntilChanged(OneShot<bool> changed, Timers& timers,
                               CancellationToken cancellation) {
  const uint64_t timer = timers.Schedule(Timers::Steady::now() + std::chrono::seconds(1),
                                         [changed](bool) { changed.Set(false); });
  auto gone = cancellation.OnCancel([changed] { changed.Set(false); });
  co_await changed;
  timers.Cancel(timer);
}

}  // namespace zwk::forecasting
