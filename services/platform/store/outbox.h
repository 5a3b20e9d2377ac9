#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "platform/store/connection.h"

namespace zwk::store {

// Where an event is in an outbox, as Redis counts: milliseconds, and a number within them.
struct OutboxPosition {
  uint64_t milliseconds = 0;
  uint64_t number = 0;

  // "1648474200000-3"; "" is before everything.
  static OutboxPosition Of(absl::string_view text);
  std::string Text() const;
  // The least one behind it.
  OutboxPosition Next() const { return {milliseconds, number + 1}; }

  friend auto operator<=>(const OutboxPosition&, const OutboxPosition&) = default;
};

// The cursor that a stream keeps of what has left it for the archive (a consumer group that nobody
// reads by): it lives and dies with the stream, and whoever may read that may read this.
inline constexpr char kArchivedCursor[] = "archived";

// From the answer to XINFO GROUPS; before everything where nothing has left, or there is no stream.
OutboxPosition ArchivedUpTo(const Reply& groups);

}  // namespace zwk::store
