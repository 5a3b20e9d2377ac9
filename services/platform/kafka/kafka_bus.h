#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/kafka/cluster.h"
#include "platform/store/endpoint.h"
#include "platform/stream/bus.h"

namespace zwk::kafka {

// The bus of many machines: relays (relay.h) carry the outboxes into the topics of Kafka, readers
// read there. Which municipalities there are, and what the last event is, the outboxes say: whoever
// waits for the last event waits for all of its way.
//
// A reader assigns itself the partitions that it is asked about; no group, no rebalancing, no
// committed offsets. Its position is kept with what it made of the events (LogPosition). Who has no
// place in the log, or one that it has forgotten, comes by way of the outbox (and of the archive).
class KafkaBus : public stream::Bus {
 public:
  // `archive`: stream::EmbeddedBus.
  KafkaBus(Cluster cluster, store::Endpoint redis, std::string archive = "")
      : cluster_(std::move(cluster)), redis_(std::move(redis)), archive_(std::move(archive)) {}
  std::unique_ptr<stream::Subscription> Subscribe(std::vector<std::string> areas) override;

 private:
  const Cluster cluster_;
  const store::Endpoint redis_;
  const std::string archive_;
};

}  // namespace zwk::kafka
