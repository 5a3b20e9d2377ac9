#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "catalog/offer/recurrence.h"

// How the days of a rule are found; for rules whose parts were checked (recurrence.cc) alone.
namespace zwk::catalog {

// The parts of a list, without the white space around them; none of an empty text.
std::vector<absl::string_view> PartsOf(const std::string& list);
// "MO"
bool IsWeekday(absl::string_view text);
std::chrono::weekday WeekdayOf(absl::string_view name);

// Nobody looks for the days of a rule beyond that; libical ends there as well.
constexpr std::chrono::sys_days kLastDay = std::chrono::year(2582) / 12 / 31;

// Whether there is a first day.
bool MeansADay(const Recurrence& rule, const std::chrono::year_month_day& begin);

// Those within [from, to]. A rule without a `begin` counts nothing from it.
void AddDays(const Recurrence& rule, const OptionalDay& begin, std::chrono::sys_days from,
             std::chrono::sys_days to, std::set<std::chrono::sys_days>& into);

}  // namespace zwk::catalog
