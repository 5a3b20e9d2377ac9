#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "platform/base/cancellation.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"

namespace zwk::forecasting {

// Nobody's fault: the same again later may work.
inline bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

// Off the lane; RESOURCE_EXHAUSTED when the pool is full.
inline Task<absl::Status> EnterPool(Pool& pool) {
  const bool entered = co_await pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  co_return absl::OkStatus();
}

// Long work, a few at a time. One thing is under way at most once in this process.
class JobQueue {
 public:
  using Key = std::pair<std::string, std::string>;  // municipality, id
  // Ends soon after the token is cancelled; what it came to is in the store.
  using Work = std::function<Task<void>(Key, CancellationToken)>;

  JobQueue(int at_once, Work work) : at_once_(at_once), work_(std::move(work)) {}
  // As Stop.
  ~JobQueue() { Stop(); }

  // Done as soon as there is a place; once more when it is under way.
  void Enqueue(Key key);

  // Lets go of it if it is under way here.
  void Cancel(const Key& key);

  // Lets go of everything and waits for it; nothing is taken up from then on.
  void Stop();

 private:
  struct UnderWay {
    CancellationSource cancellation;
    bool again = false;
  };

  void StartWaiting();
  void Ended(const Key& key);

  const int at_once_;
  const Work work_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool stopping_ = false;                               // guarded by mutex_
  std::deque<Key> waiting_;                             // guarded by mutex_
  std::map<Key, std::shared_ptr<UnderWay>> under_way_;  // guarded by mutex_
};

}  // namespace zwk::forecasting
