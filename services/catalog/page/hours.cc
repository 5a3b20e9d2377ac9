#include "catalog/page/hours.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr days kAhead{60};

std::string DayOf(sys_days day, const Reader& reader) {
  const bool near = day < reader.today() + days(300);
  return near ? page::DayInWords(reader.lang(), day) : page::DateInWords(reader.lang(), day);
}

std::string RangeOf(int opens_at, int closes_at, const Reader& reader) {
  return With(reader.words().range, {FormatTimeOfDay(opens_at), FormatTimeOfDay(closes_at)});
}

bool IsInForce(const Schedule& schedule, sys_days today) {
  const auto over = [today](const OptionalDay& last) { return last && sys_days(*last) < today; };
  return !over(schedule.valid_to) && !over(schedule.until);
}

// Which days of the week a plain weekly rule means, Monday first; empty: it is none.
std::vector<int> WeekdaysOf(const Schedule& schedule) {
  std::vector<int> found;
  if (schedule.freq == Frequency::kDaily && schedule.interval <= 1) {
    return {0, 1, 2, 3, 4, 5, 6};
  }
  if (schedule.freq != Frequency::kWeekly || schedule.interval > 1) return found;
  static constexpr absl::string_view kDays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  for (const absl::string_view part :
       absl::StrSplit(schedule.byday, absl::ByAnyChar(", "), absl::SkipEmpty())) {
    const auto* const day = std::find(std::begin(kDays), std::end(kDays), part);
    if (day != std::end(kDays)) found.push_back(static_cast<int>(day - std::begin(kDays)));
  }
  const OptionalDay& start = schedule.dtstart ? schedule.dtstart : schedule.valid_from;
  if (schedule.byday.empty() && start) {
    const std::chrono::weekday weekday{sys_days(*start)};
    found.push_back(static_cast<int>(weekday.iso_encoding()) - 1);
  }
  return found;
}

// The hours of such a rule, with what bounds them: "14:00 bis 18:00 Uhr, ab 8. Dezember, mit Termin".
std::string HoursOf(const Schedule& schedule, const Reader& reader) {
  const Words& words = reader.words();
  std::string hours = RangeOf(schedule.opens_at, schedule.closes_at, reader);
  const auto add = [&](absl::string_view phrase, const OptionalDay& day) {
    absl::StrAppend(&hours, ", ", With(phrase, {page::DateInWords(reader.lang(), sys_days(*day))}));
  };
  const OptionalDay& from = schedule.dtstart ? schedule.dtstart : schedule.valid_from;
  if (from && sys_days(*from) > reader.today()) add(words.from_day, from);
  if (schedule.until) add(words.to_day, schedule.until);
  if (!schedule.until && schedule.valid_to) add(words.to_day, schedule.valid_to);
  if (schedule.by_appointment) absl::StrAppend(&hours, ", ", words.by_appointment);
  return hours;
}

std::string WeekdayName(int monday_first, const Reader& reader) {
  return page::WeekdayInWords(reader.lang(),
                              std::chrono::weekday(static_cast<unsigned>(monday_first + 1) % 7));
}

}  // namespace

std::string InWords(const Occurrence& occurrence, const Reader& reader) {
  const Words& words = reader.words();
  const sys_days day = occurrence.opening.day;
  std::string range = RangeOf(occurrence.opening.opens_at, occurrence.opening.closes_at, reader);
  if (occurrence.schedule->by_appointment) absl::StrAppend(&range, ", ", words.by_appointment);
  if (day == reader.today()) return With(words.today_at, {range});
  if (day == reader.today() + days(1)) return With(words.tomorrow_at, {range});
  return With(words.day_at, {DayOf(day, reader), range});
}

Said WhenInWords(const std::vector<const std::vector<Schedule>*>& places, const Reader& reader,
                 const std::string& own_language) {
  const Words& words = reader.words();
  std::optional<Occurrence> now, next;
  for (const std::vector<Schedule>* schedules : places) {
    const OpenState state = OpenAt(*schedules, reader.now);
    if (state.now && (!now || now->end < state.now->end)) now = state.now;
    if (state.next && (!next || state.next->start < next->start)) next = state.next;
  }
  if (now) return {With(words.open_until, {FormatTimeOfDay(now->opening.closes_at)}), ""};
  if (next) return {InWords(*next, reader), ""};
  bool by_appointment = false;
  for (const std::vector<Schedule>* schedules : places) {
    for (const Schedule& schedule : *schedules) {
      if (!IsInForce(schedule, reader.today())) continue;
      by_appointment = by_appointment || schedule.by_appointment;
      if (schedule.recurs() || schedule.description.empty()) continue;
      const bool hers = PageLanguageOf(own_language) == reader.language;
      return {schedule.description, hers ? "" : own_language};
    }
  }
  return {std::string(by_appointment ? words.by_appointment : words.ask_for_hours), ""};
}

std::vector<std::string> WeeklyInWords(const std::vector<Schedule>& schedules,
                                       const Reader& reader) {
  std::map<int, std::vector<std::pair<int, std::string>>> by_day;
  for (const Schedule& schedule : schedules) {
    if (!schedule.has_hours() || !IsInForce(schedule, reader.today())) continue;
    for (const int day : WeekdaysOf(schedule)) {
      by_day[day].emplace_back(schedule.opens_at, HoursOf(schedule, reader));
    }
  }
  std::vector<std::string> lines;
  for (auto day = by_day.begin(); day != by_day.end();) {
    std::sort(day->second.begin(), day->second.end());
    auto last = day;
    for (auto after = std::next(day); after != by_day.end(); ++after) {
      std::sort(after->second.begin(), after->second.end());
      if (after->first != last->first + 1 || after->second != day->second) break;
      last = after;
    }
    std::string line = WeekdayName(day->first, reader);
    if (last != day) absl::StrAppend(&line, " – ", WeekdayName(last->first, reader));
    const auto hours = [](std::string* out, const auto& one) { *out += one.second; };
    lines.push_back(absl::StrCat(line, ": ", absl::StrJoin(day->second, "; ", hours)));
    day = std::next(last);
  }
  return lines;
}

std::vector<std::string> NextInWords(const std::vector<Schedule>& schedules, size_t most,
                                     const Reader& reader) {
  std::vector<std::string> lines;
  for (const Occurrence& one :
       Occurrences(schedules, reader.today() - days(1), reader.today() + kAhead)) {
    if (lines.size() == most) break;
    if (one.end > reader.now) lines.push_back(InWords(one, reader));
  }
  return lines;
}

std::vector<std::string> ExceptionsInWords(const std::vector<Schedule>& schedules, bool with_words,
                                           const Reader& reader) {
  std::vector<std::string> lines;
  for (const Schedule& schedule : schedules) {
    for (const ScheduleException& e : schedule.exceptions) {
      if (!e.from || !e.to || sys_days(*e.to) < reader.today()) continue;
      if (sys_days(*e.from) > reader.today() + kAhead) continue;
      std::string line = page::DateInWords(reader.lang(), sys_days(*e.from));
      if (e.to != e.from) {
        absl::StrAppend(&line, " – ", page::DateInWords(reader.lang(), sys_days(*e.to)));
      }
      absl::StrAppend(
          &line, ": ",
          e.closed ? std::string(reader.words().closed) : RangeOf(e.opens_at, e.closes_at, reader));
      if (with_words && !e.reason.empty()) absl::StrAppend(&line, " (", e.reason, ")");
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
    if (!schedule.holiday_calendar.empty()) {
      std::string line(reader.words().not_on_holidays);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace zwk::catalog
