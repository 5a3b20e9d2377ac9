#include "catalog/offer/schedule.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "catalog/base/checks.h"
#include "catalog/offer/holiday.h"
#include "platform/base/messages.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr int kDay = 24 * 60;
constexpr int kMostExceptions = 1'000;
constexpr size_t kMostOccurrences = 10'000;
constexpr char kHome[] = "Europe/Berlin";

sys_days MondayOf(sys_days day) { return day - (weekday(day) - std::chrono::Monday); }

void CheckHours(FieldErrors& errors, const std::string& at, int opens_at, int closes_at) {
  if (opens_at < 0 || opens_at >= kDay) errors.Add(at + "opens_at", "must be a time HH:MM");
  if (closes_at < 0 || closes_at > kDay) errors.Add(at + "closes_at", "must be a time HH:MM");
  if (opens_at == closes_at && opens_at > 0) {
    errors.Add(at + "closes_at", "equals opens_at; a whole day is 00:00-00:00");
  }
}

void TakeException(FieldErrors& errors, const std::string& at, ScheduleException& e) {
  if (!e.from) errors.Add(at + "from", "must be given");
  if (!e.to) errors.Add(at + "to", "must be given");
  CheckDay(errors, at + "from", e.from);
  CheckDay(errors, at + "to", e.to);
  if (e.from && e.to && *e.to < *e.from) errors.Add(at + "to", "is before from");
  if (!e.closed) {
    CheckHours(errors, at, e.opens_at, e.closes_at);
  } else if (e.opens_at != kNoTime || e.closes_at != kNoTime) {
    errors.Add(at + "closed", "excludes hours");
  }
  TakeLine(errors, at + "reason", e.reason);
}

// Days need hours, unless one makes an appointment; hours need days; neither needs words.
void CheckSaysSomething(FieldErrors& errors, const std::string& at, const Schedule& s) {
  const bool no_hours = s.opens_at == kNoTime && s.closes_at == kNoTime;
  if (s.recurs() ? !(no_hours && s.by_appointment) : !no_hours) {
    CheckHours(errors, at, s.opens_at, s.closes_at);
  }
  if (s.recurs()) return;
  if (!no_hours) errors.Add(at + "freq", "must be given: nothing says on which days");
  if (no_hours && !s.by_appointment && s.description.empty() && s.schedule_link.empty()) {
    errors.Add(at + "freq", "must be given: neither days nor words say when it is open");
  }
}

// What somebody decided for a day, else what the rule says; nothing: closed.
std::optional<Opening> OpeningOn(const Schedule& s, sys_days day) {
  for (const ScheduleException& e : s.exceptions) {
    if (!e.from || !e.to || day < sys_days(*e.from) || day > sys_days(*e.to)) continue;
    if (e.closed) return std::nullopt;
    return Opening{day, e.opens_at, e.closes_at};
  }
  const bool on_holidays =
      std::find(s.rdate.begin(), s.rdate.end(), year_month_day(day)) != s.rdate.end();
  if (!on_holidays && IsHoliday(s.holiday_calendar, day)) return std::nullopt;
  return Opening{day, s.opens_at, s.closes_at};
}

absl::TimeZone ZoneOf(const Schedule& s) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(s.timezone.empty() ? kHome : s.timezone, &zone)) {
    return absl::UTCTimeZone();
  }
  return zone;
}

Time ToMoment(const absl::TimeZone& zone, sys_days day, int minutes) {
  const year_month_day date(day);
  const absl::CivilMinute civil(static_cast<int>(date.year()),
                                static_cast<int>(static_cast<unsigned>(date.month())),
                                static_cast<int>(static_cast<unsigned>(date.day())), 0, minutes);
  return FromMicros(absl::ToUnixMicros(absl::FromCivil(civil, zone)));
}

sys_days DayAt(const absl::TimeZone& zone, Time now) {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(ToMicros(now)), zone);
  return sys_days(std::chrono::year(static_cast<int>(day.year())) / day.month() / day.day());
}

void AddOccurrences(const Schedule& s, sys_days from, sys_days to, std::vector<Occurrence>& out) {
  const absl::TimeZone zone = ZoneOf(s);
  for (const Opening& opening : Openings(s, from, to)) {
    const sys_days last = opening.day + days(opening.closes_at <= opening.opens_at ? 1 : 0);
    out.push_back({&s, opening, ToMoment(zone, opening.day, opening.opens_at),
                   ToMoment(zone, last, opening.closes_at)});
  }
}

bool StartsBefore(const Occurrence& a, const Occurrence& b) {
  return std::tuple(a.start, a.end, a.schedule) < std::tuple(b.start, b.end, b.schedule);
}

