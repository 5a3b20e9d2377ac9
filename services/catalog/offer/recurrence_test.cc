#include "catalog/offer/recurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "platform/base/clock.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;  // NOLINT: calendar literals

// "FREQ=WEEKLY;BYDAY=MO" as RFC 5545 writes it.
Recurrence Rule(const std::string& start, const std::string& rule) {
  Recurrence r;
  if (!start.empty()) r.dtstart = *ParseDate(start);
  for (const absl::string_view part : absl::StrSplit(rule, ';')) {
    const std::pair<std::string, std::string> one = absl::StrSplit(part, absl::MaxSplits('=', 1));
    const auto& [name, value] = one;
    const std::map<std::string, Frequency> names = {{"DAILY", Frequency::kDaily},
                                                    {"WEEKLY", Frequency::kWeekly},
                                                    {"MONTHLY", Frequency::kMonthly},
                                                    {"YEARLY", Frequency::kYearly}};
    if (name == "FREQ") r.freq = names.at(value);
    if (name == "INTERVAL") r.interval = std::stoi(value);
    if (name == "COUNT") r.count = std::stoi(value);
    if (name == "UNTIL") {
      r.until = *ParseDate(value.substr(0, 4) + "-" + value.substr(4, 2) + "-" + value.substr(6));
    }
    if (name == "BYDAY") r.byday = value;
    if (name == "BYMONTHDAY") r.bymonthday = value;
    if (name == "BYYEARDAY") r.byyearday = value;
    if (name == "BYWEEKNO") r.byweekno = value;
    if (name == "BYMONTH") r.bymonth = value;
    if (name == "BYSETPOS") r.bysetpos = value;
    if (name == "WKST") r.wkst = value;
  }
  return r;
}

std::vector<std::string> Days(const Recurrence& r, sys_days from, sys_days to,
                              OptionalDay start = {}) {
  std::vector<std::string> all;
  for (const sys_days day : DaysOf(r, start, from, to)) all.push_back(FormatDate(day));
  return all;
}

std::string Refused(const Recurrence& r, bool starts = false) {
  FieldErrors errors;
  CheckRecurrence(errors, "s.", r, starts);
  return FieldOf(errors.ToStatus());
}

struct Example {
  const char* start;
  const char* rule;
  size_t count;  // within five years of the start
  const char* last;
  std::vector<std::string> first;  // six of them
};

