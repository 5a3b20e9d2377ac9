// How an event is written down outside of a process: attributes by their CloudEvents names, the same
// on every bus.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "platform/stream/event.h"

namespace zwk::stream {

// Takes over "ce_id", "ce_type" and so on; names that nobody knows here are left out.
void SetAttribute(Event& event, absl::string_view name, absl::string_view value);

// All of an event but its data and its position. SetAttribute takes them back.
std::vector<std::pair<std::string, std::string>> AttributesOf(const Event& event);

}  // namespace zwk::stream
