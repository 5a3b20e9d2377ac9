#include "catalog/offer/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/base/errors.h"

namespace zwk::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using namespace std::chrono_literals;  // NOLINT: calendar literals
using std::chrono::sys_days;

constexpr sys_days kMonday = sys_days(2022y / 3 / 28);

Schedule Weekly(std::string byday, int opens, int closes) {
  Schedule s;
  s.freq = Frequency::kWeekly;
  s.byday = std::move(byday);
  s.opens_at = opens;
  s.closes_at = closes;
  return s;
}

absl::Status Checked(Schedule s, const std::string& field) {
  FieldErrors errors;
  Take(errors, field, s);
  return errors.ToStatus();
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
  EXPECT_EQ(days[2].day, kMonday + std::chrono::days(7));
}

TEST(ScheduleTest, MonthlyFirstTuesdayAndLastFriday) {
  Schedule s = Weekly("1TU,-1FR", 10 * 60, 11 * 60);
  s.freq = Frequency::kMonthly;
  const auto days = Openings(s, sys_days(2022y / 4 / 1), sys_days(2022y / 4 / 30));
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].day, sys_days(2022y / 4 / 5));
  EXPECT_EQ(days[1].day, sys_days(2022y / 4 / 29));
}

TEST(ScheduleTest, ImpossibleRulesAreRefused) {
  Schedule both = Weekly("MO", 600, 660);
  both.until = 2022y / 12 / 31;
  both.count = 3;
  EXPECT_FALSE(Checked(both, "s").ok());
  Schedule monthdays = Weekly("MO", 600, 660);
  monthdays.bymonthday = "2,3";
  EXPECT_FALSE(Checked(monthdays, "s").ok());
  EXPECT_FALSE(Checked(Weekly("1MO", 600, 660), "s").ok());
  EXPECT_FALSE(Checked(Weekly("MO", 600, 600), "s").ok());
  EXPECT_TRUE(Checked(Weekly("MO", 0, 0), "s").ok());
}

TEST(ScheduleTest, TimesOfDay) {
  EXPECT_EQ(*ParseTimeOfDay("18:30:00"), 18 * 60 + 30);
  EXPECT_FALSE(ParseTimeOfDay("25:00").ok());
  EXPECT_FALSE(ParseTimeOfDay("3pm").ok());
  EXPECT_EQ(FormatTimeOfDay(545), "09:05");
}

Schedule Monthly(std::string byday, std::string bymonthday = "") {
  Schedule s = Weekly(std::move(byday), 10 * 60, 11 * 60);
  s.freq = Frequency::kMonthly;
  s.bymonthday = std::move(bymonthday);
  return s;
}

std::vector<std::string> Days(const Schedule& s, sys_days from, sys_days to) {
  std::vector<std::string> days;
  for (const Opening& one : Openings(s, from, to)) days.push_back(FormatDate(one.day));
  return days;
}

TEST(ScheduleTest, DaysOfAMonthCountFromItsBeginOrItsEnd) {
  const auto days = [](const std::string& bymonthday, std::chrono::year_month month) {
    return Days(Monthly("", bymonthday), sys_days(month / 1), sys_days(month / std::chrono::last));
  };
  EXPECT_THAT(days("-1", 2022y / 2), ElementsAre("2022-02-28"));
  EXPECT_THAT(days("-1", 2024y / 2), ElementsAre("2024-02-29"));
  EXPECT_THAT(days("1,15,-1", 2022y / 4), ElementsAre("2022-04-01", "2022-04-15", "2022-04-30"));
  EXPECT_THAT(days("-2,-30", 2022y / 4), ElementsAre("2022-04-01", "2022-04-29"));
  EXPECT_THAT(days("30,31", 2022y / 4), ElementsAre("2022-04-30"));
  EXPECT_THAT(days("-31", 2022y / 4), IsEmpty()) << "April has no 31st";
  EXPECT_THAT(days("-31", 2022y / 5), ElementsAre("2022-05-01"));
  EXPECT_THAT(days("30,-1", 2022y / 4), ElementsAre("2022-04-30")) << "one day is one opening";
}

