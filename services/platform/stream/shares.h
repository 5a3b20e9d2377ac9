#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/store/connection.h"
#include "platform/store/endpoint.h"

namespace zwk::stream {

// Work in shards, spread over the replicas that take part: each has as many as the next one, a shard
// has one holder at a time, and who ends or hangs loses what it had when its lease is over.
//
// A lease does not keep a holder that was stopped in the middle of something from going on with it:
// what it writes carries the epoch of its lease, and whoever keeps it refuses an older one. A shard
// has a higher epoch each time that it is taken.
class Shares {
 public:
  struct Options {
    store::Endpoint redis;
    std::string work;  // key of what is shared: "{zwk}:participation:relay"
    std::string me;    // of this process alone
    int shards = 1;
    std::chrono::milliseconds life{6000};  // of a lease; it is renewed at a third of it
  };

  explicit Shares(Options options);
  ~Shares();  // gives back what it holds
  Shares(const Shares&) = delete;
  Shares& operator=(const Shares&) = delete;

  // The epoch under which this process holds the shard now; none: another one does, or nobody.
  std::optional<uint64_t> Held(int shard) const;
  int shards() const { return options_.shards; }

 private:
  using Steady = std::chrono::steady_clock;
  void Loop();
  absl::Status Ask(absl::string_view wish);

  const Options options_;
  store::Connection connection_;  // the thread's

  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;            // guarded by mutex_
  std::map<int, uint64_t> held_;     // guarded by mutex_: shard, epoch
  Steady::time_point held_until_{};  // guarded by mutex_
  std::thread thread_;
};

}  // namespace zwk::stream
