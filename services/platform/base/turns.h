#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "platform/base/task.h"

namespace zwk {

// Whoever changes the same thing within this process takes turns, first come first served, instead of
// meeting the others in the store again and again. No promise about other processes: the store keeps
// that one.
class Turns {
 public:
  // One's own turn; the next one's begins with its end.
  class Turn {
   public:
    Turn(Turns* turns, std::string what) : turns_(turns), what_(std::move(what)) {}
    Turn(Turn&& other) noexcept : turns_(other.turns_), what_(std::move(other.what_)) {
      other.turns_ = nullptr;
    }
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->End(what_);
    }

   private:
    Turns* turns_;
    std::string what_;
  };

  Task<Turn> Next(std::string what) {
    OneShot<bool> mine;
    bool waits = false;
    {
      const std::lock_guard lock(mutex_);
      const auto [queue, first] = waiting_.try_emplace(what);
      if (!first) queue->second.push_back(mine);
      waits = !first;
    }
    if (waits) co_await mine;
    co_return Turn(this, std::move(what));
  }

 private:
  // The next one goes on on this thread.
  void End(const std::string& what) {
    OneShot<bool> next;
    {
      const std::lock_guard lock(mutex_);
      const auto queue = waiting_.find(what);
      if (queue->second.empty()) {
        waiting_.erase(queue);
        return;
      }
      next = std::move(queue->second.front());
      queue->second.pop_front();
    }
    next.Set(true);
  }

  std::mutex mutex_;
  // Those that wait, by what somebody has the turn of; guarded by mutex_.
  std::map<std::string, std::deque<OneShot<bool>>> waiting_;
};

}  // namespace zwk
