// A city's events of one area for those outside: read where they are (outbox, then archive), in order, each once.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"
#include "platform/events/public_events.h"
#include "platform/store/outbox.h"
#include "platform/store/store.h"
#include "platform/stream/archive.h"
#include "platform/stream/event.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::events {

// The reason of a refusal: somebody has missed events.
inline constexpr char kEventsGone[] = "EVENTS_GONE";

class Feed {
 public:
  struct Options {
    std::string area;
    std::string archive = {};                 // folder of the Archive; "" where nothing ever leaves
    std::chrono::milliseconds interval{250};  // between two looks while nothing happens
    std::chrono::milliseconds heartbeat{15'000};  // at least so often something is said
    int of_a_municipality = 16;                   // streams at once
    int of_a_caller = 4;                          // of those
    int total = 512;
  };

  // Store and timers outlive it; it outlives its watchers.
  Feed(store::Store& store, Timers& timers, Options options);

  struct Wish {
    std::string after;
    std::vector<std::string> types;
    bool new_only = false;
  };

  // What is said next; without an event: nothing more for now.
  struct Told {
    std::string cursor;
    std::optional<common::v1::EventEnvelope> event;
  };

  class Watcher;
  // How many streams each municipality has open.
  std::map<std::string, int> Watching();

  // Refusals: EventService.WatchEvents.
  Task<absl::StatusOr<std::shared_ptr<Watcher>>> Watch(Caller caller, const PublicEvents& events,
                                                       Wish wish);

 private:
  using Position = store::OutboxPosition;
  class Place;

  std::string CursorOf(const std::string& municipality, Position position) const;
  absl::StatusOr<Position> ReadCursor(const std::string& municipality,
                                      const std::string& cursor) const;
  absl::StatusOr<std::shared_ptr<Place>> Enter(const Caller& caller);
  // Behind everything that has happened.
  Task<absl::StatusOr<Position>> End(const Caller& caller);
  // Behind `after`, in order; none: there is nothing yet.
  Task<absl::StatusOr<std::vector<stream::Event>>> Read(const Caller& caller, Position after);
  Task<absl::StatusOr<std::vector<stream::Event>>> ReadArchive(std::string municipality,
                                                               Position after, Position base);
  absl::Status Gone(const std::string& municipality, Position base) const;

  store::Store& store_;
  Timers& timers_;
  const Options options_;
  std::mutex mutex_;
  // Of each municipality by caller; guarded by mutex_.
  std::map<std::string, std::map<std::string, int>> watchers_;
  int all_watchers_ = 0;     // guarded by mutex_
  stream::Archive archive_;  // the one thread's of archive_pool_
  Pool archive_pool_;
};

// One stream. Next is called when the one before has ended.
class Feed::Watcher {
 public:
  Watcher(Feed& feed, Caller caller, const PublicEvents& events, std::vector<std::string> types,
          std::shared_ptr<Place> place, Position position);

  // Waits for it. CANCELLED when nobody listens any more.
  Task<absl::StatusOr<Told>> Next();

 private:
  using Steady = std::chrono::steady_clock;
  void Take(const std::vector<stream::Event>& events);

  Feed& feed_;
  const Caller caller_;
  const PublicEvents& events_;
  const std::vector<std::string> types_;  // sorted
  const std::shared_ptr<Place> place_;
  Position position_;  // behind what is waiting
  std::deque<Told> waiting_;
  bool caught_up_ = false;
  Steady::time_point said_ = Steady::now();
};

}  // namespace zwk::events
