#pragma once

#include <chrono>
#include <set>

#include "catalog/offer/recurrence.h"

// How the days of a rule are found; for rules whose parts were checked (recurrence.cc) alone.
namespace zwk::catalog {

// Whether there is a first day.
bool MeansADay(const Recurrence& rule, const std::chrono::year_month_day& begin);

// Those within [from, to]. A rule without a `begin` counts nothing from it.
void AddDays(const Recurrence& rule, const OptionalDay& begin, std::chrono::sys_days from,
             std::chrono::sys_days to, std::set<std::chrono::sys_days>& into);

}  // namespace zwk::catalog
