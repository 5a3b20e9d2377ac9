#include "platform/config/recurring.h"

#include <utility>

namespace zwk::config {

Recurring::Recurring(std::chrono::milliseconds interval, std::function<void()> work)
    : interval_(interval), work_(std::move(work)), thread_([this] { Loop(); }) {}

Recurring::~Recurring() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Recurring::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    work_();
    lock.lock();
    changed_.wait_for(lock, interval_, [this] { return stopping_; });
  }
}

}  // namespace zwk::config
