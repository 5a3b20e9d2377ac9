#include "platform/base/timers.h"

#include <utility>

namespace zwk {

Timers::Timers() : thread_([this] { Loop(); }) {}

Timers::~Timers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  for (auto& [key, callback] : at_) callback(false);
}

uint64_t Timers::Schedule(Steady::time_point at, std::function<void(bool)> callback) {
  const std::lock_guard lock(mutex_);
  const uint64_t id = next_id_++;
  at_.emplace(std::pair(at, id), std::move(callback));
  due_.emplace(id, at);
  changed_.notify_one();
  return id;
}

bool Timers::Cancel(uint64_t id) {
  std::function<void(bool)> callback;
  {
    const std::lock_guard lock(mutex_);
    const auto due = due_.find(id);
    if (due == due_.end()) return false;
    const auto entry = at_.find(std::pair(due->second, id));
    callback = std::move(entry->second);
    at_.erase(entry);
    due_.erase(due);
  }
  callback(false);
  return true;
}

Task<bool> Timers::Sleep(Steady::duration duration, CancellationToken cancellation) {
  OneShot<bool> done;
  const uint64_t id = Schedule(Steady::now() + duration, [done](bool fired) { done.Set(fired); });
  const auto registration = cancellation.OnCancel([this, id] { Cancel(id); });
  co_return co_await done;
}

void Timers::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (at_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = at_.begin();
    const Steady::time_point at = first->first.first;
    if (Steady::now() < at) {
      changed_.wait_until(lock, at);
      continue;
    }
    std::function<void(bool)> callback = std::move(first->second);
    due_.erase(first->first.second);
    at_.erase(first);
    lock.unlock();
    callback(true);
    lock.lock();
  }
}

}  // namespace zwk
