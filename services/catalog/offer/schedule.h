#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace zwk::catalog {

enum class Frequency { kWeekly = 1, kMonthly };

// A recurring opening, with the names of RFC 5545. Dates are local days of `timezone`.
struct Schedule {
  Frequency freq = Frequency::kWeekly;
  int interval = 1;
  std::string byday;       // "MO,WE"; MONTHLY also "1TU,-1FR"
  std::string bymonthday;  // MONTHLY: "1,15,-1"
  std::optional<std::chrono::year_month_day> dtstart, until, valid_from, valid_to;
  int count = 0;         // 0: no limit
  int opens_at = 0;      // minutes after midnight
  int closes_at = 0;     // below opens_at: on the next day
  std::string timezone;  // IANA; empty: Europe/Berlin
  std::string description;

  // Hours of one opening. Equal times mean a whole day.
  double hours() const;
  bool overnight() const { return closes_at < opens_at; }
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// INVALID_ARGUMENT with the field below `field`: not both until and count, WEEKLY has no month days
// and no numbered week days, a closing time equal to the opening time only at midnight, and so on.
absl::Status Validate(const Schedule& schedule, const std::string& field);

// Days of opening within [from, to], at most 10,000.
std::vector<std::chrono::sys_days> Openings(const Schedule& schedule, std::chrono::sys_days from,
                                            std::chrono::sys_days to);

// Mean open hours a week over the eight weeks from the Monday on or before `day`. Openings that
// overlap count once.
double WeeklyHours(const std::vector<Schedule>& schedules, std::chrono::sys_days day);

// "HH:MM" (seconds are dropped) to minutes after midnight; "24:00" is the end of the day.
absl::StatusOr<int> ParseTimeOfDay(const std::string& text);
std::string FormatTimeOfDay(int minutes);

}  // namespace zwk::catalog
