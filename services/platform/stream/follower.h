// What keeps one view or consumer up to date; ViewRunner has one for each.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/task.h"
#include "platform/store/store.h"
#include "platform/stream/applier.h"
#include "platform/stream/bus.h"
#include "platform/stream/view.h"
#include "platform/stream/view_runner.h"

namespace zwk::stream {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// A consumer is a view that keeps nothing but its position.
class ConsumerView : public View {
 public:
  explicit ConsumerView(Consumer& consumer) : consumer_(consumer) {}
  std::string name() const override { return consumer_.name(); }
  std::vector<std::string> areas() const override { return consumer_.areas(); }
  Task<absl::Status> On(const Event& event, ViewChange&) override { return consumer_.On(event); }

 private:
  Consumer& consumer_;
};

std::map<Partition, std::vector<Event>> ByPartition(std::vector<Event> events);

// One view with its thread.
class Follower {
 public:
  Follower(store::Store& store, Bus& bus, ViewRunner::Options options, View& view,
           std::unique_ptr<ConsumerView> owned)
      : store_(store),
        bus_(bus),
        options_(std::move(options)),
        view_(view),
        owned_(std::move(owned)) {}
  ~Follower() { Stop(); }

  View& view() { return view_; }
  bool is_view() const { return owned_ == nullptr; }
  std::mutex& one_at_a_time() { return one_at_a_time_; }
  // Whoever holds it keeps the view where it is (in this process).
  std::mutex& advancing() { return advancing_; }

  void Start();
  void Stop();

  std::vector<ViewRunner::Lag> Lags() const;

  // True once the partition has reached the position.
  bool AwaitPosition(const Partition& partition, const std::string& target,
                     const Subscription& order, Steady::time_point give_up);

  absl::Status Redrive(const std::string& municipality);

 private:
  struct Followed {
    std::unique_ptr<Applier> applier;
    bool ours = true;             // and no other replica's
    Steady::time_point looked{};  // at where the other one is
    bool loaded = false;
    Steady::time_point not_before{};
    milliseconds backoff{0};
    std::string ahead;      // while a version is missing: how far it was looked for
    std::string aggregate;  // whose version is missing
    uint64_t missing = 0;
    int64_t pending = 0;  // as in Lag
    Time oldest{};
    std::string cause;  // why it was not applied
  };

  void Loop();

  bool Stopping() const;
  bool Awaited() const;

  void Pause(milliseconds duration);

  // Another replica's: false until it is time to look where that one is.
  bool LookAt(const Partition& partition, Followed& followed);

  // Knows where the partition stands and may go on with it.
  bool Ready(const Partition& partition, Followed& followed);

  void Defer(Followed& followed) const;

  void Process(Followed& followed, const std::vector<Event>& events);

  // There is nothing to apply: perhaps somebody else has applied what was waited for.
  // Its events could not be read.
  void Wait(Followed& followed, const absl::Status& unread);
  void ProcessNothing(const Partition& partition, Followed& followed);

  void RunRedrives();

  void Report(const Partition& partition, const Followed& followed, const std::string& cause);

  // What is new since the last report, told without a lock.
  void Tell(const ViewRunner::Lag& before, const ViewRunner::Lag& now,
            const Followed& followed) const;

  store::Store& store_;
  Bus& bus_;
  const ViewRunner::Options options_;
  View& view_;
  const std::unique_ptr<ConsumerView> owned_;
  std::mutex advancing_;      // held while events of a poll are applied; before one_at_a_time_
  std::mutex one_at_a_time_;  // held while the view is asked: by the thread, a rebuild or a fold

  std::map<Partition, Followed> followed_;  // the thread alone

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool stopping_ = false;                                                    // guarded by mutex_
  int awaiting_ = 0;                                                         // guarded by mutex_
  std::map<Partition, ViewRunner::Lag> lags_;                                // guarded by mutex_
  std::deque<std::pair<std::string, std::promise<absl::Status>>> redrives_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace zwk::stream