TEST(ScheduleTest, NumberedWeekDaysCountFromTheBeginOrTheEndOfAMonth) {
  const auto days = [](const std::string& byday, std::chrono::year_month month) {
    return Days(Monthly(byday), sys_days(month / 1), sys_days(month / std::chrono::last));
  };
  EXPECT_THAT(days("FR", 2022y / 4),
              ElementsAre("2022-04-01", "2022-04-08", "2022-04-15", "2022-04-22", "2022-04-29"));
  EXPECT_THAT(days("1FR,5FR", 2022y / 4), ElementsAre("2022-04-01", "2022-04-29"));
  EXPECT_THAT(days("-1FR,-5FR", 2022y / 4), ElementsAre("2022-04-01", "2022-04-29"));
  EXPECT_THAT(days("2TU,-2TU", 2022y / 4), ElementsAre("2022-04-12", "2022-04-19"));
  EXPECT_THAT(days("5TU,-5TU", 2022y / 4), IsEmpty()) << "it has four";
  EXPECT_THAT(days("4TU,-4TU", 2022y / 4), ElementsAre("2022-04-05", "2022-04-26"));
  EXPECT_THAT(days("1SA", 2022y / 4), ElementsAre("2022-04-02"));
}

TEST(ScheduleTest, WithoutADayItIsTheOneOfTheStart) {
  Schedule weekly = Weekly("", 600, 660);
  weekly.dtstart = 2022y / 3 / 30;
  EXPECT_THAT(Days(weekly, kMonday, kMonday + std::chrono::days(13)),
              ElementsAre("2022-03-30", "2022-04-06"));
  Schedule monthly = Monthly("");
  monthly.dtstart = 2022y / 1 / 31;
  EXPECT_THAT(Days(monthly, sys_days(2022y / 1 / 1), sys_days(2022y / 5 / 31)),
              ElementsAre("2022-01-31", "2022-03-31", "2022-05-31"));
}

TEST(ScheduleTest, NothingIsBeforeTheStartAndTheStartCounts) {
  Schedule s = Weekly("MO,WE", 600, 660);
  s.dtstart = 2022y / 3 / 30;
  s.count = 2;
  EXPECT_THAT(Days(s, kMonday - std::chrono::days(30), kMonday + std::chrono::days(30)),
              ElementsAre("2022-03-30", "2022-04-04"));
}

TEST(ScheduleTest, FirstAndLastDaysBelongToIt) {
  const auto days = [](const Schedule& s) {
    return Days(s, kMonday, kMonday + std::chrono::days(21));
  };
  Schedule s = Weekly("MO", 600, 660);
  EXPECT_THAT(days(s), ElementsAre("2022-03-28", "2022-04-04", "2022-04-11", "2022-04-18"));
  s.until = 2022y / 4 / 11;
  EXPECT_THAT(days(s), ElementsAre("2022-03-28", "2022-04-04", "2022-04-11"));
  s.valid_to = 2022y / 4 / 4;
  EXPECT_THAT(days(s), ElementsAre("2022-03-28", "2022-04-04"));
  s.valid_from = 2022y / 4 / 4;
  EXPECT_THAT(days(s), ElementsAre("2022-04-04"));
  s.dtstart = 2022y / 3 / 28;
  EXPECT_THAT(days(s), ElementsAre("2022-04-04")) << "valid later than it starts";
}

