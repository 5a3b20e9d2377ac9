#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "platform/stream/bus.h"

namespace zwk::forecasting {

// Hears in the service's own stream what other processes have done to runs: every replica takes
// chunks of trajectories that one of them has queued, and lets go of what was cancelled elsewhere.
// It only makes things quick: a run whose event is missed is found by looking for unfinished ones.
class RunListener {
 public:
  using OnRun =
      std::function<void(const std::string& municipality, const std::string& forecast_id)>;

  // Listens from now on, on a thread of its own.
  RunListener(stream::Bus& bus, OnRun go_on, OnRun cancel);
  ~RunListener() { Stop(); }

  void Stop();

 private:
  void Listen();
  void Hear(const stream::Event& event) const;

  const std::unique_ptr<stream::Subscription> subscription_;
  const OnRun go_on_, cancel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses the others
};

}  // namespace zwk::forecasting
