#pragma once

#include <bitset>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include "catalog/offer/recurrence.h"

namespace zwk::catalog {

// Nobody looks for the days of a rule beyond that; libical ends there as well.
constexpr std::chrono::sys_days kLastDay = std::chrono::year(2582) / 12 / 31;

// MONTHLY and YEARLY by arithmetic: each day of a month or year says for itself whether it belongs, which takes
// nanoseconds, also where none ever does. Of rules whose parts were checked alone.
class PeriodRule {
 public:
  PeriodRule(const Recurrence& rule, std::chrono::sys_days begin);

  // Those within [from, to], in order, until `take` says no. COUNT is the caller's.
  void Walk(std::chrono::sys_days from, std::chrono::sys_days to,
            const std::function<bool(std::chrono::sys_days)>& take) const;

  // Whether there is one within [from, to].
  bool HasWithin(std::chrono::sys_days from, std::chrono::sys_days to) const;

 private:
  std::vector<std::chrono::sys_days> DaysOf(std::chrono::year_month period) const;
  bool Has(std::chrono::sys_days day) const;
  bool HasNumber(const std::chrono::year_month_day& date) const;
  bool HasWeekday(std::chrono::sys_days day, const std::chrono::year_month_day& date) const;
  unsigned WeekOf(std::chrono::sys_days day) const;

  const std::chrono::sys_days begin_, end_;
  const bool monthly_;
  const int interval_;
  std::bitset<13> months_;
  std::bitset<32> monthdays_;
  const std::bitset<32> from_month_end_;
  const std::bitset<367> yeardays_, from_year_end_;
  const std::bitset<54> weeks_;
  std::vector<std::pair<int, std::chrono::weekday>> weekdays_;  // 0: all of them
  const std::vector<int> positions_;
  const std::chrono::weekday week_begin_;
};

}  // namespace zwk::catalog
