#include "catalog/offer/recurrence.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "catalog/offer/recurrence_parts.h"
#include "catalog/offer/recurrence_walk.h"
#include "platform/base/clock.h"
#include "platform/base/messages.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

// As many parts as a list has that somebody writes; far below what libical has room for.
constexpr size_t kMostParts = 31;
constexpr size_t kMostDates = 1'000;
// A rule is walked from its beginning.
constexpr std::chrono::year kFirstYear{1900};

// A number from -most to most that is not 0; `negative`: also below 0.
bool IsNumber(absl::string_view text, int most, bool negative) {
  int number = 0;
  return text.size() <= 4 && absl::SimpleAtoi(text, &number) && number != 0 && number <= most &&
         number >= (negative ? -most : 1);
}

void CheckNumbers(FieldErrors& errors, const std::string& field, const std::string& list, int most,
                  bool negative, const char* what) {
  const auto parts = PartsOf(list);
  const bool good = parts.size() <= kMostParts &&
                    std::all_of(parts.begin(), parts.end(), [&](absl::string_view part) {
                      return IsNumber(part, most, negative);
                    });
  if (!good) errors.Add(field, absl::StrCat(Quoted(list), " is no list of ", what));
}

// "1TU", "WE": the number is within -most and most, 0: there must be none.
bool IsByDay(absl::string_view part, int most) {
  if (part.size() < 2 || !IsWeekday(part.substr(part.size() - 2))) return false;
  part.remove_suffix(2);
  return part.empty() || IsNumber(part, most, /*negative=*/true);
}

void CheckByDay(FieldErrors& errors, const std::string& at, const Recurrence& r) {
  constexpr int kWeeksOfAMonth = 5, kWeeksOfAYear = 53;
  const auto parts = PartsOf(r.byday);
  const int most = r.freq == Frequency::kYearly ? kWeeksOfAYear : kWeeksOfAMonth;
  const bool good =
      parts.size() <= kMostParts &&
      std::all_of(parts.begin(), parts.end(), [&](auto part) { return IsByDay(part, most); });
  if (!good) {
    return errors.Add(at + "byday", absl::StrCat(Quoted(r.byday), " is no list of week days"));
  }
  const bool numbered =
      std::any_of(parts.begin(), parts.end(), [](auto part) { return part.size() > 2; });
  if (!numbered) return;
  if (r.freq == Frequency::kWeekly || r.freq == Frequency::kDaily) {
    errors.Add(at + "byday", "only MONTHLY and YEARLY number week days");
  } else if (!r.byweekno.empty()) {
    errors.Add(at + "byday", "has no numbers beside byweekno");
  }
}

bool HasNegative(const std::string& list) { return list.find('-') != std::string::npos; }

// Counts from both ends, so that two of its parts may mean one day.
bool HasBothSigns(const std::string& list) {
  const auto parts = PartsOf(list);
  return HasNegative(list) && std::any_of(parts.begin(), parts.end(), [](absl::string_view part) {
           return !part.empty() && part[0] != '-';
         });
}

// What RFC 5545 allows and libical 3.0 expands wrongly (found by comparing with python-dateutil): better
// refused than open on the wrong day.
void CheckUnderstood(FieldErrors& errors, const std::string& at, const Recurrence& r) {
  const bool yearly = r.freq == Frequency::kYearly;
  if ((r.freq == Frequency::kDaily || r.freq == Frequency::kWeekly) && !r.bysetpos.empty()) {
    errors.Add(at + "bysetpos", "belongs to MONTHLY and YEARLY");
  }
  if (!r.bysetpos.empty() && (HasBothSigns(r.bymonthday) || HasBothSigns(r.byyearday))) {
    errors.Add(at + "bysetpos", "chooses among days that are counted from one end");
  }
  if (yearly && !r.bymonthday.empty() &&
      (r.bymonth.empty() || !r.byyearday.empty() || !r.byweekno.empty())) {
    errors.Add(at + "bymonthday", "of YEARLY stands beside bymonth, and not beside other days");
  }
  if (yearly && !r.byweekno.empty() &&
      (HasNegative(r.byweekno) || r.byday.empty() || !r.bysetpos.empty())) {
    errors.Add(at + "byweekno", "counts from the first week, beside byday and without bysetpos");
  }
}

