#pragma once

#include <chrono>
#include <compare>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/stream/event.h"

namespace zwk::stream {

// One municipality's events of one area: the unit of order and of a view's position.
struct Partition {
  std::string area;
  std::string municipality;
  auto operator<=>(const Partition&) const = default;
};

struct Cursor {
  Partition partition;
  std::string after;  // Event::position; "" = from the start
};

struct Polled {
  std::vector<Event> events;
  bool new_partitions = false;  // ask for Partitions again
  // Partitions of which nothing can be read at the moment, and why; the others are not held up.
  std::map<Partition, absl::Status> failed;
};

// A reader of event streams, used by one thread at a time. Nothing here is peculiar to Redis
// Streams: with Kafka a partition is the part of a topic partition with one municipality's keys.
class Subscription {
 public:
  virtual ~Subscription() = default;

  // All partitions of the areas that have had an event, or a commit, so far.
  virtual absl::StatusOr<std::vector<Partition>> Partitions() = 0;

  // Waits up to `wait` for events after the cursors, at most `limit` per partition, or for a new
  // partition. Events of a partition come in order.
  virtual absl::StatusOr<Polled> Poll(const std::vector<Cursor>& cursors, int limit,
                                      std::chrono::milliseconds wait) = 0;

  // What is committed behind the cursors, wherever on its way it is: nobody else is waited for.
  virtual absl::StatusOr<Polled> Committed(const std::vector<Cursor>& cursors, int limit) {
    return Poll(cursors, limit, std::chrono::milliseconds(0));
  }

  // The position of the last event; "" if there is none.
  virtual absl::StatusOr<std::string> Last(const Partition& partition) = 0;

  // Whether `position` is `other` or behind it; both of one partition.
  virtual bool HasReached(const std::string& position, const std::string& other) const = 0;
};

class Bus {
 public:
  virtual ~Bus() = default;
  virtual std::unique_ptr<Subscription> Subscribe(std::vector<std::string> areas) = 0;
};

}  // namespace zwk::stream
