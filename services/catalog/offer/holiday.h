#pragma once

#include <chrono>
#include <string>

namespace zwk::catalog {

// The public holidays of a German state, "DE-HB" (ISO 3166-2): those that hold in all of it. Since 1995,
// when the day of repentance went; what a state added later, from that year on.
bool IsHolidayCalendar(const std::string& calendar);

// False for a calendar that is none.
bool IsHoliday(const std::string& calendar, std::chrono::sys_days day);

// Easter Sunday of a year of the Gregorian calendar.
std::chrono::sys_days EasterSunday(std::chrono::year year);

}  // namespace zwk::catalog
