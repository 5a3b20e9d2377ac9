#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "platform/kafka/cluster.h"
#include "platform/kafka/relay_cursors.h"
#include "platform/kafka/topics.h"
#include "platform/store/endpoint.h"
#include "platform/stream/bus.h"
#include "platform/stream/shares.h"

namespace zwk::kafka {

// Carries the events of one area from the outboxes into its topic, in their order, at least once.
//
// Replicas share the work: a shard is a partition of the topic with the cities whose events go there,
// and has one relay at a time, by lease. A city's cursor is behind the last event up to which all are
// acknowledged (by all replicas in sync); moving it requires the epoch of the lease, so a relay that
// was stopped and comes back late can send events again, but not take the cursor with it. Whoever
// takes over goes on from the cursor, and so does this one with a new producer when the old one
// failed: a producer that ends fatally is routine.
class Relay {
 public:
  struct Options {
    Cluster cluster;
    store::Endpoint redis;
    std::string archive;  // stream::EmbeddedBus
    std::string area;
    std::string me;  // of this process alone
    std::chrono::milliseconds lease{6000};
    // Events of a city that wait for Kafka, then its commits are refused: IsFull.
    int64_t most_waiting = 100'000;
    // What an operator hears of: it cannot go on ("" = it goes on again). Short.
    std::function<void(const absl::Status&)> on_trouble;
  };
  struct Figures {
    int64_t published = 0;                   // events acknowledged since the start of the process
    int64_t recreations = 0;                 // of a producer that failed
    std::map<std::string, int64_t> waiting;  // events of a city, of those that are relayed here
  };

  explicit Relay(Options options);
  ~Relay();  // what is on its way is waited for, shortly
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  Figures figures() const;

  // Whether more of the city's events wait for Kafka than may, whichever replica relays them.
  bool IsFull(const std::string& municipality) const;

 private:
  using Steady = std::chrono::steady_clock;

  struct Sent {
    std::string position;
    size_t bytes = 0;
    bool acknowledged = false;
  };
  struct City {
    std::string name;
    int shard = 0;
    uint64_t epoch = 0;
    std::string cursor;      // as it is kept
    std::string read_after;  // how far the outbox was sent
    std::deque<Sent> sent;   // behind the cursor, in order
    size_t bytes = 0;        // of them
    uint64_t first = 0;      // number of sent[0]
  };

  void Loop();
  absl::Status Step();
  absl::Status LookAround();
  absl::Status LookAtTopic();
  absl::Status Claim(const std::vector<stream::Partition>& partitions);
  void LetGo();
  std::vector<stream::Cursor> WhoMaySend(std::map<std::string, uint64_t>& numbers);
  absl::StatusOr<size_t> Send();
  void Acknowledge(uint64_t ticket, bool delivered);
  absl::Status Advance();
  absl::Status CheckCities();
  bool IsTooMuch(const std::string& municipality, int64_t waiting, bool was) const;
  absl::Status OpenProducer();
  void DropProducer();
  bool Stopping() const;
  void Say(const absl::Status& status);

  const Options options_;
  const std::string topic_;

  // The thread's alone.
  Topics topics_;
  RelayCursors cursors_;
  std::unique_ptr<stream::Subscription> outboxes_;
  std::optional<stream::Shares> shares_;
  int partitions_ = 0;       // 0: to be asked
  std::string store_epoch_;  // of the store with the outboxes
  Handle producer_;
  bool producer_failed_ = false;
  bool look_for_cities_ = true;
  std::vector<stream::Partition> known_;
  std::vector<std::unique_ptr<City>> cities_;  // a number stays that of its city; null: let go
  size_t turn_ = 0;                            // whose city is first
  size_t in_flight_ = 0;
  Steady::time_point acknowledged_{};  // last, or nothing was on its way
  Steady::time_point checked_{};
  Steady::time_point counted_{};  // partitions
  Steady::time_point advanced_{};
  absl::Status said_;

  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;       // guarded by mutex_
  Figures figures_;             // guarded by mutex_
  std::set<std::string> full_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace zwk::kafka