// Which parts belong to which frequency (RFC 5545, 3.3.10).
void CheckParts(FieldErrors& errors, const std::string& at, const Recurrence& r) {
  CheckByDay(errors, at, r);
  CheckNumbers(errors, at + "bymonthday", r.bymonthday, 31, true, "days of a month");
  CheckNumbers(errors, at + "byyearday", r.byyearday, 366, true, "days of a year");
  CheckNumbers(errors, at + "byweekno", r.byweekno, 53, true, "weeks of a year");
  CheckNumbers(errors, at + "bymonth", r.bymonth, 12, false, "months");
  CheckNumbers(errors, at + "bysetpos", r.bysetpos, 366, true, "positions");
  if (r.freq == Frequency::kWeekly && !r.bymonthday.empty()) {
    errors.Add(at + "bymonthday", "WEEKLY has no days of a month");
  }
  if (r.freq != Frequency::kYearly && !r.byyearday.empty()) {
    errors.Add(at + "byyearday", "belongs to YEARLY");
  }
  if (r.freq != Frequency::kYearly && !r.byweekno.empty()) {
    errors.Add(at + "byweekno", "belongs to YEARLY");
  }
  if (!r.bysetpos.empty() && r.byday.empty() && r.bymonthday.empty() && r.byyearday.empty() &&
      r.byweekno.empty() && r.bymonth.empty()) {
    errors.Add(at + "bysetpos", "chooses among what another part says");
  }
  CheckUnderstood(errors, at, r);
  if (!r.wkst.empty() && !IsWeekday(r.wkst)) errors.Add(at + "wkst", "must be a week day, as MO");
}

// What a rule without a beginning does not say.
void CheckStart(FieldErrors& errors, const std::string& at, const Recurrence& r) {
  if (r.interval > 1) errors.Add(at + "dtstart", "must be given: an interval counts from it");
  if (r.count > 0) errors.Add(at + "dtstart", "must be given: a count begins with it");
  const bool says_days = r.freq == Frequency::kDaily || !r.byday.empty() || !r.bymonthday.empty() ||
                         !r.byyearday.empty();
  if (!says_days) errors.Add(at + "dtstart", "must be given: nothing else says the day");
}

void CheckDates(FieldErrors& errors, const std::string& field,
                const std::vector<year_month_day>& dates) {
  if (!CheckCount(errors, field, static_cast<int>(dates.size()), kMostDates)) return;
  for (size_t i = 0; i < dates.size(); ++i) {
    CheckDay(errors, absl::StrCat(field, "[", i, "]"), dates[i]);
  }
}

void CheckSaid(FieldErrors& own, const std::string& at, const Recurrence& r, bool starts) {
  const bool has_parts = !r.byday.empty() || !r.bymonthday.empty() || !r.byyearday.empty() ||
                         !r.byweekno.empty() || !r.bymonth.empty() || !r.bysetpos.empty() ||
                         r.count != 0 || r.interval > 1;
  CheckKnown(own, at + "freq", static_cast<int>(r.freq), v1::Frequency_IsValid);
  if (r.freq == Frequency::kNone && has_parts) own.Add(at + "freq", "must be given");
  if (r.interval < 1 || r.interval > 1000) own.Add(at + "interval", "must be within 1 and 1000");
  if (r.count < 0 || r.count > 10'000) own.Add(at + "count", "must be within 0 and 10000");
  if (r.until && r.count > 0) own.Add(at + "until", "until and count exclude each other");
  if (r.freq != Frequency::kNone) CheckParts(own, at, r);
  CheckDay(own, at + "dtstart", r.dtstart);
  if (r.dtstart && r.dtstart->ok() && r.dtstart->year() < kFirstYear) {
    own.Add(at + "dtstart", "must not be before 1900");
  }
  CheckDay(own, at + "until", r.until);
  CheckDates(own, at + "exdate", r.exdate);
  CheckDates(own, at + "rdate", r.rdate);
  if (r.dtstart && r.until && *r.until < *r.dtstart) own.Add(at + "until", "is before dtstart");
  if (r.freq != Frequency::kNone && !r.dtstart && !starts) CheckStart(own, at, r);
}

}  // namespace

void CheckDay(FieldErrors& errors, const std::string& field, const OptionalDay& day) {
  if (day && !day->ok()) errors.Add(field, "must be a day such as 2022-03-28");
}

void CheckRecurrence(FieldErrors& errors, const std::string& at, const Recurrence& r, bool starts) {
  FieldErrors own;
  CheckSaid(own, at, r, starts);
  // What can never be takes milliseconds to find out: once in a request, not for each rule.
  if (own.empty() && errors.empty() && r.freq != Frequency::kNone) {
    const year_month_day begin = r.dtstart.value_or(std::chrono::year(2000) / 1 / 1);
    if (!MeansADay(r, begin)) own.Add(at + "freq", kNever);
  }
  errors.Add(at, own.ToStatus());
}

std::vector<sys_days> DaysOf(const Recurrence& r, OptionalDay start, sys_days from, sys_days to) {
  FieldErrors errors;
  CheckSaid(errors, "", r, start.has_value());
  if (!errors.empty() || to < from) return {};
  to = std::min(to, from + days(366 * kMostYears));
  std::set<sys_days> found;
  if (r.freq != Frequency::kNone) AddDays(r, r.dtstart ? r.dtstart : start, from, to, found);
  found.insert(r.rdate.begin(), r.rdate.end());
  for (const year_month_day& day : r.exdate) found.erase(day);
  std::vector<sys_days> all;
  for (const sys_days day : found) {
    if (day >= from && day <= to) all.push_back(day);
  }
  return all;
}

}  // namespace zwk::catalog
