#include "platform/stream/outbox_entry.h"

#include <string>

#include "absl/strings/string_view.h"
#include "platform/stream/attributes.h"

namespace zwk::stream {

using store::Reply;

Event ToEvent(const Partition& partition, const Reply& entry) {
  Event event;
  event.area = partition.area;
  event.municipality = partition.municipality;
  event.position = std::string(entry[0].text());
  const Reply fields = entry[1];
  for (size_t f = 0; f + 1 < fields.size(); f += 2) {
    const absl::string_view name = fields[f].text();
    const absl::string_view value = fields[f + 1].text();
    if (name == "data") {
      event.data = std::string(value);
    } else {
      SetAttribute(event, name, value);
    }
  }
  if (event.version == 0 && event.unreadable.empty()) ReadVersion("", event);
  return event;
}

}  // namespace zwk::stream
