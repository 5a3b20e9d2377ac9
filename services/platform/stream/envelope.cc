#include "platform/stream/envelope.h"

namespace zwk::stream {

common::v1::EventEnvelope ToEnvelope(const Event& event) {
  common::v1::EventEnvelope envelope;
  envelope.set_id(event.id);
  envelope.set_source(event.area);
  envelope.set_type(event.type);
  envelope.set_municipality(event.municipality);
  envelope.set_aggregate(event.aggregate);
  envelope.set_aggregate_version(event.version);
  envelope.set_trace_parent(event.trace_parent);
  envelope.set_data(event.data);
  const int64_t micros = ToMicros(event.time);
  envelope.mutable_time()->set_seconds(micros / 1'000'000);
  envelope.mutable_time()->set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1000);
  return envelope;
}

Event FromEnvelope(const common::v1::EventEnvelope& envelope) {
  Event event;
  event.id = envelope.id();
  event.area = envelope.source();
  event.type = envelope.type();
  event.municipality = envelope.municipality();
  event.aggregate = envelope.aggregate();
  event.version = envelope.aggregate_version();
  event.trace_parent = envelope.trace_parent();
  event.data = envelope.data();
  event.time = FromMicros(envelope.time().seconds() * 1'000'000 + envelope.time().nanos() / 1000);
  return event;
}

}  // namespace zwk::stream