TEST(ScheduleTest, WhereARuleIsLookedAtChangesNothing) {
  // Counted occurrences are walked from the start, others jump to the window: both agree.
  std::vector<Schedule> rules = {Weekly("MO,TH", 600, 660), Weekly("SU", 600, 660),
                                 Monthly("1TU,-1FR"), Monthly("", "1,15,-1"), Monthly("")};
  for (Schedule& rule : rules) {
    for (const int interval : {1, 2, 3, 5}) {
      rule.interval = interval;
      rule.dtstart = 2021y / 2 / 10;
      for (int from = 0; from < 60; from += 3) {
        const sys_days first = kMonday + std::chrono::days(from),
                       last = first + std::chrono::days(100);
        Schedule counted = rule;
        counted.count = 10'000;
        const auto days = Days(rule, first, last);
        EXPECT_EQ(days, Days(counted, first, last)) << rule.byday << rule.bymonthday << interval;
        EXPECT_FALSE(days.empty() && interval < 3);
      }
    }
  }
  Schedule every_third = Monthly("", "10");
  every_third.interval = 3;
  every_third.dtstart = 2021y / 1 / 10;
  EXPECT_THAT(Days(every_third, sys_days(2022y / 2 / 1), sys_days(2022y / 8 / 1)),
              ElementsAre("2022-04-10", "2022-07-10"));
  Schedule third_week = Weekly("WE", 600, 660);
  third_week.interval = 3;
  third_week.dtstart = 2022y / 1 / 3;
  EXPECT_THAT(Days(third_week, kMonday, kMonday + std::chrono::days(40)),
              ElementsAre("2022-03-30", "2022-04-20"));
}

TEST(ScheduleTest, ARuleThatIsNoneOpensNever) {
  Schedule s = Weekly("XX", 600, 660);
  EXPECT_THAT(Days(s, kMonday, kMonday + std::chrono::days(30)), IsEmpty());
  s = Monthly("", "32");
  EXPECT_THAT(Days(s, kMonday, kMonday + std::chrono::days(30)), IsEmpty());
  s = Weekly("MO", 600, 660);
  s.interval = 0;
  EXPECT_THAT(Days(s, kMonday, kMonday + std::chrono::days(30)), IsEmpty());
}

TEST(ScheduleTest, FiveYearsAreEnough) {
  EXPECT_EQ(Openings(Weekly("MO,TU,WE,TH,FR,SA,SU", 600, 660), kMonday,
                     kMonday + std::chrono::days(20'000))
                .size(),
            1831u);
}

TEST(ScheduleTest, AWholeDayAndANightHaveTheirHours) {
  EXPECT_DOUBLE_EQ((Opening{kMonday, 0, 0}.hours()), 24);
  EXPECT_DOUBLE_EQ((Opening{kMonday, 0, 24 * 60}.hours()), 24);
  EXPECT_DOUBLE_EQ((Opening{kMonday, 22 * 60, 90}.hours()), 3.5);
  EXPECT_DOUBLE_EQ((Opening{kMonday, 600, 630}.hours()), 0.5);
  EXPECT_TRUE(Weekly("MO", 22 * 60, 90).overnight());
  EXPECT_FALSE(Weekly("MO", 0, 0).overnight());
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("MO", 0, 0)}, kMonday), 24);
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("MO,TU,WE,TH,FR,SA,SU", 0, 0)}, kMonday), 168);
}

TEST(ScheduleTest, HoursAreAMeanOverEightWeeksFromTheMonday) {
  // The first Tuesdays of April and May are within the eight weeks, that of June is not.
  for (int day = 0; day < 7; ++day) {
    EXPECT_DOUBLE_EQ(WeeklyHours({Monthly("1TU")}, kMonday + std::chrono::days(day)), 2 / 8.0);
  }
  EXPECT_DOUBLE_EQ(WeeklyHours({}, kMonday), 0);
  Schedule last_day = Monthly("", "22");
  last_day.dtstart = 2022y / 5 / 22;
  EXPECT_DOUBLE_EQ(WeeklyHours({last_day}, kMonday), 1 / 8.0) << "the Sunday of the eighth week";
}

