#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/store/endpoint.h"
#include "platform/store/store.h"

namespace zwk::store {

// The store on Redis. Callers on any thread enqueue on a few lanes (one thread each, and a few
// connections); a lane sends everything that waits in one flush and reads all replies, so that
// commits share an fsync. Commits that write the same aggregate first go through the same lane, in
// order.
//
// Redis must run with `appendfsync always`, `no-appendfsync-on-rewrite no` and
// `maxmemory-policy noeviction`; CheckWritable says so if it does not.
class RedisStore : public Store {
 public:
  struct Options {
    Endpoint address;
    std::string area;              // "participation": part of every key
    int lanes = 2;                 // for commits
    int read_lanes = 4;            // a municipality reads over one of them
    size_t queue_limit = 10000;    // waiting calls per lane, then RESOURCE_EXHAUSTED
    std::string page_token_key;    // keys the MAC of cursors; replicas of a service share it
    const Clock* clock = nullptr;  // nullptr: the system's
    // The store is another one than before (lost, or restored from a copy): what this process
    // remembered of it is forgotten. Short.
    std::function<void()> on_other_store;
    // Asked before each commit that is to be made; what it refuses is not made. Short.
    std::function<absl::Status(const Commit&)> admit;
    // After each flush of commits: how many shared it, and how long it took. For metrics; short.
    std::function<void(size_t commits, std::chrono::microseconds took)> on_flush;
    // A commit changed nothing, because something else had changed meanwhile (kConflict,
    // kGuardFailed). For metrics; short.
    std::function<void(Outcome::Kind kind)> on_refused_commit;
    // Events of a municipality that the store holds at most: then commits with events are refused
    // with RESOURCE_EXHAUSTED until some have left (OUTBOX_FULL).
    int64_t outbox_limit = 500'000;
  };
  static constexpr int64_t kNoOutboxLimit = 9'000'000'000'000'000;

  // Connects when needed: Redis may come later, or go and come back.
  explicit RedisStore(Options options);
  ~RedisStore() override;  // what waits is answered UNAVAILABLE

  Task<absl::StatusOr<Outcome>> Apply(Commit commit, Time deadline) override;
  Task<absl::StatusOr<ReadResult>> Get(std::string municipality, ReadSet reads,
                                       Time deadline) override;
  Task<absl::StatusOr<ScanPage>> Scan(std::string municipality, ScanQuery query,
                                      Time deadline) override;
  Task<absl::StatusOr<std::vector<TailEntry>>> Tail(std::string municipality, std::string after,
                                                    int limit, Time deadline) override;
  Task<absl::StatusOr<std::vector<std::string>>> Municipalities(Time deadline) override;
  // A commit of ordinary size, by the script that all commits take; FAILED_PRECONDITION with the
  // settings that make acknowledged commits unsafe; RESOURCE_EXHAUSTED shortly before its memory is
  // full.
  Task<absl::Status> CheckWritable(Time deadline) override;
  // OK if a read is answered, and what is acknowledged is safe: also when nothing can be written.
  // Notices another store behind the same address.
  Task<absl::Status> CheckAnswers(Time deadline);

  // What Redis has to carry.
  struct Figures {
    int64_t memory_bytes = 0;
    int64_t memory_limit_bytes = 0;  // 0: none
    int64_t file_bytes = 0;          // of the append-only file
    int64_t delayed_syncs = 0;       // of it, since Redis started
    struct Outbox {
      std::string municipality;
      int64_t events = 0;
      Time oldest{};
    };
    std::vector<Outbox> outboxes;  // of this area
  };
  Task<absl::StatusOr<Figures>> Measure(Time deadline);

  // What has not been sent yet.
  struct Waiting {
    size_t calls = 0;
    size_t bytes = 0;
  };
  Waiting WaitingCommits() const;
  Waiting WaitingReads() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zwk::store
