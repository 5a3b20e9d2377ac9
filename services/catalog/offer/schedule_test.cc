#include "catalog/offer/schedule.h"

#include <gtest/gtest.h>

namespace zwk::catalog {
namespace {

using namespace std::chrono_literals;  // NOLINT: calendar literals
using std::chrono::sys_days;

constexpr sys_days kMonday = sys_days(2022y / 3 / 28);

Schedule Weekly(std::string byday, int opens, int closes) {
  Schedule s;
  s.byday = std::move(byday);
  s.opens_at = opens;
  s.closes_at = closes;
  return s;
}

TEST(ScheduleTest, TwoAfternoonsAWeekAreEightHours) {
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("MO,WE", 14 * 60, 18 * 60)}, kMonday), 8);
}

TEST(ScheduleTest, OvernightHoursCountToTheNextDay) {
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("FR", 22 * 60, 2 * 60)}, kMonday), 4);
}

TEST(ScheduleTest, OverlappingOpeningsCountOnce) {
  EXPECT_DOUBLE_EQ(
      WeeklyHours({Weekly("MO", 14 * 60, 18 * 60), Weekly("MO", 16 * 60, 20 * 60)}, kMonday), 6);
}

TEST(ScheduleTest, EverySecondWeekIsHalfTheHours) {
  Schedule s = Weekly("TU", 10 * 60, 12 * 60);
  s.interval = 2;
  s.dtstart = 2022y / 3 / 1;
  EXPECT_DOUBLE_EQ(WeeklyHours({s}, kMonday), 1);
}

TEST(ScheduleTest, ExpiredValidityIsClosed) {
  Schedule s = Weekly("TU", 10 * 60, 12 * 60);
  s.valid_to = 2022y / 3 / 1;
  EXPECT_DOUBLE_EQ(WeeklyHours({s}, kMonday), 0);
}

TEST(ScheduleTest, CountedOccurrencesEnd) {
  Schedule s = Weekly("MO,TU", 10 * 60, 12 * 60);
  s.dtstart = 2022y / 3 / 28;
  s.count = 3;
  const auto days = Openings(s, kMonday, kMonday + std::chrono::days(60));
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[2], kMonday + std::chrono::days(7));
}

TEST(ScheduleTest, MonthlyFirstTuesdayAndLastFriday) {
  Schedule s = Weekly("1TU,-1FR", 10 * 60, 11 * 60);
  s.freq = Frequency::kMonthly;
  const auto days = Openings(s, sys_days(2022y / 4 / 1), sys_days(2022y / 4 / 30));
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0], sys_days(2022y / 4 / 5));
  EXPECT_EQ(days[1], sys_days(2022y / 4 / 29));
}

TEST(ScheduleTest, ImpossibleRulesAreRefused) {
  Schedule both = Weekly("MO", 600, 660);
  both.until = 2022y / 12 / 31;
  both.count = 3;
  EXPECT_FALSE(Validate(both, "s").ok());
  Schedule monthdays = Weekly("MO", 600, 660);
  monthdays.bymonthday = "2,3";
  EXPECT_FALSE(Validate(monthdays, "s").ok());
  EXPECT_FALSE(Validate(Weekly("1MO", 600, 660), "s").ok());
  EXPECT_FALSE(Validate(Weekly("MO", 600, 600), "s").ok());
  EXPECT_TRUE(Validate(Weekly("MO", 0, 0), "s").ok());
}

TEST(ScheduleTest, TimesOfDay) {
  EXPECT_EQ(*ParseTimeOfDay("18:30:00"), 18 * 60 + 30);
  EXPECT_FALSE(ParseTimeOfDay("25:00").ok());
  EXPECT_FALSE(ParseTimeOfDay("3pm").ok());
  EXPECT_EQ(FormatTimeOfDay(545), "09:05");
}

}  // namespace
}  // namespace zwk::catalog