TEST(ScheduleTest, OpeningsThatTouchOrContainEachOtherCountOnce) {
  const std::vector<Schedule> day = {Weekly("MO", 600, 1200), Weekly("MO", 660, 720),
                                     Weekly("MO", 1140, 1260), Weekly("MO", 1260, 1320)};
  EXPECT_DOUBLE_EQ(WeeklyHours(day, kMonday), 12);
}

TEST(ScheduleTest, EachFieldHasItsBounds) {
  const auto refused = [](const std::function<void(Schedule&)>& change) {
    Schedule s = Monthly("1MO");
    s.dtstart = 2022y / 1 / 1;
    change(s);
    return FieldOf(Checked(s, "s"));
  };
  for (const int good : {1, 1000}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.interval = good; }), "");
  }
  for (const int bad : {0, 1001}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.interval = bad; }), "s.interval");
  }
  for (const int good : {0, 10'000}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.count = good; }), "");
  }
  for (const int bad : {-1, 10'001}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.count = bad; }), "s.count");
  }
  for (const int bad : {-1, -2, 1440}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.opens_at = bad; }), "s.opens_at");
  }
  for (const int good : {0, 1439}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.opens_at = good; }), "");
  }
  for (const int bad : {-1, -2, 1441}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.closes_at = bad; }), "s.closes_at");
  }
  for (const int good : {0, 1440}) {
    EXPECT_EQ(refused([&](Schedule& s) { s.closes_at = good; }), "");
  }
  EXPECT_EQ(refused([](Schedule& s) { s.opens_at = s.closes_at = 1; }), "s.closes_at");
  EXPECT_EQ(refused([](Schedule& s) { s.opens_at = s.closes_at = 0; }), "");
  EXPECT_EQ(refused([](Schedule& s) { s.until = 2022y / 4 / 1; }), "") << "without a count";
  EXPECT_EQ(refused([](Schedule& s) {
              s.until = 2022y / 4 / 1;
              s.count = 1;
            }),
            "s.until");
  const auto dates = [&](int day) {
    return refused([&](Schedule& s) {
      s.dtstart = 2022y / 4 / 4;
      s.until = 2022y / 4 / day;
    });
  };
  EXPECT_EQ(dates(3), "s.until");
  EXPECT_EQ(dates(4), "");
  const auto validity = [&](int day) {
    return refused([&](Schedule& s) {
      s.valid_from = 2022y / 4 / 2;
      s.valid_to = 2022y / 4 / day;
    });
  };
  EXPECT_EQ(validity(1), "s.valid_to");
  EXPECT_EQ(validity(2), "");
}

TEST(ScheduleTest, ListsOfDaysAreWrittenAsInRfc5545) {
  for (const char* good : {"SU,MO,TU,WE,TH,FR,SA", "5MO", "-5MO", "MO, WE", "+1MO"}) {
    EXPECT_TRUE(Checked(Monthly(good), "s").ok()) << good;
  }
  for (const char* bad : {"XX", "M", ",", "MO,", "6MO", "-6MO", "0MO", "1.5MO", "MOO", "mo"}) {
    EXPECT_EQ(FieldOf(Checked(Monthly(bad), "s")), "s.byday") << bad;
  }
  for (const char* good : {"1", "31", "-1", "-31", "1,15"}) {
    EXPECT_TRUE(Checked(Monthly("", good), "s").ok()) << good;
  }
  for (const char* bad : {"0", "32", "-32", "x", "1,,2", ","}) {
    EXPECT_EQ(FieldOf(Checked(Monthly("", bad), "s")), "s.bymonthday") << bad;
  }
  Schedule weekly = Weekly("MO", 600, 660);
  weekly.bymonthday = "1";
  EXPECT_EQ(FieldOf(Checked(weekly, "s")), "s.bymonthday");
  EXPECT_EQ(FieldOf(Checked(Weekly("MO,1TU", 600, 660), "s")), "s.byday");
}

