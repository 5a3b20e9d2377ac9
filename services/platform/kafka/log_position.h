#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace zwk::kafka {

// Where a reader of a log stands, in words of the outbox and of the log:
//
//   "1648474200000-3@17"               all that was met up to offset 17; the event there is that one
//   "1648474200000-3@18@1648474200000-1"   the event there is an older one, that came late or again
//   "1648474200000-3"                  of the outbox alone: whoever comes from the embedded bus
//
// The view keeps it, so it is the truth. The offset is a hint: it is believed if the event there is
// the one that is named here, because a log can be lost, and made anew from the outboxes.
struct LogPosition {
  static constexpr int64_t kNoOffset = -1;

  std::string furthest;  // in the outbox, of all that was met
  int64_t offset = kNoOffset;
  std::string own;  // place in the outbox of the event at this offset

  static LogPosition Parse(absl::string_view text);  // what cannot be read is the start
  std::string ToText() const;

  // Furthest in the outbox first, so that a log made anew does not turn the order around. Who came by the
  // outbox alone has all of it up to there.
  bool HasReached(const LogPosition& other) const;
};

}  // namespace zwk::kafka
