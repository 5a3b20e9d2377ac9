#include "catalog/offer/recurrence_walk.h"

#include <algorithm>
#include <bitset>
#include <limits>
#include <memory>

#include <libical/ical.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "catalog/offer/recurrence_parts.h"
#include "catalog/offer/recurrence_period.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

// DAILY and WEEKLY, where each day says for itself whether it belongs: a few nanoseconds for each, where
// libical takes microseconds and the beginning may lie a century back.
class DayRule {
 public:
  DayRule(const Recurrence& r, sys_days begin)
      : begin_(begin),
        until_(r.until ? sys_days(*r.until) : kLastDay),
        left_(r.count > 0 ? r.count : std::numeric_limits<int>::max()),
        counted_(r.count > 0),
        weekly_(r.freq == Frequency::kWeekly),
        interval_(std::max(r.interval, 1)),
        months_(PlacesOf<13>(r.bymonth, CountedFrom::kFront)),
        monthdays_(PlacesOf<32>(r.bymonthday, CountedFrom::kFront)),
        from_end_(PlacesOf<32>(r.bymonthday, CountedFrom::kBack)),
        week_begin_(begin - (weekday(begin) - WeekBeginOf(r))) {
    for (const absl::string_view part : PartsOf(r.byday)) {
      weekdays_.set(WeekdayOf(part).c_encoding());
    }
    if (weekly_ && weekdays_.none()) weekdays_.set(weekday(begin).c_encoding());
  }

  OptionalDay First() const {
    for (sys_days day = begin_; day <= until_; day += days(1)) {
      if (Has(day)) return day;
    }
    return std::nullopt;
  }

  void AddDays(sys_days from, sys_days to, std::set<sys_days>& into) const {
    int left = left_;
    const sys_days last = std::min(to, until_);
    for (sys_days day = counted_ ? begin_ : std::max(begin_, from); day <= last && left > 0;
         day += days(1)) {
      if (!Has(day)) continue;
      --left;
      if (day >= from) into.insert(into.end(), day);
    }
  }

 private:
  bool Has(sys_days day) const {
    const auto period = weekly_ ? (day - week_begin_) / days(7) : (day - begin_) / days(1);
    if (period % interval_ != 0) return false;
    if (weekdays_.any() && !weekdays_[weekday(day).c_encoding()]) return false;
    if (months_.none() && monthdays_.none() && from_end_.none()) return true;
    const year_month_day date(day);
    if (months_.any() && !months_[static_cast<unsigned>(date.month())]) return false;
    if (monthdays_.none() && from_end_.none()) return true;
    const auto number = static_cast<unsigned>(date.day());
    const auto last = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
    return monthdays_[number] || from_end_[last - number + 1];
  }

  const sys_days begin_, until_;
  const int left_;
  const bool counted_, weekly_;
  const int interval_;
  const std::bitset<13> months_;
  const std::bitset<32> monthdays_, from_end_;
  const sys_days week_begin_;
  std::bitset<8> weekdays_;
};

bool IsTheirDays(Frequency freq) { return freq == Frequency::kDaily || freq == Frequency::kWeekly; }

icaltimetype ToIcal(const year_month_day& day) {
  icaltimetype time = icaltime_null_time();  // icaltime_null_date() has an hour of -1
  time.is_date = 1;
  time.year = static_cast<int>(day.year());
  time.month = static_cast<int>(static_cast<unsigned>(day.month()));
  time.day = static_cast<int>(static_cast<unsigned>(day.day()));
  return time;
}

void Append(std::string& rule, const char* name, const std::string& list) {
  if (list.empty()) return;
  std::string sep = absl::StrCat(";", name, "=");
  for (const absl::string_view part : PartsOf(list)) {
    absl::StrAppend(&rule, sep, absl::StripPrefix(part, "+"));
    sep = ",";
  }
}

// Made of checked parts alone.
icalrecurrencetype RuleOf(const Recurrence& r) {
  static constexpr const char* kNames[] = {"", "WEEKLY", "MONTHLY", "DAILY", "YEARLY"};
  std::string rule = absl::StrCat("FREQ=", kNames[static_cast<int>(r.freq)],
                                  ";INTERVAL=", std::max(r.interval, 1));
  Append(rule, "WKST", r.wkst);
  Append(rule, "BYDAY", r.byday);
  Append(rule, "BYMONTHDAY", r.bymonthday);
  Append(rule, "BYMONTH", r.bymonth);
  Append(rule, "BYSETPOS", r.bysetpos);
  icalrecurrencetype ical = icalrecurrencetype_from_string(rule.c_str());
  if (r.count > 0) ical.count = r.count;
  if (r.until) ical.until = ToIcal(*r.until);
  return ical;
}

