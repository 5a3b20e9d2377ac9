#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/store.h"
#include "platform/stream/bus.h"
#include "platform/stream/pending_change.h"
#include "platform/stream/view.h"
#include "platform/stream/view_keys.h"

namespace zwk::stream {

// Asks a view about one event, on the calling thread: its answer, or that the bytes are garbled.
absl::Status Ask(View& view, std::mutex& one_at_a_time, const Event& event, ViewChange& change);

// Whether an event that got this answer is tried again (or else parked).
bool IsPassing(const absl::Status& status);

// Brings one partition into one generation of a view. Used by one thread.
//
// Every commit requires the position to be where this applier left it and moves it together with
// the changes, so of two that run only one gets through and no event counts twice.
class Applier {
 public:
  struct Progress {
    enum Kind {
      kAdvanced,  // all events are applied, parked or were duplicates
      kGap,       // before `aggregate` can go on, its version `missing` must come
      kRetry,     // try again later: `cause`
      kFenced     // somebody else moved the position: Load, then go on from there
    };
    Kind kind = kAdvanced;
    std::string cause;
    std::string aggregate;
    uint64_t missing = 0;
  };

  // `live`: only as long as readers use this generation (it is not being built).
  Applier(store::Store& store, View& view, std::mutex& one_at_a_time, Partition partition,
          std::string generation, bool live);

  // Where the store stands. Before the first Apply and after kFenced or kRetry.
  absl::Status Load();

  Progress Apply(const std::vector<Event>& events, size_t batch);

  // One event that was missing, found ahead of the position: applied without moving it.
  Progress ApplyAhead(const Event& event);

  struct ParkedAggregate {
    std::string cause;
    uint64_t version = 0;  // 0: of an event that could not be read
    int events = 0;
  };
  // Tries what is parked again, in order; stops at the first event of an aggregate that fails
  // again.
  absl::Status Redrive();

  const Partition& partition() const { return partition_; }
  const std::string& generation() const { return generation_; }
  const std::string& position() const { return position_; }
  const std::map<std::string, ParkedAggregate>& parked() const { return parked_; }
  Time last_event() const { return last_event_; }
  int64_t applied() const { return applied_; }
  int64_t duplicates() const { return duplicates_; }

 private:
  struct Batch {
    PendingChange change;
    std::map<std::string, uint64_t> versions;  // reached, per aggregate
    store::Commit extra;                       // what is parked, dead letters
    size_t extra_documents = 0;
    std::string position;
    int64_t events = 0;
    int64_t duplicates = 0;
    Time last_event{};
  };

  Batch NewBatch() const;
  absl::Status LoadVersions(const std::vector<Event>& events);
  absl::Status LoadParked();
  uint64_t VersionOf(const std::string& aggregate, const Batch& batch) const;
  // Versions that may be those of an event that could not be read.
  uint64_t Unreadable(const std::string& aggregate) const;
  bool Fits(const Batch& batch, const PendingChange& more) const;
  void Park(const Event& event, const std::string& cause, Batch& batch);
  Task<absl::StatusOr<std::optional<std::string>>> Read(std::string key, const Batch* batch);
  // Commits what is staged when it has as much as a commit holds, or `all` of it.
  Progress Stage(store::Commit& staged, bool all);
  // Commits and starts a new batch. kAdvanced, kRetry or kFenced.
  Progress Flush(Batch& batch);
  // What a batch has changed, once it is committed.
  void Remember(Batch& batch, std::vector<std::string> listed);
  Progress Commit(store::Commit commit);
  static std::string AfterOneMore(const std::string& redrives);
  void RequirePlace(store::Commit& commit) const;

  store::Store& store_;
  View& view_;
  std::mutex& one_at_a_time_;
  const Partition partition_;
  const std::string generation_;
  const bool live_;
  const ViewKeys keys_;

  std::string position_;
  std::string redrives_;
  std::unordered_map<std::string, uint64_t> versions_;
  std::map<std::string, ParkedAggregate> parked_;
  // Valid as long as nobody else moves the position; a commit finds out.
  std::unordered_map<std::string, std::optional<std::string>> documents_;
  std::unordered_set<std::string> listed_;  // already in one of the indexes of all things
  Time last_event_{};
  int64_t applied_ = 0;
  int64_t duplicates_ = 0;
};

}  // namespace zwk::stream
