#include "forecasting/base/job_queue.h"

#include <algorithm>
#include <vector>

namespace zwk::forecasting {

void JobQueue::Enqueue(Key key) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const auto found = under_way_.find(key);
    if (found != under_way_.end()) {
      found->second->again = true;
    } else if (std::find(waiting_.begin(), waiting_.end(), key) == waiting_.end()) {
      waiting_.push_back(std::move(key));
    }
  }
  StartWaiting();
}

void JobQueue::StartWaiting() {
  while (true) {
    Key key;
    CancellationToken token;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || waiting_.empty() || static_cast<int>(under_way_.size()) >= at_once_) return;
      key = std::move(waiting_.front());
      waiting_.pop_front();
      auto under_way = std::make_shared<UnderWay>();
      token = under_way->cancellation.token();
      under_way_[key] = std::move(under_way);
    }
    Spawn(work_(key, std::move(token)), [this, key] { Ended(key); });
  }
}

void JobQueue::Cancel(const Key& key) {
  std::shared_ptr<UnderWay> under_way;
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(key);
    if (found != under_way_.end()) under_way = found->second;
  }
  if (under_way) under_way->cancellation.Cancel();
}

void JobQueue::Stop() {
  std::vector<std::shared_ptr<UnderWay>> all;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    for (const auto& [key, under_way] : under_way_) all.push_back(under_way);
  }
  for (const auto& under_way : all) under_way->cancellation.Cancel();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return under_way_.empty(); });
}

void JobQueue::Ended(const Key& key) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(key);
    const bool again = found->second->again;
    under_way_.erase(found);
    if (again && !stopping_) waiting_.push_back(key);
    ended_.notify_all();  // under the lock: Stop may be followed by the destructor
    if (stopping_) return;
  }
  StartWaiting();
}

}  // namespace zwk::forecasting
