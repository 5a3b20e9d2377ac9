#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/store/store.h"
#include "platform/stream/bus.h"
#include "platform/stream/view.h"

namespace zwk::stream {

// Keeps views and consumers up to date: one thread and one subscription for each.
//
//   ViewRunner runner(store, bus);
//   runner.Add(meetings_view);        // references stay the caller's and outlive the runner
//   runner.Add(backlog_consumer);
//   runner.Start();                   // ... Stop() or the destructor: finishes the event at hand
//
// The change of a batch and the position behind it are one commit, so a view reflects each event
// once. Per event: applied | duplicate (a version already applied: skipped) | gap (a version is
// missing: the partition waits until it comes) | fenced (another replica moved the position: read
// again from there).
//
// The calls below are synchronous: for main, tests and operators' commands, not for handlers.
class ViewRunner {
 public:
  // What an operator hears of: a partition waits (for a version, or to try again), goes on, or an
  // aggregate is parked.
  struct News {
    enum Kind { kWaits, kGoesOn, kParked };
    Kind kind = kWaits;
    std::string view;
    Partition partition;
    std::string cause;
  };
  struct Options {
    int batch = 256;  // events per commit at most; a commit's own bounds may make it fewer
    std::chrono::milliseconds wait{200};          // one blocking poll, bounds the time of Stop
    std::chrono::milliseconds retry_backoff{20};  // doubled up to 50 times of it
    const Clock* clock = nullptr;
    std::function<void(const News&)> on_news;  // on the thread of a view; short
    // Which partitions this replica keeps up to date now; another one has the others, and here it is
    // only known where they stand. Without it: all. Two that have the same one are correct, and not
    // cheap.
    std::function<bool(const Partition&)> is_ours;
  };
  // How far a view is behind, for metrics and readiness.
  struct Lag {
    std::string view;
    Partition partition;
    std::string position;  // behind the last event applied
    Time last_event{};     // time of that event
    int64_t applied = 0;   // since the start of the process
    int64_t duplicates = 0;
    int64_t parked = 0;    // aggregates that wait for a redrive
    bool waiting = false;  // a gap or a retry holds the partition up
    std::string cause;     // of the waiting
    int64_t pending = 0;   // events read and not applied yet; there may be more behind them
    Time oldest{};         // time of the first of them

    Duration BehindBy(Time now) const {
      return pending == 0 ? Duration::zero() : std::max(Duration::zero(), Duration(now - oldest));
    }
  };
  // How far a rebuild is.
  struct Rebuilt {
    int64_t events = 0;  // applied
    Time reached{};      // time of the last of them
  };
  // Told now and then; false: stop, without an effect.
  using OnRebuilt = std::function<bool(const Rebuilt&)>;
  struct Parked {
    std::string area;
    std::string aggregate;
    std::string cause;
    uint64_t version = 0;  // of the event that could not be applied; 0: it could not be read
    int events = 0;        // that one and those behind it
  };

  ViewRunner(store::Store& store, Bus& bus);
  ViewRunner(store::Store& store, Bus& bus, Options options);
  ~ViewRunner();

  void Add(View& view);
  void Add(Consumer& consumer);
  void Start();
  void Stop();

  // Blocks until every view and consumer has applied (or parked) everything that was in the streams
  // when it was called. DEADLINE_EXCEEDED names who is behind.
  absl::Status CatchUp(Time deadline);
  // The same of the views alone: what a consumer of this runner may wait for.
  absl::Status CatchUpViews(Time deadline);

  std::vector<Lag> Lags() const;
  // Those of one municipality, with all that waits in the streams counted (up to kMostCounted), also
  // behind what holds a view up.
  static constexpr int kMostCounted = 1000;
  absl::StatusOr<std::vector<Lag>> Measure(const std::string& municipality);

  // What is parked, and trying it again in order (after a repaired view or event).
  absl::StatusOr<std::vector<Parked>> ListParked(const std::string& view,
                                                 const std::string& municipality);
  absl::Status Redrive(const std::string& view, const std::string& municipality);

  // Builds a new generation of the view from the start of the streams beside the live one, switches
  // readers to it in one commit and removes the old one.
  absl::Status Rebuild(const std::string& view, const std::string& municipality, Time deadline,
                       const OnRebuilt& on_rebuilt = nullptr);

  // SHA-256 over all documents, counters and index entries of the live generation. Equal to Fold.
  absl::StatusOr<std::string> Digest(const std::string& view, const std::string& municipality);

  // The same digest, from applying all that is committed in memory: what the view should be.
  absl::StatusOr<std::string> Fold(const std::string& view, const std::string& municipality);

 private:
  absl::Status Await(bool consumers, Time deadline);

  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zwk::stream
