#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/offer/recurrence.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"

namespace zwk::catalog {

// What stands where no time is said, and where a text was none.
constexpr int kNoTime = -1, kBadTime = -2;

// Days on which a schedule is not as its rule says: closed, or with other hours.
struct ScheduleException {
  OptionalDay from, to;  // both belong to it
  bool closed = false;
  int opens_at = kNoTime, closes_at = kNoTime;
  std::string reason;
  friend bool operator==(const ScheduleException&, const ScheduleException&) = default;
};

// When something is open: a recurring opening, or words where nobody says days and hours. Dates are local
// days of `timezone`.
struct Schedule : Recurrence {
  OptionalDay valid_from, valid_to;
  int opens_at = kNoTime;   // minutes after midnight
  int closes_at = kNoTime;  // not above opens_at: on the next day
  std::string timezone;     // IANA; empty: Europe/Berlin
  std::string description;
  std::vector<ScheduleException> exceptions;  // the first that holds a day says how it is
  std::string holiday_calendar;  // "DE-HB": closed on its holidays, but for those of rdate
  bool by_appointment = false;   // says nothing on the hours
  std::string schedule_link;

  bool has_hours() const { return opens_at >= 0; }
  bool overnight() const { return has_hours() && closes_at < opens_at; }
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// Field paths lie below `field`: hours where there are days (but for appointments), words where there are
// none, a closing time equal to the opening time only at midnight, and so on.
void Take(FieldErrors& errors, const std::string& field, Schedule& schedule);

// One day on which it is open. Equal times mean a whole day.
struct Opening {
  std::chrono::sys_days day;
  int opens_at = 0, closes_at = 0;  // as in Schedule
  double hours() const;
  friend bool operator==(const Opening&, const Opening&) = default;
};

// Within [from, to], in order: at most five years.
std::vector<Opening> Openings(const Schedule& schedule, std::chrono::sys_days from,
                              std::chrono::sys_days to);

// An opening in time.
struct Occurrence {
  const Schedule* schedule = nullptr;  // whose it is
  Opening opening;
  Time start, end;
};

// Of several schedules, by their start; those that begin within the local days [from, to], at most five
// years and 10,000. They point into `schedules`.
std::vector<Occurrence> Occurrences(const std::vector<Schedule>& schedules,
                                    std::chrono::sys_days from, std::chrono::sys_days to);

// As it is at a moment.
struct OpenState {
  std::optional<bool> open_now;    // nothing where no schedule says hours
  std::optional<Occurrence> now;   // by which it is open; of several the one that ends last
  std::optional<Occurrence> next;  // that begins within a year after it
};
OpenState OpenAt(const std::vector<Schedule>& schedules, Time now);

// How much work it is to say when it is open in the year from `now` on, see recurrence.h.
int64_t StepsOf(const Schedule& schedule, Time now);

// Whether somebody has said at which hours it is open; else it may be open at any.
bool SayHours(const std::vector<Schedule>& schedules);

// Mean open hours a week over the eight weeks from the Monday on or before `day`. Openings that
// overlap count once.
double WeeklyHours(const std::vector<Schedule>& schedules, std::chrono::sys_days day);

// The local day of a schedule without a time zone of its own.
std::chrono::sys_days LocalDay(Time now);

// "HH:MM" (seconds are dropped) to minutes after midnight; "24:00" is the end of the day.
absl::StatusOr<int> ParseTimeOfDay(const std::string& text);
// "" where there is none.
std::string FormatTimeOfDay(int minutes);

}  // namespace zwk::catalog
