#include "catalog/offer/recurrence_period.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "catalog/offer/recurrence_parts.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month;
using std::chrono::year_month_day;

sys_days FirstOf(std::chrono::year year) { return year / std::chrono::January / 1; }

unsigned DaysIn(std::chrono::year year) { return year.is_leap() ? 366 : 365; }

unsigned DaysIn(const year_month& month) {
  return static_cast<unsigned>((month / std::chrono::last).day());
}

int NumberOf(const year_month& month) {
  return static_cast<int>(month.year()) * 12 +
         static_cast<int>(static_cast<unsigned>(month.month())) - 1;
}

}  // namespace

PeriodRule::PeriodRule(const Recurrence& r, sys_days begin)
    : begin_(begin),
      end_(r.until ? std::min(sys_days(*r.until), kLastDay) : kLastDay),
      monthly_(r.freq == Frequency::kMonthly),
      interval_(std::max(r.interval, 1)),
      months_(PlacesOf<13>(r.bymonth, CountedFrom::kFront)),
      monthdays_(PlacesOf<32>(r.bymonthday, CountedFrom::kFront)),
      from_month_end_(PlacesOf<32>(r.bymonthday, CountedFrom::kBack)),
      yeardays_(PlacesOf<367>(r.byyearday, CountedFrom::kFront)),
      from_year_end_(PlacesOf<367>(r.byyearday, CountedFrom::kBack)),
      weeks_(PlacesOf<54>(r.byweekno, CountedFrom::kFront)),
      positions_(NumbersOf(r.bysetpos)),
      week_begin_(WeekBeginOf(r)) {
  for (absl::string_view part : PartsOf(r.byday)) {
    const weekday day = WeekdayOf(part.substr(part.size() - 2));
    part.remove_suffix(2);
    int number = 0;
    if (!absl::SimpleAtoi(part, &number)) number = 0;
    weekdays_.emplace_back(number, day);
  }
  // What says no day means that of its beginning.
  if (!r.byday.empty() || !r.bymonthday.empty() || !r.byyearday.empty() || !r.byweekno.empty())
    return;
  const year_month_day first(begin);
  monthdays_.set(static_cast<unsigned>(first.day()));
  if (!monthly_ && months_.none()) months_.set(static_cast<unsigned>(first.month()));
}

void PeriodRule::Walk(sys_days from, sys_days to, const std::function<bool(sys_days)>& take) const {
  from = std::max(from, begin_);
  to = std::min(to, end_);
  const year_month_day first(begin_), looked(from);
  const year_month origin =
      monthly_ ? first.year() / first.month() : first.year() / std::chrono::January;
  const int step = monthly_ ? interval_ : 12 * interval_;
  const int ahead = NumberOf(looked.year() / looked.month()) - NumberOf(origin);
  for (int skipped = ahead / step;; ++skipped) {
    const year_month period = origin + std::chrono::months(skipped * step);
    if (sys_days(period / 1) > to) return;
    for (const sys_days day : DaysOf(period)) {
      if (day < from) continue;
      if (day > to || !take(day)) return;
    }
  }
}

bool PeriodRule::HasWithin(sys_days from, sys_days to) const {
  bool found = false;
  Walk(from, to, [&](sys_days) {
    found = true;
    return false;
  });
  return found;
}

std::vector<sys_days> PeriodRule::DaysOf(year_month period) const {
  std::vector<sys_days> all;
  for (int i = 0; i < (monthly_ ? 1 : 12); ++i) {
    const year_month month = period + std::chrono::months(i);
    if (months_.any() && !months_[static_cast<unsigned>(month.month())]) continue;
    const sys_days first(month / 1);
    for (sys_days day = first; day < first + days(DaysIn(month)); day += days(1)) {
      if (Has(day)) all.push_back(day);
    }
  }
  if (positions_.empty()) return all;
  std::vector<sys_days> chosen;
  const auto count = static_cast<int>(all.size());
  for (const int position : positions_) {
    const int at = position > 0 ? position - 1 : count + position;
    if (at >= 0 && at < count) chosen.push_back(all[static_cast<size_t>(at)]);
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

// The month was looked at.
bool PeriodRule::Has(sys_days day) const {
  const year_month_day date(day);
  return HasNumber(date) && HasWeekday(day, date) && (weeks_.none() || weeks_[WeekOf(day)]);
}

bool PeriodRule::HasNumber(const year_month_day& date) const {
  if (monthdays_.any() || from_month_end_.any()) {
    const auto number = static_cast<unsigned>(date.day());
    const unsigned left = DaysIn(date.year() / date.month()) - number + 1;
    if (!monthdays_[number] && !from_month_end_[left]) return false;
  }
  if (yeardays_.none() && from_year_end_.none()) return true;
  const auto number = static_cast<unsigned>((sys_days(date) - FirstOf(date.year())).count()) + 1;
  return yeardays_[number] || from_year_end_[DaysIn(date.year()) - number + 1];
}

// "1TU" is the first of the month, in years without months of the year.
bool PeriodRule::HasWeekday(sys_days day, const year_month_day& date) const {
  if (weekdays_.empty()) return true;
  const bool of_month = monthly_ || months_.any();
  const sys_days first = of_month ? sys_days(date.year() / date.month() / 1) : FirstOf(date.year());
  const auto size =
      static_cast<int>(of_month ? DaysIn(date.year() / date.month()) : DaysIn(date.year()));
  const auto at = static_cast<int>((day - first).count());
  const int from_front = at / 7 + 1, from_back = -((size - 1 - at) / 7 + 1);
  return std::any_of(weekdays_.begin(), weekdays_.end(), [&](const auto& one) {
    const auto& [number, name] = one;
    return name == weekday(day) && (number == 0 || number == from_front || number == from_back);
  });
}

// A week belongs to the year that has four of its days.
unsigned PeriodRule::WeekOf(sys_days day) const {
  const sys_days fourth = day - (weekday(day) - week_begin_) + days(3);
  return static_cast<unsigned>((fourth - FirstOf(year_month_day(fourth).year())).count()) / 7 + 1;
}

}  // namespace zwk::catalog