// The examples of RFC 5545, 3.8.5.3, for whole days, and some that cities write; the days are those that
// python-dateutil 2.9 says.
const std::vector<Example>& Examples() {
  static const std::vector<Example> kExamples = {
      {"1997-09-02",
       "FREQ=DAILY;COUNT=10",
       10,
       "1997-09-11",
       {"1997-09-02", "1997-09-03", "1997-09-04", "1997-09-05", "1997-09-06", "1997-09-07"}},
      {"1997-09-02",
       "FREQ=DAILY;UNTIL=19970930",
       29,
       "1997-09-30",
       {"1997-09-02", "1997-09-03", "1997-09-04", "1997-09-05", "1997-09-06", "1997-09-07"}},
      {"1997-09-02",
       "FREQ=DAILY;INTERVAL=2",
       916,
       "2002-09-06",
       {"1997-09-02", "1997-09-04", "1997-09-06", "1997-09-08", "1997-09-10", "1997-09-12"}},
      {"1997-09-02",
       "FREQ=DAILY;INTERVAL=10;COUNT=5",
       5,
       "1997-10-12",
       {"1997-09-02", "1997-09-12", "1997-09-22", "1997-10-02", "1997-10-12"}},
      {"1998-01-01",
       "FREQ=YEARLY;UNTIL=20000131;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
       93,
       "2000-01-31",
       {"1998-01-01", "1998-01-02", "1998-01-03", "1998-01-04", "1998-01-05", "1998-01-06"}},
      {"1998-01-01",
       "FREQ=DAILY;UNTIL=20000131;BYMONTH=1",
       93,
       "2000-01-31",
       {"1998-01-01", "1998-01-02", "1998-01-03", "1998-01-04", "1998-01-05", "1998-01-06"}},
      {"1997-09-02",
       "FREQ=WEEKLY;COUNT=10",
       10,
       "1997-11-04",
       {"1997-09-02", "1997-09-09", "1997-09-16", "1997-09-23", "1997-09-30", "1997-10-07"}},
      {"1997-09-02",
       "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
       131,
       "2002-08-27",
       {"1997-09-02", "1997-09-16", "1997-09-30", "1997-10-14", "1997-10-28", "1997-11-11"}},
      {"1997-09-02",
       "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
       10,
       "1997-10-02",
       {"1997-09-02", "1997-09-04", "1997-09-09", "1997-09-11", "1997-09-16", "1997-09-18"}},
      {"1997-09-01",
       "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224;WKST=SU;BYDAY=MO,WE,FR",
       26,
       "1997-12-24",
       {"1997-09-01", "1997-09-03", "1997-09-05", "1997-09-15", "1997-09-17", "1997-09-19"}},
      {"1997-09-02",
       "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
       8,
       "1997-10-16",
       {"1997-09-02", "1997-09-04", "1997-09-16", "1997-09-18", "1997-09-30", "1997-10-02"}},
      {"1997-09-05",
       "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
       10,
       "1998-06-05",
       {"1997-09-05", "1997-10-03", "1997-11-07", "1997-12-05", "1998-01-02", "1998-02-06"}},
      {"1997-09-05",
       "FREQ=MONTHLY;UNTIL=19971224;BYDAY=1FR",
       4,
       "1997-12-05",
       {"1997-09-05", "1997-10-03", "1997-11-07", "1997-12-05"}},
      {"1997-09-07",
       "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
       10,
       "1998-05-31",
       {"1997-09-07", "1997-09-28", "1997-11-02", "1997-11-30", "1998-01-04", "1998-01-25"}},
      {"1997-09-22",
       "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
       6,
       "1998-02-16",
       {"1997-09-22", "1997-10-20", "1997-11-17", "1997-12-22", "1998-01-19", "1998-02-16"}},
      {"1997-09-28",
       "FREQ=MONTHLY;BYMONTHDAY=-3",
       61,
       "2002-09-28",
       {"1997-09-28", "1997-10-29", "1997-11-28", "1997-12-29", "1998-01-29", "1998-02-26"}},
      {"1997-09-02",
       "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
       10,
       "1998-01-15",
       {"1997-09-02", "1997-09-15", "1997-10-02", "1997-10-15", "1997-11-02", "1997-11-15"}},
      {"1997-09-30",
       "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
       10,
       "1998-02-01",
       {"1997-09-30", "1997-10-01", "1997-10-31", "1997-11-01", "1997-11-30", "1997-12-01"}},
      {"1997-09-10",
       "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
       10,
       "1999-03-13",
       {"1997-09-10", "1997-09-11", "1997-09-12", "1997-09-13", "1997-09-14", "1997-09-15"}},
      {"1997-09-02",
       "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
       132,
       "2002-09-03",
       {"1997-09-02", "1997-09-09", "1997-09-16", "1997-09-23", "1997-09-30", "1997-11-04"}},
      {"1997-06-10",
       "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
       10,
       "2001-07-10",
       {"1997-06-10", "1997-07-10", "1998-06-10", "1998-07-10", "1999-06-10", "1999-07-10"}},
      {"1997-03-10",
       "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
       7,
       "2001-03-10",
       {"1997-03-10", "1999-01-10", "1999-02-10", "1999-03-10", "2001-01-10", "2001-02-10"}},
      {"1997-01-01",
       "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
       6,
       "2000-07-18",
       {"1997-01-01", "1997-04-10", "1997-07-19", "2000-01-01", "2000-04-09", "2000-07-18"}},
      {"1997-05-19",
       "FREQ=YEARLY;BYDAY=20MO",
       6,
       "2002-05-20",
       {"1997-05-19", "1998-05-18", "1999-05-17", "2000-05-15", "2001-05-14", "2002-05-20"}},
      {"1997-05-12",
       "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
       6,
       "2002-05-13",
       {"1997-05-12", "1998-05-11", "1999-05-17", "2000-05-15", "2001-05-14", "2002-05-13"}},
      {"1997-03-13",
       "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
       23,
       "2002-03-14",
       {"1997-03-13", "1997-03-20", "1997-03-27", "1998-03-05", "1998-03-12", "1998-03-19"}},
      {"1997-06-05",
       "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
       67,
       "2002-06-06",
       {"1997-06-05", "1997-06-12", "1997-06-19", "1997-06-26", "1997-07-03", "1997-07-10"}},
      {"1997-09-02",
       "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
       7,
       "2001-07-13",
       {"1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13", "2000-10-13", "2001-04-13"}},
      {"1997-09-13",
       "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
       61,
       "2002-09-07",
       {"1997-09-13", "1997-10-11", "1997-11-08", "1997-12-13", "1998-01-10", "1998-02-07"}},
      {"1996-11-05",
       "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
       2,
       "2000-11-07",
       {"1996-11-05", "2000-11-07"}},
      {"1997-09-04",
       "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
       3,
       "1997-11-06",
       {"1997-09-04", "1997-10-07", "1997-11-06"}},
      {"1997-09-29",
       "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
       61,
       "2002-09-27",
       {"1997-09-29", "1997-10-30", "1997-11-27", "1997-12-30", "1998-01-29", "1998-02-26"}},
      {"1997-08-05",
       "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
       4,
       "1997-08-24",
       {"1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"}},
      {"1997-08-05",
       "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
       4,
       "1997-08-31",
       {"1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"}},
      {"2025-03-06",
       "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU",
       88,
       "2030-03-10",
       {"2025-03-09", "2025-03-30", "2025-04-20", "2025-05-11", "2025-06-01", "2025-06-22"}},
      {"2025-03-06",
       "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU",
       87,
       "2030-03-03",
       {"2025-03-23", "2025-04-13", "2025-05-04", "2025-05-25", "2025-06-15", "2025-07-06"}},
      {"2025-03-06",
       "FREQ=WEEKLY;INTERVAL=3;COUNT=2;BYDAY=SU",
       2,
       "2025-03-30",
       {"2025-03-09", "2025-03-30"}},
      {"2007-01-15",
       "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
       5,
       "2007-03-30",
       {"2007-01-15", "2007-01-30", "2007-02-15", "2007-03-15", "2007-03-30"}},
      {"2026-12-01",
       "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
       4,
       "2026-12-27",
       {"2026-12-01", "2026-12-13", "2026-12-15", "2026-12-27"}},
      {"2026-01-01",
       "FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=8,15",
       16,
       "2030-10-15",
       {"2026-09-08", "2026-09-15", "2026-12-08", "2026-12-15", "2027-06-08", "2027-06-15"}},
      {"2026-01-01",
       "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
       60,
       "2030-12-31",
       {"2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30"}},
      {"2024-02-29", "FREQ=YEARLY", 2, "2028-02-29", {"2024-02-29", "2028-02-29"}},
      {"2026-01-31",
       "FREQ=MONTHLY",
       36,
       "2031-01-31",
       {"2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31", "2026-10-31"}},
      {"2026-01-03", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", 1, "2026-12-28", {"2026-12-28"}},
      {"2026-10-05",
       "FREQ=YEARLY;BYWEEKNO=1,20;BYDAY=MO",
       10,
       "2031-05-12",
       {"2027-01-04", "2027-05-17", "2028-01-03", "2028-05-15", "2029-01-01", "2029-05-14"}},
      {"2023-02-04",
       "FREQ=YEARLY;BYMONTH=10,2;BYYEARDAY=172,257,279,2",
       5,
       "2027-10-06",
       {"2023-10-06", "2024-10-05", "2025-10-06", "2026-10-06", "2027-10-06"}},
      {"2026-01-01",
       "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2",
       5,
       "2030-02-28",
       {"2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28"}},
      {"2026-01-01",
       "FREQ=YEARLY;BYDAY=-1FR",
       5,
       "2030-12-27",
       {"2026-12-25", "2027-12-31", "2028-12-29", "2029-12-28", "2030-12-27"}},
      {"2026-01-01",
       "FREQ=DAILY;BYMONTHDAY=-1,15;BYDAY=MO,TU,WE,TH,FR",
       85,
       "2030-12-31",
       {"2026-01-15", "2026-03-31", "2026-04-15", "2026-04-30", "2026-05-15", "2026-06-15"}},
      {"2026-01-01",
       "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=WE",
       262,
       "2030-12-31",
       {"2026-01-04", "2026-01-06", "2026-01-18", "2026-01-20", "2026-02-01", "2026-02-03"}},
      {"2026-01-02",
       "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH,SA;WKST=FR;BYMONTH=3,9",
       43,
       "2030-09-26",
       {"2026-03-07", "2026-03-09", "2026-03-12", "2026-03-28", "2026-03-30", "2026-09-12"}},
      {"2026-01-31",
       "FREQ=DAILY;INTERVAL=9;BYMONTH=1,2;COUNT=11",
       11,
       "2028-01-03",
       {"2026-01-31", "2026-02-09", "2026-02-18", "2026-02-27", "2027-01-08", "2027-01-17"}},
  };
  return kExamples;
}

TEST(RecurrenceTest, ARuleMeansTheDaysOfRfc5545) {
  for (const Example& example : Examples()) {
    const Recurrence rule = Rule(example.start, example.rule);
    EXPECT_EQ(Refused(rule), "") << example.rule;
    const sys_days start(*rule.dtstart);
    const auto all = Days(rule, start, start + days(366 * 5));
    ASSERT_EQ(all.size(), example.count) << example.start << " " << example.rule;
    EXPECT_EQ(all.back(), example.last) << example.rule;
    EXPECT_EQ(
        std::vector<std::string>(all.begin(), all.begin() + std::min<int>(6, std::ssize(all))),
        example.first)
        << example.rule;
  }
}

TEST(RecurrenceTest, WhereOneLooksChangesNothing) {
  for (const Example& example : Examples()) {
    const Recurrence rule = Rule(example.start, example.rule);
    const sys_days start(*rule.dtstart);
    const auto all = Days(rule, start, start + days(366 * 5));
    for (int from = 0; from < 1800; from += 97) {
      std::vector<std::string> expected;
      const sys_days first = start + days(from), last = first + days(60);
      for (const std::string& day : all) {
        if (day >= FormatDate(first) && day <= FormatDate(last)) expected.push_back(day);
      }
      EXPECT_EQ(Days(rule, first, last), expected) << example.rule << " from " << FormatDate(first);
    }
  }
}

TEST(RecurrenceTest, DatesAddAndTakeAway) {
  Recurrence r = Rule("2026-12-07", "FREQ=WEEKLY;BYDAY=MO");
  r.exdate = {2026y / 12 / 28, 2026y / 12 / 7, 2026y / 12 / 8};
  r.rdate = {2026y / 12 / 19, 2026y / 12 / 14, 2026y / 12 / 28, 2026y / 11 / 30};
  EXPECT_EQ(Refused(r), "");
  EXPECT_THAT(Days(r, sys_days(2026y / 11 / 1), sys_days(2027y / 1 / 4)),
              ElementsAre("2026-11-30", "2026-12-14", "2026-12-19", "2026-12-21", "2027-01-04"))
      << "each once; what is taken away is not added";
  Recurrence dates;
  dates.rdate = {2026y / 12 / 24, 2026y / 3 / 1, 2026y / 12 / 24};
  EXPECT_EQ(Refused(dates), "");
  EXPECT_THAT(Days(dates, sys_days(2026y / 1 / 1), sys_days(2026y / 12 / 31)),
              ElementsAre("2026-03-01", "2026-12-24"));
}

TEST(RecurrenceTest, ARuleThatSaysItsDaysNeedsNoBeginning) {
  for (const char* rule : {"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU;WKST=SU",
                           "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                           "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "FREQ=YEARLY;BYYEARDAY=-1"}) {
    const sys_days from(2026y / 1 / 1), to(2027y / 12 / 31);
    EXPECT_EQ(Refused(Rule("", rule)), "") << rule;
    EXPECT_EQ(Days(Rule("", rule), from, to), Days(Rule("2020-01-01", rule), from, to)) << rule;
  }
  for (const char* rule : {"FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3",
                           "FREQ=WEEKLY;BYDAY=MO;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO;COUNT=2"}) {
    EXPECT_EQ(Refused(Rule("", rule)), "s.dtstart") << rule;
    EXPECT_EQ(Refused(Rule("", rule), /*starts=*/true), "") << rule;
    EXPECT_EQ(Refused(Rule("2026-01-01", rule)), "") << rule;
  }
  EXPECT_THAT(Days(Rule("", "FREQ=WEEKLY;INTERVAL=2"), sys_days(2026y / 1 / 1),
                   sys_days(2026y / 2 / 1), 2026y / 1 / 6),
              ElementsAre("2026-01-06", "2026-01-20"));
}

TEST(RecurrenceTest, WhatRfc5545ForbidsIsRefused) {
  const std::pair<const char*, const char*> all[] = {
      {"FREQ=WEEKLY;BYMONTHDAY=1", "s.bymonthday"},
      {"FREQ=WEEKLY;BYDAY=1MO", "s.byday"},
      {"FREQ=DAILY;BYDAY=1MO", "s.byday"},
      {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "s.byday"},
      {"FREQ=MONTHLY;BYDAY=6MO", "s.byday"},
      {"FREQ=YEARLY;BYDAY=54MO", "s.byday"},
      {"FREQ=MONTHLY;BYYEARDAY=1", "s.byyearday"},
      {"FREQ=MONTHLY;BYWEEKNO=1", "s.byweekno"},
      {"FREQ=YEARLY;BYWEEKNO=54", "s.byweekno"},
      {"FREQ=YEARLY;BYYEARDAY=367", "s.byyearday"},
      {"FREQ=YEARLY;BYMONTH=13", "s.bymonth"},
      {"FREQ=YEARLY;BYMONTH=-1", "s.bymonth"},
      {"FREQ=YEARLY;BYMONTH=0", "s.bymonth"},
      {"FREQ=MONTHLY;BYSETPOS=1", "s.bysetpos"},
      {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "s.bysetpos"},
      {"FREQ=DAILY;BYMONTH=1;BYSETPOS=1", "s.bysetpos"},
      {"FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1", "s.bysetpos"},
      {"FREQ=MONTHLY;BYMONTHDAY=1,15,-17;BYSETPOS=-2", "s.bysetpos"},
      {"FREQ=YEARLY;BYYEARDAY=-308,49;BYSETPOS=-1", "s.bysetpos"},
      {"FREQ=YEARLY;BYMONTHDAY=1", "s.bymonthday"},
      {"FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", "s.byweekno"},
      {"FREQ=YEARLY;BYWEEKNO=3", "s.byweekno"},
      {"FREQ=WEEKLY;BYDAY=MO;WKST=M", "s.wkst"},
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "s.freq"},
      {"FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "s.freq"},
      {"FREQ=WEEKLY;BYDAY=MO;UNTIL=20260102", "s.freq"},
      {"FREQ=WEEKLY;BYDAY=MO\r\nRDATE:1", "s.byday"},
  };
  for (const auto& [rule, field] : all) EXPECT_EQ(Refused(Rule("2026-01-01", rule)), field) << rule;
  Recurrence none;
  none.byday = "MO";
  EXPECT_EQ(Refused(none), "s.freq");
  for (const char* rule :
       {"FREQ=WEEKLY;BYDAY=TU,SU;WKST=WE", "FREQ=MONTHLY;BYMONTHDAY=1,15;BYSETPOS=2",
        "FREQ=MONTHLY;BYMONTHDAY=-1,-17;BYSETPOS=2",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=TU"}) {
    EXPECT_EQ(Refused(Rule("2026-01-01", rule)), "") << rule;
  }
  Recurrence unknown;
  unknown.freq = static_cast<Frequency>(9);
  EXPECT_EQ(Refused(unknown), "s.freq");
  EXPECT_THAT(Days(unknown, sys_days(2026y / 1 / 1), sys_days(2026y / 2 / 1)), IsEmpty());
  Recurrence never;
  never.rdate = {year_month_day()};
  EXPECT_EQ(Refused(never), "s.rdate[0]");
}

TEST(RecurrenceTest, NoRuleIsWorkWithoutEnd) {
  std::string parts;
  for (int i = 0; i < 32; ++i) parts += i == 0 ? "MO" : ",MO";
  EXPECT_EQ(Refused(Rule("", "FREQ=WEEKLY;BYDAY=" + parts)), "s.byday");
  EXPECT_EQ(Refused(Rule("1899-12-31", "FREQ=DAILY")), "s.dtstart");
  Recurrence dates;
  dates.rdate.assign(1'001, 2026y / 1 / 1);
  EXPECT_EQ(Refused(dates), "s.rdate");
  const sys_days from(2026y / 1 / 1);
  EXPECT_EQ(Days(Rule("1900-01-01", "FREQ=DAILY"), from, from + days(100'000)).size(), 1831u);
  EXPECT_THAT(Days(Rule("1900-01-01", "FREQ=YEARLY;INTERVAL=1000"), from, from + days(1000)),
              IsEmpty());
  EXPECT_THAT(Days(Rule("2026-01-01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"), from,
                   from + days(1000)),
              IsEmpty());
  EXPECT_THAT(Days(Rule("2026-01-01", "FREQ=DAILY"), from, from - days(1)), IsEmpty());
}

// Of what is asked, not of how long ago it began; but for what has to be counted.
TEST(RecurrenceTest, WorkFollowsWhatIsAsked) {
  const sys_days today(2026y / 1 / 1);
  const auto steps = [&](const char* start, const char* rule) {
    return StepsOf(Rule(start, rule), {}, today);
  };
  for (const char* rule :
       {"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1MO", "FREQ=YEARLY", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"}) {
    EXPECT_EQ(steps("1900-01-01", rule), steps("2025-12-01", rule)) << rule;
  }
  EXPECT_LT(steps("1900-01-01", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=9999"), 1'000);
  EXPECT_GT(steps("1900-01-01", "FREQ=YEARLY;COUNT=9999"), 10'000);
  EXPECT_GT(steps("1900-01-01", "FREQ=MONTHLY;BYDAY=1MO;COUNT=9999"), 10'000);
  EXPECT_LT(steps("2025-10-01", "FREQ=MONTHLY;BYDAY=1MO;COUNT=10"), 200);
  EXPECT_LT(steps("1900-01-01", "FREQ=DAILY;COUNT=9999"), 200);
}

TEST(RecurrenceTest, EveryPartHasItsBounds) {
  const std::pair<const char*, const char*> all[] = {
      {"FREQ=MONTHLY;BYDAY=5MO,-5MO", ""},
      {"FREQ=MONTHLY;BYDAY=-6MO", "s.byday"},
      {"FREQ=YEARLY;BYDAY=53MO,-53MO", ""},
      {"FREQ=YEARLY;BYDAY=-54MO", "s.byday"},
      {"FREQ=MONTHLY;BYDAY=0MO", "s.byday"},
      {"FREQ=MONTHLY;BYDAY=+001MO", ""},
      {"FREQ=MONTHLY;BYDAY=00001MO", "s.byday"},
      {"FREQ=MONTHLY;BYDAY=O", "s.byday"},
      {"FREQ=MONTHLY;BYMONTHDAY=31,-31", ""},
      {"FREQ=YEARLY;BYYEARDAY=366", ""},
      {"FREQ=YEARLY;BYYEARDAY=-366,1", ""},
      {"FREQ=YEARLY;BYYEARDAY=0", "s.byyearday"},
      {"FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", ""},
      {"FREQ=YEARLY;BYWEEKNO=0;BYDAY=MO", "s.byweekno"},
      {"FREQ=YEARLY;BYMONTH=12", ""},
      {"FREQ=YEARLY;BYMONTH=1", ""},
      {"FREQ=YEARLY;BYDAY=MO;BYSETPOS=367", "s.bysetpos"},
      {"FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1", ""},
      {"FREQ=MONTHLY;BYDAY=MO;WKST=SU", ""},
      {"FREQ=MONTHLY;BYDAY=MO;WKST=mo", "s.wkst"},
      // What bysetpos chooses among.
      {"FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=1", ""},
      {"FREQ=YEARLY;BYYEARDAY=1,2;BYSETPOS=1", ""},
      {"FREQ=YEARLY;BYMONTH=1,2;BYSETPOS=1", ""},
      {"FREQ=YEARLY;BYWEEKNO=1,2;BYDAY=MO;BYSETPOS=1", "s.byweekno"},
      {"FREQ=MONTHLY;BYMONTHDAY=-1,-2;BYSETPOS=1", ""},
      {"FREQ=YEARLY;BYYEARDAY=-1,-2;BYSETPOS=1", ""},
      // Days of a month in a year.
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1", ""},
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1;BYYEARDAY=32", "s.bymonthday"},
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1;BYWEEKNO=5;BYDAY=MO", "s.bymonthday"},
      {"FREQ=DAILY;BYMONTHDAY=1", ""},
      {"FREQ=WEEKLY;BYYEARDAY=1", "s.byyearday"},
      {"FREQ=DAILY;BYWEEKNO=1", "s.byweekno"},
      {"FREQ=YEARLY;BYDAY=1MO", ""},
  };
  for (const auto& [rule, field] : all) EXPECT_EQ(Refused(Rule("2024-01-01", rule)), field) << rule;
  const std::string thirty =
      "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30";
  EXPECT_EQ(Refused(Rule("2024-01-01", "FREQ=MONTHLY;BYMONTHDAY=" + thirty + ",31")), "");
  EXPECT_EQ(Refused(Rule("2024-01-01", "FREQ=MONTHLY;BYMONTHDAY=" + thirty + ",30,31")),
            "s.bymonthday");
  EXPECT_EQ(Refused(Rule("1900-01-01", "FREQ=DAILY")), "");
  Recurrence dates;
  dates.rdate.assign(1'000, 2026y / 1 / 1);
  EXPECT_EQ(Refused(dates), "");
  dates.exdate.assign(1'001, 2026y / 1 / 1);
  EXPECT_EQ(Refused(dates), "s.exdate");
}

TEST(RecurrenceTest, APartWithoutAFrequencyIsNone) {
  const std::function<void(Recurrence&)> parts[] = {
      [](Recurrence& r) { r.byday = "MO"; },    [](Recurrence& r) { r.bymonthday = "1"; },
      [](Recurrence& r) { r.byyearday = "1"; }, [](Recurrence& r) { r.byweekno = "1"; },
      [](Recurrence& r) { r.bymonth = "1"; },   [](Recurrence& r) { r.bysetpos = "1"; },
      [](Recurrence& r) { r.count = 1; },       [](Recurrence& r) { r.interval = 2; }};
  for (size_t i = 0; i < std::size(parts); ++i) {
    Recurrence r;
    parts[i](r);
    EXPECT_EQ(Refused(r), "s.freq") << i;
  }
  EXPECT_EQ(Refused(Recurrence()), "");
}

TEST(RecurrenceTest, WhatIsRefusedIsSaidInWords) {
  const auto said = [](const Recurrence& r) {
    FieldErrors errors;
    CheckRecurrence(errors, "s.", r, /*starts=*/false);
    const auto violations = FieldViolationsOf(errors.ToStatus());
    return violations.empty() ? "" : violations[0].description;
  };
  EXPECT_EQ(said(Rule("", "FREQ=WEEKLY;BYDAY=MO;INTERVAL=2")),
            "must be given: an interval counts from it");
  EXPECT_EQ(said(Rule("", "FREQ=WEEKLY;BYDAY=MO;COUNT=1")),
            "must be given: a count begins with it");
  EXPECT_EQ(said(Rule("", "FREQ=WEEKLY")), "must be given: nothing else says the day");
  EXPECT_EQ(said(Rule("2024-01-01", "FREQ=WEEKLY;BYDAY=MI")), "'MI' is no list of week days");
  EXPECT_EQ(said(Rule("2024-01-01", "FREQ=YEARLY;BYMONTH=13")), "'13' is no list of months");
  EXPECT_EQ(said(Rule("2024-01-01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), kNever);
  for (const char* rule : {"FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=YEARLY;BYYEARDAY=1",
                           "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY"}) {
    EXPECT_EQ(said(Rule("", rule)), "") << rule;
  }
}

// Whoever looks for their days until the year 2582 takes half a second for each.
TEST(RecurrenceTest, ARuleThatMeansNoDayIsRefusedWithoutLookingForLong) {
  const std::clock_t begin = std::clock();
  for (int i = 0; i < 2; ++i) {
    for (const char* rule :
         {"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
          "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=40", "FREQ=YEARLY;BYWEEKNO=3;BYMONTH=12;BYDAY=MO",
          "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=7", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
          "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366"}) {
      EXPECT_EQ(Refused(Rule("1901-01-01", rule)), "s.freq") << rule;
    }
  }
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 4) << "14 rules";
}

TEST(RecurrenceTest, WhatIsRareIsNotRefused) {
  for (const char* rule :
       {"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "FREQ=YEARLY;BYYEARDAY=366",
        "FREQ=YEARLY;BYDAY=53FR", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;BYMONTH=1",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=10", "FREQ=MONTHLY;BYDAY=-5SA;BYMONTH=2"}) {
    EXPECT_EQ(Refused(Rule("1901-01-01", rule)), "") << rule;
  }
}

// Of a week that begins on another day, and of days at the turn of a year.
TEST(RecurrenceTest, AWeekBelongsToTheYearThatHasFourOfItsDays) {
  const auto days = [](const char* rule) {
    return Days(Rule("2022-12-01", rule), sys_days(2022y / 12 / 1), sys_days(2023y / 1 / 31));
  };
  EXPECT_THAT(days("FREQ=YEARLY;BYWEEKNO=52;BYDAY=SU"), ElementsAre("2023-01-01"));
  EXPECT_THAT(days("FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU"), ElementsAre("2023-01-01"));
  EXPECT_THAT(days("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;WKST=TU"), IsEmpty());
}

TEST(RecurrenceTest, OfARequestOneRuleAtMostIsLookedAtForItsDays) {
  FieldErrors errors;
  errors.Add("other", "is wrong");
  CheckRecurrence(errors, "s.", Rule("2024-01-01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), false);
  EXPECT_EQ(FieldViolationsOf(errors.ToStatus()).size(), 1u) << "what is wrong already is enough";
}

TEST(RecurrenceTest, WorkIsCountedInSteps) {
  const sys_days today(2026y / 1 / 1);
  struct Case {
    const char* start;
    const char* rule;
    int64_t steps;
  };
  const Case all[] = {
      {"", "", 1},
      {"2026-01-01", "FREQ=DAILY", 1},
      {"2025-11-29", "FREQ=DAILY;COUNT=99", 1},  // 399 days are walked
      {"2025-11-28", "FREQ=WEEKLY;COUNT=99", 2},
      {"2027-01-01", "FREQ=WEEKLY;COUNT=99", 1},  // it has not begun
      {"2026-01-01", "FREQ=MONTHLY", 1 + 8 * 13},
      {"2026-01-01", "FREQ=MONTHLY;INTERVAL=2", 1 + 8 * 7},
      {"2025-12-02", "FREQ=MONTHLY;COUNT=99", 1 + 8 * 14},
      {"2026-01-01", "FREQ=YEARLY", 1 + 150 * 2},
      {"2026-01-01", "FREQ=YEARLY;INTERVAL=2", 1 + 150},
      {"2024-12-31", "FREQ=YEARLY;COUNT=99", 1 + 150 * 3},
      {"2024-12-31", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=99", 1 + 7},  // 732 days are walked
      {"2024-12-31", "FREQ=YEARLY;BYYEARDAY=1", 1 + 3},
  };
  for (const Case& one : all) {
    EXPECT_EQ(StepsOf(Rule(one.start, one.rule), {}, today), one.steps) << one.rule;
  }
  const Recurrence counted = Rule("", "FREQ=YEARLY;COUNT=99");
  EXPECT_EQ(StepsOf(counted, {}, today), 1 + 150 * 2);
  EXPECT_EQ(StepsOf(counted, 2024y / 12 / 31, today), 1 + 150 * 3) << "where something else begins";
  Recurrence dates;
  dates.rdate.assign(9, 2026y / 1 / 1);
  EXPECT_EQ(StepsOf(dates, {}, today), 1);
  dates.exdate.assign(11, 2026y / 1 / 1);
  EXPECT_EQ(StepsOf(dates, {}, today), 1 + 2);
}

}  // namespace
}  // namespace zwk::catalog
