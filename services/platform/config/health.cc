#include "platform/config/health.h"

#include <algorithm>
#include <utility>

namespace zwk::config {

void Health::Watch(Ask ask, Say say) {
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  Spawn(Loop(std::move(ask), std::move(say)), [this] {
    const std::lock_guard lock(mutex_);
    --running_;
    ended_.notify_all();
  });
}

void Health::Stop() {
  stopping_.Cancel();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return running_ == 0; });
}

Task<void> Health::Loop(Ask ask, Say say) {
  const CancellationToken stopping = stopping_.token();
  while (!stopping.cancelled()) {
    const auto next = Timers::Steady::now() + kBetween;
    const absl::Status status = co_await ask(clock_.Now() + kPatience);
    if (stopping.cancelled()) break;
    say(status);
    const auto rest = std::max(next - Timers::Steady::now(), Timers::Steady::duration::zero());
    co_await timers_.Sleep(rest, stopping);
  }
}

}  // namespace zwk::config