TEST(ScheduleTest, ATimeOfDayEndsWithTheDay) {
  EXPECT_EQ(*ParseTimeOfDay("00:00"), 0);
  EXPECT_EQ(*ParseTimeOfDay("00:01"), 1);
  EXPECT_EQ(*ParseTimeOfDay("23:59"), 1439);
  EXPECT_EQ(*ParseTimeOfDay("24:00"), 1440);
  for (const char* bad : {"24:01", "12:60", "-1:00", "01:-1", "1:00", "01:5", "001:00", "01:005",
                          "12", "12:00:00:00", "", "aa:00", "12:bb"}) {
    EXPECT_FALSE(ParseTimeOfDay(bad).ok()) << bad;
  }
  EXPECT_EQ(FormatTimeOfDay(1440), "24:00");
  EXPECT_EQ(FormatTimeOfDay(59), "00:59");
}

std::string Moment(Time time) { return FormatTime(time).substr(0, 19) + "Z"; }

std::vector<std::string> Times(const std::vector<Occurrence>& all) {
  std::vector<std::string> times;
  for (const Occurrence& one : all) {
    times.push_back(Moment(one.start) + "/" + Moment(one.end));
  }
  return times;
}

TEST(ScheduleTest, ExceptionsCloseOrGiveOtherHours) {
  Schedule s = Weekly("MO", 600, 660);
  s.exceptions = {{2022y / 4 / 4, 2022y / 4 / 4, false, 720, 780, "Fest"},
                  {2022y / 4 / 1, 2022y / 4 / 17, true, kNoTime, kNoTime, "Ferien"}};
  EXPECT_TRUE(Checked(s, "s").ok()) << Checked(s, "s");
  EXPECT_THAT(Openings(s, kMonday, kMonday + std::chrono::days(27)),
              ElementsAre(Opening{kMonday, 600, 660}, Opening{sys_days(2022y / 4 / 4), 720, 780},
                          Opening{sys_days(2022y / 4 / 18), 600, 660}))
      << "the first that holds a day counts";
  const auto refused = [&](ScheduleException exception) {
    Schedule wrong = Weekly("MO", 600, 660);
    wrong.exceptions = {std::move(exception)};
    return FieldOf(Checked(wrong, "s"));
  };
  EXPECT_EQ(refused({{}, 2022y / 4 / 4, true}), "s.exceptions[0].from");
  EXPECT_EQ(refused({2022y / 4 / 4, {}, true}), "s.exceptions[0].to");
  EXPECT_EQ(refused({2022y / 4 / 4, 2022y / 4 / 3, true}), "s.exceptions[0].to");
  EXPECT_EQ(refused({2022y / 4 / 4, 2022y / 4 / 4}), "s.exceptions[0].opens_at");
  EXPECT_EQ(refused({2022y / 4 / 4, 2022y / 4 / 4, true, 600, 660}), "s.exceptions[0].closed");
}

TEST(ScheduleTest, HolidaysAreClosedUnlessTheirDateIsNamed) {
  Schedule s = Weekly("MO,FR", 600, 660);
  s.holiday_calendar = "DE-HB";
  const sys_days from(2022y / 4 / 11), to(2022y / 4 / 22);
  EXPECT_TRUE(Checked(s, "s").ok());
  EXPECT_THAT(Days(s, from, to), ElementsAre("2022-04-11", "2022-04-22")) << "Easter";
  s.rdate = {2022y / 4 / 18};
  EXPECT_THAT(Days(s, from, to), ElementsAre("2022-04-11", "2022-04-18", "2022-04-22"));
  s.holiday_calendar = "DE";
  EXPECT_EQ(FieldOf(Checked(s, "s")), "s.holiday_calendar");
}

