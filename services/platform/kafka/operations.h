#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/kafka/cluster.h"
#include "platform/store/endpoint.h"

// What operators do with streams: zwkctl streams. Redis is asked as a user who sees all services.
namespace zwk::kafka {

// How far one municipality's events of one area are.
struct StreamState {
  struct Reader {
    std::string view;  // "reporting/profiles"
    std::string position;
    int64_t behind = 0;  // events, at most kMostCounted
  };
  std::string area;
  std::string municipality;
  int64_t committed = 0;           // events since the outbox began
  std::optional<int64_t> waiting;  // for Kafka; none where nobody relays
  std::vector<Reader> readers;
};
inline constexpr int64_t kMostCounted = 10'000;

// On both buses: views are counted by the outboxes that their events come from.
absl::StatusOr<std::vector<StreamState>> MeasureStreams(const store::Endpoint& redis,
                                                        const std::vector<std::string>& areas);

struct Reconciled {
  std::string municipality;
  int64_t kept = 0;     // events in the outbox
  int64_t missing = 0;  // of those, in Kafka
};
// Looks which events of the outboxes the topic does not have, and puts the relay back to before the
// first of them, so that they are published again, and what is behind them once more; who reads
// them has each once. Told city by city.
absl::Status Reconcile(const Cluster& cluster, const store::Endpoint& redis,
                       const std::string& area, const std::function<void(const Reconciled&)>& tell);

}  // namespace zwk::kafka
