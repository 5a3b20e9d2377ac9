#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/kafka/cluster.h"

namespace zwk::kafka {

// How a topic is made. The number of partitions stays for ever: with another one a city's events
// would go on in another partition.
struct TopicShape {
  int partitions = 8;
  int replication = 1;
  int min_in_sync = 1;
  std::chrono::hours retention{24 * 7};
};

// Asks about topics, and makes them where somebody says so. For one thread at a time.
class Topics {
 public:
  explicit Topics(Cluster cluster) : cluster_(std::move(cluster)) {}

  enum Made { kMade, kWasThere };
  // Twice is once; what may change later (retention, min_in_sync) is as the last call wanted it.
  // FAILED_PRECONDITION: it is there with other partitions or another replication.
  absl::StatusOr<Made> Create(const std::string& topic, const TopicShape& shape);
  absl::Status Delete(const std::string& topic);

  // NOT_FOUND says how it is made.
  absl::StatusOr<int> Partitions(const std::string& topic);

  // The first offset there is, and the one after the last.
  struct Span {
    int64_t begin = 0;
    int64_t end = 0;
  };
  absl::StatusOr<Span> SpanOf(const std::string& topic, int partition);

 private:
  struct Found {
    int partitions = 0;
    int replication = 0;
  };
  absl::Status Open();
  absl::StatusOr<Found> Find(const std::string& topic);
  absl::Status Ask(int kind, const std::string& topic, const TopicShape& shape);

  const Cluster cluster_;
  Handle handle_;
};

}  // namespace zwk::kafka