TEST(ScheduleTest, AppointmentsNeedNoHoursAndWordsNeedNoDays) {
  Schedule s;
  EXPECT_EQ(FieldOf(Checked(s, "s")), "s.freq") << "says nothing at all";
  s.description = "Nur nach Vereinbarung";
  EXPECT_TRUE(Checked(s, "s").ok());
  EXPECT_DOUBLE_EQ(WeeklyHours({s}, kMonday), 0);
  EXPECT_FALSE(SayHours({s}));
  s.opens_at = 600;
  s.closes_at = 660;
  EXPECT_EQ(FieldOf(Checked(s, "s")), "s.freq") << "hours, but on which days?";
  Schedule days_only = Weekly("MO", kNoTime, kNoTime);
  EXPECT_EQ(FieldOf(Checked(days_only, "s")), "s.opens_at");
  days_only.by_appointment = true;
  EXPECT_TRUE(Checked(days_only, "s").ok());
  EXPECT_FALSE(SayHours({days_only}));
  EXPECT_TRUE(SayHours({days_only, Weekly("MO", 600, 660)}));
  days_only.opens_at = 600;
  EXPECT_EQ(FieldOf(Checked(days_only, "s")), "s.closes_at");
}

TEST(ScheduleTest, OccurrencesAreTimesOfTheirZone) {
  Schedule night = Weekly("SA", 22 * 60, 3 * 60);
  Schedule lisbon = Weekly("SA", 22 * 60, 24 * 60);
  lisbon.timezone = "Europe/Lisbon";
  // In the night to March 27 the clocks go forward in both.
  EXPECT_THAT(
      Times(Occurrences({lisbon, night}, sys_days(2022y / 3 / 20), sys_days(2022y / 4 / 2))),
      ElementsAre("2022-03-26T21:00:00Z/2022-03-27T01:00:00Z",
                  "2022-03-26T22:00:00Z/2022-03-27T00:00:00Z",
                  "2022-04-02T20:00:00Z/2022-04-03T01:00:00Z",
                  "2022-04-02T21:00:00Z/2022-04-02T23:00:00Z"));
}

TEST(ScheduleTest, ADoorIsOpenUntilItCloses) {
  const std::vector<Schedule> bar = {Weekly("SA", 22 * 60, 3 * 60)};
  const auto open = [&](const char* now) { return OpenAt(bar, *ParseTime(now)); };
  EXPECT_FALSE(*open("2022-04-02T19:59:59Z").open_now);
  EXPECT_TRUE(*open("2022-04-02T20:00:00Z").open_now);
  EXPECT_TRUE(*open("2022-04-03T00:59:59Z").open_now) << "it opened yesterday";
  EXPECT_FALSE(*open("2022-04-03T01:00:00Z").open_now);
  EXPECT_EQ(Moment(open("2022-04-02T19:00:00Z").next->start), "2022-04-02T20:00:00Z");
  EXPECT_EQ(Moment(open("2022-04-02T20:00:00Z").next->start), "2022-04-09T20:00:00Z");
  EXPECT_FALSE(OpenAt({}, kMonday).open_now.has_value()) << "unknown is not closed";
  std::vector<Schedule> office = {Weekly("MO", 0, 0)};
  office[0].by_appointment = true;
  const OpenState state = OpenAt(office, kMonday + std::chrono::hours(9));
  EXPECT_FALSE(*state.open_now) << "nobody is let in without an appointment";
  EXPECT_TRUE(state.next.has_value());
  Schedule yearly = Weekly("", 600, 660);
  yearly.freq = Frequency::kYearly;
  yearly.dtstart = 2020y / 3 / 1;
  EXPECT_EQ(Moment(OpenAt({yearly}, kMonday).next->start), "2023-03-01T09:00:00Z");
  yearly.until = 2022y / 3 / 1;
  EXPECT_FALSE(OpenAt({yearly}, kMonday).next.has_value());
}

