#include "platform/stream/attributes.h"

#include "absl/strings/str_cat.h"

namespace zwk::stream {

void SetAttribute(Event& event, absl::string_view name, absl::string_view value) {
  if (name == "ce_id") event.id = std::string(value);
  if (name == "ce_subject") event.aggregate = std::string(value);
  if (name == "ce_type") event.type = std::string(value);
  if (name == "ce_traceparent") event.trace_parent = std::string(value);
  if (name == "ce_aggregateversion") ReadVersion(std::string(value), event);
  if (name == "ce_time") {
    if (const auto time = ParseTime(std::string(value)); time.ok()) event.time = *time;
  }
}

std::vector<std::pair<std::string, std::string>> AttributesOf(const Event& event) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", event.id},
          {"ce_source", event.area},
          {"ce_subject", event.aggregate},
          {"ce_aggregateversion", absl::StrCat(event.version)},
          {"ce_type", event.type},
          {"ce_time", FormatTime(event.time)},
          {"ce_traceparent", event.trace_parent}};
}

}  // namespace zwk::stream
