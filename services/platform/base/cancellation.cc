#include "platform/base/cancellation.h"

#include <atomic>
#include <utility>

namespace zwk {

struct CancellationToken::State {
  std::atomic<bool> cancelled{false};
  std::mutex mutex;
  uint64_t next_id = 1;                                 // guarded by mutex
  std::map<uint64_t, std::function<void()>> callbacks;  // guarded by mutex
};

bool CancellationToken::cancelled() const {
  return state_ != nullptr && state_->cancelled.load(std::memory_order_acquire);
}

CancellationToken::Registration CancellationToken::OnCancel(std::function<void()> callback) const {
  if (state_ == nullptr) return {};
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->cancelled.load(std::memory_order_acquire)) {
      const uint64_t id = state_->next_id++;
      state_->callbacks.emplace(id, std::move(callback));
      return Registration(state_, id);
    }
  }
  callback();
  return {};
}

CancellationToken::Registration::Registration(Registration&& other) noexcept
    : state_(std::move(other.state_)), id_(other.id_) {}

CancellationToken::Registration& CancellationToken::Registration::operator=(
    Registration&& other) noexcept {
  Unregister();
  state_ = std::move(other.state_);
  id_ = other.id_;
  return *this;
}

CancellationToken::Registration::~Registration() { Unregister(); }

void CancellationToken::Registration::Unregister() {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->mutex);
  state_->callbacks.erase(id_);
}

CancellationSource::CancellationSource() : state_(std::make_shared<CancellationToken::State>()) {}

void CancellationSource::Cancel() const {
  std::map<uint64_t, std::function<void()>> callbacks;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->cancelled.exchange(true, std::memory_order_acq_rel)) return;
    callbacks = std::move(state_->callbacks);
    state_->callbacks.clear();
  }
  for (auto& [id, callback] : callbacks) callback();
}

}  // namespace zwk