TEST(ScheduleTest, NoScheduleHasMoreThanCanBeTold) {
  Schedule s = Weekly("MO", 600, 660);
  s.exceptions.assign(1'000, {2022y / 4 / 4, 2022y / 4 / 4, true, kNoTime, kNoTime, ""});
  EXPECT_TRUE(Checked(s, "s").ok());
  s.exceptions.push_back(s.exceptions[0]);
  EXPECT_EQ(FieldOf(Checked(s, "s")), "s.exceptions");
  const std::vector<Schedule> daily(6, Weekly("MO,TU,WE,TH,FR,SA,SU", 600, 660));
  const auto all = Occurrences(daily, kMonday, kMonday + std::chrono::days(20'000));
  EXPECT_EQ(all.size(), 10'000u);
  EXPECT_EQ(Occurrences({daily[0]}, kMonday, kMonday + std::chrono::days(20'000)).size(), 1'831u);
}

TEST(ScheduleTest, EveryFieldIsCheckedUnderItsPath) {
  const std::pair<const char*, std::function<void(Schedule&)>> wrong[] = {
      {"s.valid_from", [](Schedule& s) { s.valid_from = std::chrono::year_month_day(); }},
      {"s.valid_to", [](Schedule& s) { s.valid_to = 2022y / 2 / 30; }},
      {"s.timezone", [](Schedule& s) { s.timezone = "Europe/Atlantis"; }},
      {"s.description", [](Schedule& s) { s.description = "<b>heute</b>"; }},
      {"s.schedule_link", [](Schedule& s) { s.schedule_link = "example.org"; }},
      {"s.dtstart", [](Schedule& s) { s.dtstart = 2022y / 2 / 30; }},
      {"s.until", [](Schedule& s) { s.until = 2022y / 2 / 30; }},
      {"s.exdate[1]", [](Schedule& s) { s.exdate = {2022y / 4 / 1, 2022y / 4 / 31}; }},
      {"s.exceptions[1].reason",
       [](Schedule& s) {
         s.exceptions.assign(2, {2022y / 4 / 4, 2022y / 4 / 4, true, kNoTime, kNoTime, "Fest"});
         s.exceptions[1].reason = "<i>Fest</i>";
       }},
      {"s.exceptions[0].from",
       [](Schedule& s) { s.exceptions = {{2022y / 4 / 31, 2022y / 5 / 1, true}}; }},
      {"s.exceptions[0].to",
       [](Schedule& s) { s.exceptions = {{2022y / 4 / 30, 2022y / 4 / 31, true}}; }},
      {"s.exceptions[0].closes_at",
       [](Schedule& s) { s.exceptions = {{2022y / 4 / 4, 2022y / 4 / 4, false, 600, 600}}; }},
      {"s.exceptions[0].closed",
       [](Schedule& s) { s.exceptions = {{2022y / 4 / 4, 2022y / 4 / 4, true, kNoTime, 600}}; }},
      {"s.exceptions[0].closed",
       [](Schedule& s) { s.exceptions = {{2022y / 4 / 4, 2022y / 4 / 4, true, 600, kNoTime}}; }},
  };
  for (const auto& [field, change] : wrong) {
    Schedule s = Weekly("MO", 600, 660);
    change(s);
    EXPECT_EQ(FieldOf(Checked(s, "s")), field);
  }
  Schedule s = Weekly("MO", 600, 660);
  s.timezone = "Europe/Lisbon";
  s.description = "eins\nzwei";
  s.schedule_link = "https://example.org/termin";
  EXPECT_TRUE(Checked(s, "s").ok()) << Checked(s, "s");
}

TEST(ScheduleTest, OneWordOnHowToComeIsEnoughWhereThereAreNoDays) {
  for (const std::function<void(Schedule&)>& say :
       {std::function([](Schedule& s) { s.description = "Nach Aushang"; }),
        std::function([](Schedule& s) { s.schedule_link = "https://example.org/"; }),
        std::function([](Schedule& s) { s.by_appointment = true; })}) {
    Schedule s;
    say(s);
    EXPECT_TRUE(Checked(s, "s").ok()) << Checked(s, "s");
  }
  for (const auto& [opens, closes] : {std::pair(600, kNoTime), std::pair(kNoTime, 660)}) {
    Schedule half = Weekly("MO", opens, closes);
    EXPECT_FALSE(Checked(half, "s").ok());
    half.by_appointment = true;
    EXPECT_FALSE(Checked(half, "s").ok()) << "half a time is none, with an appointment either";
  }
}

TEST(ScheduleTest, WhatHasNoHoursIsNeverOpenByItself) {
  EXPECT_THAT(Days(Weekly("MO", kNoTime, kNoTime), kMonday, kMonday + std::chrono::days(30)),
              IsEmpty());
  const OpenState state = OpenAt({Weekly("MO", kNoTime, kNoTime)}, kMonday);
  EXPECT_FALSE(state.open_now.has_value());
  EXPECT_FALSE(state.next.has_value());
}

TEST(ScheduleTest, TheNextOpeningIsTheFirstOfAllSchedules) {
  const std::vector<Schedule> all = {Weekly("TU", 900, 960), Weekly("TU", 600, 660),
                                     Weekly("TU", 600, 630), Weekly("WE", 540, 600)};
  const OpenState state = OpenAt(all, kMonday);
  EXPECT_EQ(state.next->schedule, &all[2]) << "and of those the one that closes first";
  EXPECT_EQ(Moment(state.next->end), "2022-03-29T08:30:00Z");
  EXPECT_FALSE(*state.open_now);
  EXPECT_TRUE(*OpenAt(all, *ParseTime("2022-03-29T13:30:00Z")).open_now) << "one open door is one";
  Schedule course = Weekly("MO", 600, 660);
  course.dtstart = 2022y / 3 / 7;
  course.count = 60;
  EXPECT_EQ(Moment(OpenAt({course}, kMonday).next->start), "2022-03-28T08:00:00Z");
  course.count = 3;
  EXPECT_FALSE(OpenAt({course}, kMonday).next.has_value());
  Schedule monthly = Monthly("1TU");
  EXPECT_EQ(Moment(OpenAt({monthly}, *ParseTime("2022-04-05T10:00:00Z")).next->start),
            "2022-05-03T08:00:00Z");
}

TEST(ScheduleTest, AnUnknownZoneCountsAsUtc) {
  Schedule s = Weekly("MO", 600, 660);
  s.timezone = "Europe/Atlantis";
  EXPECT_THAT(Times(Occurrences({s}, kMonday, kMonday)),
              ElementsAre("2022-03-28T10:00:00Z/2022-03-28T11:00:00Z"));
}

TEST(ScheduleTest, TheLocalDayBeginsAtMidnightInGermany) {
  EXPECT_EQ(LocalDay(*ParseTime("2022-03-27T21:59:59Z")), sys_days(2022y / 3 / 27));
  EXPECT_EQ(LocalDay(*ParseTime("2022-03-27T22:00:00Z")), kMonday);
  EXPECT_EQ(LocalDay(*ParseTime("2022-12-31T23:00:00Z")), sys_days(2023y / 1 / 1));
}

TEST(ScheduleTest, ExceptionsAreWorkAsWell) {
  Schedule s = Weekly("MO", 600, 660);
  const Time now = kMonday;
  const int64_t rule = StepsOf(s, now);
  s.exceptions.resize(4);
  EXPECT_EQ(StepsOf(s, now), rule);
  s.exceptions.resize(10);
  EXPECT_EQ(StepsOf(s, now), rule + 2);
}

TEST(ScheduleTest, HalfHoursAndNightsAddUp) {
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("MO", 600, 645)}, kMonday), 0.75);
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("MO", 22 * 60, 2 * 60), Weekly("TU", 60, 180)}, kMonday), 5)
      << "what goes on after midnight overlaps with the next day";
  EXPECT_DOUBLE_EQ(WeeklyHours({Weekly("SU", 22 * 60, 2 * 60)}, kMonday), 4);
}

}  // namespace
}  // namespace zwk::catalog
