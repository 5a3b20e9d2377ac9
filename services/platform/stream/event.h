#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/base/clock.h"

namespace zwk::stream {

// More than a version can be: the store counts up to here.
inline constexpr uint64_t kMostVersions = 9'000'000'000'000'000;

// A fact as it travels: CloudEvents attributes and the bytes of one protobuf message.
struct Event {
  std::string id;    // "<municipality>/<aggregate>/<version>", the same however often sent
  std::string area;  // "participation": whose stream it is
  std::string municipality;
  std::string aggregate;  // "meeting/<id>"
  uint64_t version = 0;   // gapless per aggregate, from 1
  std::string type;       // full name of the message: "zwk.participation.v1.MeetingScheduled"
  Time time{};
  std::string data;
  std::string trace_parent;
  std::string position;  // in its partition; opaque, the bus can continue after it
  // What of it the bus could not read; its version is 0 then. Its aggregate is parked.
  std::string unreadable;

  // Set by Unpack when the type is right and the bytes are not: the runner parks such an event.
  mutable bool garbled = false;
};

// What the bus has as its version; one that is none makes the event unreadable.
void ReadVersion(const std::string& text, Event& event);

// The message, if the event is an M:
//
//   if (auto scheduled = Unpack<participation::v1::MeetingScheduled>(event)) { ... }
//
// Events of other types are not for this reader, or newer than its build.
template <typename M>
std::optional<M> Unpack(const Event& event) {
  if (event.type != M::descriptor()->full_name()) return std::nullopt;
  std::optional<M> message(std::in_place);
  if (!message->ParseFromString(event.data)) {
    event.garbled = true;
    return std::nullopt;
  }
  return message;
}

}  // namespace zwk::stream
