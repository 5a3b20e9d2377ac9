#include "platform/stream/outbox_entry.h"

#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/clock.h"

namespace zwk::stream {

using store::Reply;

Event ToEvent(const Partition& partition, const Reply& entry) {
  Event event;
  event.area = partition.area;
  event.municipality = partition.municipality;
  event.position = std::string(entry[0].text());
  std::string version;
  const Reply fields = entry[1];
  for (size_t f = 0; f + 1 < fields.size(); f += 2) {
    const absl::string_view name = fields[f].text();
    const absl::string_view value = fields[f + 1].text();
    if (name == "ce_id") event.id = std::string(value);
    if (name == "ce_subject") event.aggregate = std::string(value);
    if (name == "ce_type") event.type = std::string(value);
    if (name == "ce_traceparent") event.trace_parent = std::string(value);
    if (name == "data") event.data = std::string(value);
    if (name == "ce_aggregateversion") version = std::string(value);
    if (name == "ce_time") {
      if (const auto time = ParseTime(std::string(value)); time.ok()) event.time = *time;
    }
  }
  ReadVersion(version, event);
  return event;
}

}  // namespace zwk::stream
