#include "catalog/domain/schedule.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr int kDay = 24 * 60;
constexpr size_t kMaxOpenings = 10'000;

struct ByDay {
  int nth = 0;  // 0: each
  weekday day;
};

std::optional<weekday> ParseWeekday(absl::string_view text) {
  static constexpr absl::string_view kNames[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
  for (unsigned i = 0; i < 7; ++i) {
    if (text == kNames[i]) return weekday(i);
  }
  return std::nullopt;
}

std::optional<std::vector<ByDay>> ParseByDay(const std::string& text) {
  std::vector<ByDay> days;
  if (text.empty()) return days;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    part = absl::StripAsciiWhitespace(part);
    if (part.size() < 2) return std::nullopt;
    const std::optional<weekday> day = ParseWeekday(part.substr(part.size() - 2));
    absl::string_view number = part.substr(0, part.size() - 2);
    int nth = 0;
    if (!day ||
        (!number.empty() && (!absl::SimpleAtoi(number, &nth) || nth == 0 || nth < -5 || nth > 5))) {
      return std::nullopt;
    }
    days.push_back({nth, *day});
  }
  return days;
}

std::optional<std::vector<int>> ParseMonthDays(const std::string& text) {
  std::vector<int> days;
  if (text.empty()) return days;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    int day = 0;
    if (!absl::SimpleAtoi(part, &day) || day == 0 || day < -31 || day > 31) return std::nullopt;
    days.push_back(day);
  }
  return days;
}

sys_days MondayOf(sys_days day) { return day - (weekday(day) - std::chrono::Monday); }

// Days of opening within one period, in order: a week from its Monday, or a month.
void AddWeek(const std::vector<ByDay>& bydays, sys_days monday, weekday fallback,
             std::vector<sys_days>& out) {
  if (bydays.empty()) out.push_back(monday + (fallback - std::chrono::Monday));
  for (const ByDay& by : bydays) out.push_back(monday + (by.day - std::chrono::Monday));
}

void AddMonth(const std::vector<ByDay>& bydays, const std::vector<int>& monthdays,
              std::chrono::year_month month, int fallback, std::vector<sys_days>& out) {
  const int last = static_cast<int>(static_cast<unsigned>((month / std::chrono::last).day()));
  const auto add = [&](int day) {
    if (day < 0) day = last + 1 + day;
    if (day >= 1 && day <= last) out.push_back(sys_days(month / day));
  };
  for (const int day : monthdays) add(day);
  for (const ByDay& by : bydays) {
    const weekday first(sys_days(month / 1));
    const int offset = static_cast<int>((by.day - first).count()) + 1;
    const int weeks = (last - offset) / 7 + 1;
    if (by.nth > 0 && by.nth <= weeks) add(offset + 7 * (by.nth - 1));
    if (by.nth < 0 && -by.nth <= weeks) add(offset + 7 * (weeks + by.nth));
    for (int week = 0; by.nth == 0 && week < weeks; ++week) add(offset + 7 * week);
  }
  if (monthdays.empty() && bydays.empty()) add(fallback);
}

}  // namespace

double Schedule::hours() const {
  const int minutes = closes_at - opens_at;
  return (minutes <= 0 ? minutes + kDay : minutes) / 60.0;
}

absl::Status Validate(const Schedule& s, const std::string& field) {
  if (s.interval < 1 || s.interval > 1000) {
    return InvalidField(field + ".interval", "must be within 1 and 1000");
  }
  if (s.count < 0 || s.count > 10'000) {
    return InvalidField(field + ".count", "must be within 0 and 10000");
  }
  if (s.until && s.count > 0) {
    return InvalidField(field + ".until", "until and count exclude each other");
  }
  const auto bydays = ParseByDay(s.byday);
  if (!bydays) {
    return InvalidField(field + ".byday",
                        absl::StrCat(Quoted(s.byday), " is no list of week days"));
  }
  if (!ParseMonthDays(s.bymonthday)) {
    return InvalidField(field + ".bymonthday",
                        absl::StrCat(Quoted(s.bymonthday), " is no list of days of a month"));
  }
  if (s.freq == Frequency::kWeekly) {
    if (!s.bymonthday.empty()) {
      return InvalidField(field + ".bymonthday", "WEEKLY has no days of a month");
    }
    for (const ByDay& by : *bydays) {
      if (by.nth != 0) return InvalidField(field + ".byday", "WEEKLY has no numbered week days");
    }
  }
  if (s.opens_at < 0 || s.opens_at >= kDay) {
    return InvalidField(field + ".opens_at", "is no time of day");
  }
  if (s.closes_at < 0 || s.closes_at > kDay) {
    return InvalidField(field + ".closes_at", "is no time of day");
  }
  if (s.opens_at == s.closes_at && s.opens_at != 0) {
    return InvalidField(field + ".closes_at", "equals opens_at; a whole day is 00:00-00:00");
  }
  if (s.valid_from && s.valid_to && *s.valid_to < *s.valid_from) {
    return InvalidField(field + ".valid_to", "is before valid_from");
  }
  if (s.dtstart && s.until && *s.until < *s.dtstart) {
    return InvalidField(field + ".until", "is before dtstart");
  }
  return absl::OkStatus();
}

