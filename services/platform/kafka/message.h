// An event as Kafka carries it: CloudEvents in binary mode. The key is "<municipality>/<aggregate>",
// attributes are headers, the payload is the protobuf message, "ce_position" is the place in the
// outbox that it comes from, and "ce_store" the epoch of the store that has this outbox.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/stream/event.h"

struct rd_kafka_s;
struct rd_kafka_message_s;

namespace zwk::kafka {

// Hands it to the producer; `ticket` comes back with the delivery. RESOURCE_EXHAUSTED: later.
absl::Status Produce(rd_kafka_s* producer, const std::string& topic, int partition,
                     const std::string& store, const stream::Event& event, void* ticket);

// Whose event it is, from the key alone; "" if it is nobody's.
absl::string_view MunicipalityOf(const rd_kafka_message_s& message);

// With the place in the outbox as its position. Nothing, if it is no event of this store: somebody else
// writes into the topic, or the store has been put back to an earlier time, and what it said since did
// not happen.
std::optional<stream::Event> ToEvent(const rd_kafka_message_s& message, const std::string& area,
                                     const std::string& store);

}  // namespace zwk::kafka
