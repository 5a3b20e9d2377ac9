#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace zwk::reporting {

// A meeting as calendars keep it.
struct CalendarEntry {
  std::string meeting_id;  // stays the same when the entry is fetched again
  std::string title;
  std::string place;
  int64_t starts_at = 0;  // seconds since 1970
  std::optional<int64_t> ends_at = {};
  int64_t planned_at = 0;  // when all this was said
  bool cancelled = false;
};

// iCalendar (RFC 5545): the same bytes for the same meeting.
std::string ToICalendar(const CalendarEntry& entry);

}  // namespace zwk::reporting
