#include "catalog/offer/holiday.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "platform/base/clock.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using namespace std::chrono_literals;  // NOLINT: calendar literals

std::vector<std::string> Holidays(const std::string& calendar, int year) {
  std::vector<std::string> all;
  const sys_days first(std::chrono::year(year) / 1 / 1), next(std::chrono::year(year + 1) / 1 / 1);
  for (sys_days day = first; day < next; day += days(1)) {
    if (IsHoliday(calendar, day)) all.push_back(FormatDate(day).substr(5));
  }
  return all;
}

TEST(HolidayTest, EasterIsWhereTheChurchSays) {
  EXPECT_EQ(EasterSunday(1961y), sys_days(1961y / 4 / 2));
  EXPECT_EQ(EasterSunday(2000y), sys_days(2000y / 4 / 23));
  EXPECT_EQ(EasterSunday(2008y), sys_days(2008y / 3 / 23));
  EXPECT_EQ(EasterSunday(2024y), sys_days(2024y / 3 / 31));
  EXPECT_EQ(EasterSunday(2026y), sys_days(2026y / 4 / 5));
  EXPECT_EQ(EasterSunday(2038y), sys_days(2038y / 4 / 25));
}

TEST(HolidayTest, AStateHasItsHolidays) {
  struct State {
    const char* calendar;
    size_t from_1995_to_2040;
    const char* of_2026;
  };
  // As the Python library "holidays" 0.109 says them.
  const State all[] = {
      {"DE-BB", 551, "01-01 04-03 04-05 04-06 05-01 05-14 05-24 05-25 10-03 10-31 12-25 12-26"},
      {"DE-BE", 439, "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"},
      {"DE-BW", 552, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
      {"DE-BY", 552, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
      {"DE-HB", 437, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26"},
      {"DE-HE", 460, "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 12-25 12-26"},
      {"DE-HH", 437, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26"},
      {"DE-MV", 477, "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26"},
      {"DE-NI", 437, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26"},
      {"DE-NW", 506, "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
      {"DE-RP", 506, "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
      {"DE-SH", 437, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26"},
      {"DE-SL", 552, "01-01 04-03 04-06 05-01 05-14 05-25 06-04 08-15 10-03 11-01 12-25 12-26"},
      {"DE-SN", 505, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26"},
      {"DE-ST", 505, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26"},
      {"DE-TH", 481, "01-01 04-03 04-06 05-01 05-14 05-25 09-20 10-03 10-31 12-25 12-26"},
  };
  for (const State& state : all) {
    EXPECT_EQ(absl::StrJoin(Holidays(state.calendar, 2026), " "), state.of_2026) << state.calendar;
    size_t count = 0;
    for (int year = 1995; year <= 2040; ++year) count += Holidays(state.calendar, year).size();
    EXPECT_EQ(count, state.from_1995_to_2040) << state.calendar;
  }
}

TEST(HolidayTest, WhatAStateAddedHoldsFromThenOn) {
  EXPECT_FALSE(IsHoliday("DE-HB", sys_days(2016y / 10 / 31)));
  EXPECT_TRUE(IsHoliday("DE-HB", sys_days(2017y / 10 / 31))) << "once, everywhere";
  EXPECT_TRUE(IsHoliday("DE-HB", sys_days(2018y / 10 / 31)));
  EXPECT_FALSE(IsHoliday("DE-BY", sys_days(2018y / 10 / 31)));
  EXPECT_FALSE(IsHoliday("DE-BE", sys_days(2018y / 3 / 8)));
  EXPECT_TRUE(IsHoliday("DE-BE", sys_days(2019y / 3 / 8)));
  EXPECT_TRUE(IsHoliday("DE-BE", sys_days(2025y / 5 / 8)));
  EXPECT_FALSE(IsHoliday("DE-BE", sys_days(2026y / 5 / 8)));
}

TEST(HolidayTest, ACalendarIsAState) {
  for (const char* good : {"DE-HB", "DE-BY", "DE-TH"}) EXPECT_TRUE(IsHolidayCalendar(good)) << good;
  for (const char* bad : {"", "DE", "HB", "DE-XX", "de-hb", "AT-1", "DE-HB "}) {
    EXPECT_FALSE(IsHolidayCalendar(bad)) << bad;
    EXPECT_FALSE(IsHoliday(bad, sys_days(2026y / 12 / 25))) << bad;
  }
}

}  // namespace
}  // namespace zwk::catalog
