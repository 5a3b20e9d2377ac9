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
// committed offsets. Its position is kept with what it made of the events (LogPosition).
class KafkaBus : public stream::Bus {
 public:
  KafkaBus(Cluster cluster, store::Endpoint redis)
      : cluster_(std::move(cluster)), redis_(std::move(redis)) {}
  std::unique_ptr<stream::Subscription> Subscribe(std::vector<std::string> areas) override;

 private:
  const Cluster cluster_;
  const store::Endpoint redis_;
};

}  // namespace zwk::kafka