// What is around `now`, from the day before to the first that begins after it; looked for in wider and
// wider windows, since most come soon.
std::vector<Occurrence> Around(const Schedule& s, Time now) {
  const sys_days today = DayAt(ZoneOf(s), now);
  std::vector<Occurrence> all;
  for (const int ahead : {8, 70, 366}) {
    if (s.is_counted() && ahead < 366) continue;  // one walk from the beginning is enough
    all.clear();
    AddOccurrences(s, today - days(1), today + days(ahead), all);
    const auto next = std::find_if(all.begin(), all.end(),
                                   [&](const Occurrence& one) { return one.start > now; });
    if (next == all.end()) continue;
    all.erase(next + 1, all.end());
    break;
  }
  return all;
}

}  // namespace

double Opening::hours() const {
  const int minutes = closes_at - opens_at;
  return (minutes <= 0 ? minutes + kDay : minutes) / 60.0;
}

void Take(FieldErrors& errors, const std::string& field, Schedule& s) {
  const std::string at = field + ".";
  CheckRecurrence(errors, at, s, s.valid_from.has_value());
  CheckDay(errors, at + "valid_from", s.valid_from);
  CheckDay(errors, at + "valid_to", s.valid_to);
  if (s.valid_from && s.valid_to && *s.valid_to < *s.valid_from) {
    errors.Add(at + "valid_to", "is before valid_from");
  }
  if (!s.timezone.empty()) TimeZone::Check(errors, at + "timezone", s.timezone);
  TakeLines(errors, at + "description", s.description);
  CheckUrlIfAny(errors, at + "schedule_link", s.schedule_link);
  if (CheckCount(errors, at + "exceptions", static_cast<int>(s.exceptions.size()),
                 kMostExceptions)) {
    for (size_t i = 0; i < s.exceptions.size(); ++i) {
      TakeException(errors, absl::StrCat(at, "exceptions[", i, "]."), s.exceptions[i]);
    }
  }
  if (!s.holiday_calendar.empty() && !IsHolidayCalendar(s.holiday_calendar)) {
    errors.Add(at + "holiday_calendar", "must be a German state such as DE-HB");
  }
  CheckSaysSomething(errors, at, s);
}

std::vector<Opening> Openings(const Schedule& s, sys_days from, sys_days to) {
  std::vector<Opening> openings;
  if (!s.has_hours()) return openings;
  if (s.valid_from) from = std::max(from, sys_days(*s.valid_from));
  if (s.valid_to) to = std::min(to, sys_days(*s.valid_to));
  for (const sys_days day : DaysOf(s, s.valid_from, from, to)) {
    if (const auto opening = OpeningOn(s, day)) openings.push_back(*opening);
  }
  return openings;
}

std::vector<Occurrence> Occurrences(const std::vector<Schedule>& schedules, sys_days from,
                                    sys_days to) {
  std::vector<Occurrence> all;
  for (const Schedule& s : schedules) AddOccurrences(s, from, to, all);
  std::sort(all.begin(), all.end(), StartsBefore);
  if (all.size() > kMostOccurrences) all.resize(kMostOccurrences);
  return all;
}

OpenState OpenAt(const std::vector<Schedule>& schedules, Time now) {
  OpenState state;
  for (const Schedule& s : schedules) {
    if (!s.recurs() || !s.has_hours()) continue;
    const std::vector<Occurrence> around = Around(s, now);
    state.open_now = state.open_now.value_or(false);
    for (const Occurrence& one : around) {
      // One who has to make an appointment finds no open door.
      if (s.by_appointment || now < one.start || one.end <= now) continue;
      state.open_now = true;
      if (!state.now || state.now->end < one.end) state.now = one;
    }
    if (around.empty() || around.back().start <= now) continue;
    if (!state.next || StartsBefore(around.back(), *state.next)) state.next = around.back();
  }
  return state;
}

int64_t StepsOf(const Schedule& s, Time now) {
  return StepsOf(s, s.valid_from, LocalDay(now)) + static_cast<int64_t>(s.exceptions.size()) / 5;
}

bool SayHours(const std::vector<Schedule>& schedules) {
  return std::any_of(schedules.begin(), schedules.end(),
                     [](const Schedule& s) { return s.recurs() && s.has_hours(); });
}

double WeeklyHours(const std::vector<Schedule>& schedules, sys_days day) {
  constexpr int kWeeks = 8;
  const sys_days from = MondayOf(day), to = from + days(7 * kWeeks - 1);
  std::vector<std::pair<int, int>> open;  // minutes from `from`
  for (const Schedule& schedule : schedules) {
    for (const Opening& opening : Openings(schedule, from, to)) {
      const int start = static_cast<int>((opening.day - from).count()) * kDay + opening.opens_at;
      open.emplace_back(start, start + static_cast<int>(opening.hours() * 60 + 0.5));
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

sys_days LocalDay(Time now) { return DayAt(ZoneOf(Schedule()), now); }

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
  if (minutes < 0) return "";
  return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
}

}  // namespace zwk::catalog