// Where a rule that says its days begins, so that no period is cut: it counts nothing from there.
year_month_day BeginBefore(Frequency freq, sys_days from) {
  const year_month_day day(from);
  switch (freq) {
    case Frequency::kMonthly:
      return day.year() / day.month() / 1;
    case Frequency::kYearly:
      return (day.year() - std::chrono::years(1)) / std::chrono::January / 1;
    default:
      return year_month_day(from - days(7) - (weekday(from) - std::chrono::Monday));
  }
}

using Walk = std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)>;

OptionalDay NextOf(const Walk& walk) {
  const icaltimetype next =
      walk == nullptr ? icaltime_null_time() : icalrecur_iterator_next(walk.get());
  if (icaltime_is_null_time(next)) return std::nullopt;
  return std::chrono::year(next.year) / next.month / next.day;
}

// What names weeks or days of a year. libical 3.0 says days of no week that is named where several are, and none
// of days of a year beside months.
bool IsOfYears(const Recurrence& r) { return !r.byweekno.empty() || !r.byyearday.empty(); }

void AddDaysOfYears(const PeriodRule& rule, int count, sys_days from, sys_days to,
                    std::set<sys_days>& into) {
  int left = count > 0 ? count : std::numeric_limits<int>::max();
  rule.Walk(count > 0 ? sys_days::min() : from, to, [&](sys_days day) {
    if (left-- == 0) return false;
    if (day >= from) into.insert(into.end(), day);
    return true;
  });
}

// The first day of a rule from `from` on; nothing if there is none. What is counted begins where it does.
OptionalDay FirstFrom(const Recurrence& r, const year_month_day& begin, sys_days from) {
  const icalrecurrencetype rule = RuleOf(r);
  if (!r.is_counted() && sys_days(begin) < from) {
    const Walk walk(icalrecur_iterator_new(rule, ToIcal(begin)), &icalrecur_iterator_free);
    if (walk == nullptr || icalrecur_iterator_set_start(walk.get(), ToIcal(from)) == 0) {
      return std::nullopt;  // it has ended before
    }
    return NextOf(walk);
  }
  return NextOf(Walk(icalrecur_iterator_new(rule, ToIcal(begin)), &icalrecur_iterator_free));
}

}  // namespace

bool MeansADay(const Recurrence& r, const year_month_day& begin) {
  if (IsTheirDays(r.freq)) return DayRule(r, begin).First().has_value();
  return PeriodRule(r, begin).HasWithin(begin, kLastDay);
}

void AddDays(const Recurrence& r, const OptionalDay& given, sys_days from, sys_days to,
             std::set<sys_days>& into) {
  const year_month_day begin = given.value_or(BeginBefore(r.freq, from));
  if (IsTheirDays(r.freq)) return DayRule(r, begin).AddDays(from, to, into);
  const PeriodRule rule(r, begin);
  if (IsOfYears(r)) return AddDaysOfYears(rule, r.count, from, to, into);
  // libical takes long to find nothing.
  if (!rule.HasWithin(from, to)) return;
  // From its first day on a rule goes on as from its beginning.
  const OptionalDay first = FirstFrom(r, begin, from);
  if (!first) return;
  const Walk walk(icalrecur_iterator_new(RuleOf(r), ToIcal(*first)), &icalrecur_iterator_free);
  for (OptionalDay day = NextOf(walk); day && sys_days(*day) <= to; day = NextOf(walk)) {
    if (sys_days(*day) >= from) into.insert(*day);
  }
}

int64_t StepsOf(const Recurrence& r, OptionalDay start, sys_days today) {
  constexpr int64_t kYear = 366;
  const OptionalDay given = r.dtstart ? r.dtstart : start;
  int64_t walked = kYear;
  if (given && r.is_counted()) walked += std::max<int64_t>((today - sys_days(*given)).count(), 0);
  int64_t steps = 1;
  const int64_t interval = std::max(r.interval, 1);
  switch (r.freq) {
    case Frequency::kNone:
      break;
    case Frequency::kDaily:
    case Frequency::kWeekly:
      steps += walked / 400;
      break;
    case Frequency::kMonthly:
      steps += 8 * (walked / 30 / interval + 1);
      break;
    case Frequency::kYearly:
      if (IsOfYears(r)) {
        steps += walked / 100;
        break;
      }
      steps += 150 * (walked / kYear / interval + 1);
      break;
  }
  return steps + static_cast<int64_t>(r.exdate.size() + r.rdate.size()) / 10;
}

}  // namespace zwk::catalog
