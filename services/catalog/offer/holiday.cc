#include "catalog/offer/holiday.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/string_view.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using namespace std::chrono_literals;  // NOLINT: calendar literals

constexpr absl::string_view kStates[] = {"BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV",
                                         "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"};

// Holidays that are not everywhere.
struct OfStates {
  absl::string_view states;  // separated by blanks
  year since, until;
  unsigned month, day;  // month 0: so many days after Easter Sunday
};

constexpr year kAlways{0}, kStill{9999};
constexpr OfStates kOfStates[] = {
    {"BW BY ST", kAlways, kStill, 1, 6},            // Epiphany
    {"BE", year(2019), kStill, 3, 8},               // Women's Day
    {"MV", year(2023), kStill, 3, 8},               //
    {"BB", kAlways, kStill, 0, 0},                  // Easter Sunday
    {"BE", year(2020), year(2020), 5, 8},           // the end of the war, 75 years ago
    {"BE", year(2025), year(2025), 5, 8},           // and 80
    {"BE", year(2028), year(2028), 6, 17},          // the uprising, 75 years ago
    {"BB", kAlways, kStill, 0, 49},                 // Whit Sunday
    {"BW BY HE NW RP SL", kAlways, kStill, 0, 60},  // Corpus Christi
    {"SL", kAlways, kStill, 8, 15},                 // Assumption (in Bavaria by municipality)
    {"TH", year(2019), kStill, 9, 20},              // Children's Day
    {"BB MV SN ST TH", kAlways, kStill, 10, 31},    // Reformation Day
    {"HB HH NI SH", year(2018), kStill, 10, 31},    //
    {"BE BW BY HB HE HH NI NW RP SH SL", year(2017), year(2017), 10, 31},  // its 500th
    {"BW BY NW RP SL", kAlways, kStill, 11, 1},                            // All Saints
};

bool IsEverywhere(const year_month_day& date, int after_easter) {
  const auto day = date.month() / date.day();
  return day == 1 / 1d || day == 5 / 1d || day == 10 / 3d || day == 12 / 25d || day == 12 / 26d ||
         after_easter == -2 || after_easter == 1 || after_easter == 39 || after_easter == 50;
}

// The Wednesday before November 23: in Saxony alone.
bool IsDayOfRepentance(sys_days day, const year_month_day& date) {
  return std::chrono::weekday(day) == std::chrono::Wednesday &&
         date.month() == std::chrono::November && date.day() >= 16d && date.day() <= 22d;
}

// "HB" of "DE-HB", "" where it is no calendar.
absl::string_view StateOf(const std::string& calendar) {
  if (calendar.size() != 5 || calendar.compare(0, 3, "DE-") != 0) return "";
  const absl::string_view state = absl::string_view(calendar).substr(3);
  return std::find(std::begin(kStates), std::end(kStates), state) == std::end(kStates) ? "" : state;
}

}  // namespace

bool IsHolidayCalendar(const std::string& calendar) { return !StateOf(calendar).empty(); }

sys_days EasterSunday(year of) {
  // Meeus, Jones, Butcher.
  const int y = static_cast<int>(of), a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4,
            f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4,
            k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451,
            n = h + l - 7 * m + 114;
  return sys_days(of / (n / 31) / (n % 31 + 1));
}

bool IsHoliday(const std::string& calendar, sys_days day) {
  const absl::string_view state = StateOf(calendar);
  if (state.empty()) return false;
  const year_month_day date(day);
  const int after_easter = static_cast<int>((day - EasterSunday(date.year())).count());
  if (IsEverywhere(date, after_easter)) return true;
  if (state == "SN" && IsDayOfRepentance(day, date)) return true;
  return std::any_of(std::begin(kOfStates), std::end(kOfStates), [&](const OfStates& holiday) {
    const bool is_day = holiday.month == 0 ? after_easter == static_cast<int>(holiday.day)
                                           : date.month() == std::chrono::month(holiday.month) &&
                                                 date.day() == std::chrono::day(holiday.day);
    return is_day && date.year() >= holiday.since && date.year() <= holiday.until &&
           holiday.states.find(state) != absl::string_view::npos;
  });
}

}  // namespace zwk::catalog