std::vector<sys_days> Openings(const Schedule& s, sys_days from, sys_days to) {
  const auto bydays = ParseByDay(s.byday);
  const auto monthdays = ParseMonthDays(s.bymonthday);
  if (!bydays || !monthdays || s.interval < 1) return {};

  // Without a start the rule is anchored before the window; with one it counts from there.
  const sys_days start = s.dtstart      ? sys_days(*s.dtstart)
                         : s.valid_from ? sys_days(*s.valid_from)
                                        : MondayOf(from);
  sys_days last = to;
  if (s.until) last = std::min(last, sys_days(*s.until));
  if (s.valid_to) last = std::min(last, sys_days(*s.valid_to));
  sys_days first = std::max(from, start);
  if (s.valid_from) first = std::max(first, sys_days(*s.valid_from));

  std::vector<sys_days> openings;
  int occurrence = 0;
  sys_days monday = MondayOf(start);
  year_month_day date(start);
  std::chrono::year_month month(date.year(), date.month());
  // Periods before the window can be jumped over, unless occurrences are counted.
  if (s.count == 0 && monday < first) {
    if (s.freq == Frequency::kWeekly) {
      const int weeks = static_cast<int>((MondayOf(first) - monday).count() / 7);
      monday += days(7 * (weeks / s.interval) * s.interval);
    } else {
      const year_month_day target(first);
      const int months = static_cast<int>(
          (std::chrono::year_month(target.year(), target.month()) - month).count());
      month += std::chrono::months((months / s.interval) * s.interval);
    }
  }
  for (int period = 0; period < 10'000; ++period) {
    std::vector<sys_days> candidates;
    if (s.freq == Frequency::kWeekly) {
      if (monday > last) break;
      AddWeek(*bydays, monday, weekday(start), candidates);
      monday += days(7 * s.interval);
    } else {
      if (sys_days(month / 1) > last) break;
      AddMonth(*bydays, *monthdays, month, static_cast<int>(static_cast<unsigned>(date.day())),
               candidates);
      month += std::chrono::months(s.interval);
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    for (const sys_days day : candidates) {
      if (day < start) continue;
      ++occurrence;
      if (day > last || (s.count > 0 && occurrence > s.count)) return openings;
      if (day >= first) openings.push_back(day);
      if (openings.size() >= kMaxOpenings) return openings;
    }
  }
  return openings;
}

double WeeklyHours(const std::vector<Schedule>& schedules, sys_days day) {
  constexpr int kWeeks = 8;
  const sys_days from = MondayOf(day), to = from + days(7 * kWeeks - 1);
  std::vector<std::pair<int, int>> open;  // minutes from `from`
  for (const Schedule& schedule : schedules) {
    for (const sys_days opening : Openings(schedule, from, to)) {
      const int start = static_cast<int>((opening - from).count()) * kDay + schedule.opens_at;
      open.emplace_back(start, start + static_cast<int>(schedule.hours() * 60 + 0.5));
    }
  }
  std::sort(open.begin(), open.end());
  int minutes = 0, covered = 0;
  for (const auto& [start, end] : open) {
    if (end <= covered) continue;
    minutes += end - std::max(start, covered);
    covered = end;
  }
  return minutes / 60.0 / kWeeks;
}

absl::StatusOr<int> ParseTimeOfDay(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int hours = 0, minutes = 0;
  if ((parts.size() != 2 && parts.size() != 3) || parts[0].size() != 2 || parts[1].size() != 2 ||
      !absl::SimpleAtoi(parts[0], &hours) || !absl::SimpleAtoi(parts[1], &minutes) || hours < 0 ||
      minutes < 0 || minutes > 59 || hours * 60 + minutes > kDay) {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(text), " is no time HH:MM"));
  }
  return hours * 60 + minutes;
}

std::string FormatTimeOfDay(int minutes) {
  return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
}

}  // namespace zwk::catalog
