#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/errors.h"

namespace zwk::catalog {

using OptionalDay = std::optional<std::chrono::year_month_day>;

enum class Frequency : uint8_t { kNone = 0, kWeekly = 1, kMonthly, kDaily, kYearly };

// Days that come again, with the names and the meaning of RFC 5545: BYxxx parts narrow each other, EXDATE
// takes away, RDATE adds. Without a rule (kNone) it is the days of `rdate` alone.
struct Recurrence {
  Frequency freq = Frequency::kNone;
  int interval = 1;
  std::string byday;       // "MO,WE"; MONTHLY and YEARLY also "1TU,-1FR"
  std::string bymonthday;  // "1,15,-1"; not WEEKLY
  std::string byyearday;   // "1,-1"; YEARLY
  std::string byweekno;    // "20,-1"; YEARLY
  std::string bymonth;     // "6,7,8"
  std::string bysetpos;    // "-1": the last of what the other parts say
  std::string wkst;        // the day on which weeks begin, "MO" unless said
  OptionalDay dtstart, until;
  int count = 0;  // 0: no limit
  std::vector<std::chrono::year_month_day> exdate, rdate;

  bool recurs() const { return freq != Frequency::kNone || !rdate.empty(); }
  // Whether its days cannot be told without walking from its beginning.
  bool is_counted() const { return count > 0; }
  friend bool operator==(const Recurrence&, const Recurrence&) = default;
};

// "must be a day ..." where a text was none.
void CheckDay(FieldErrors& errors, const std::string& field, const OptionalDay& day);

// What RFC 5545 forbids, what nobody could expand (an interval that begins nowhere) and what can never
// be. Field paths begin with `at`. `starts` says that the days begin somewhere without a dtstart.
void CheckRecurrence(FieldErrors& errors, const std::string& at, const Recurrence& recurrence,
                     bool starts);

// What a rule is told that means no day at all.
constexpr char kNever[] = "the rule means no day";

constexpr int kMostYears = 5;

// The days within [from, to], in order, each once; none of what CheckRecurrence refuses. At most five
// years. `start` stands for a dtstart that is not said.
std::vector<std::chrono::sys_days> DaysOf(const Recurrence& recurrence, OptionalDay start,
                                          std::chrono::sys_days from, std::chrono::sys_days to);

// How much work it is to say its days of a year from `today` on, in steps of which one takes about 4 us.
int64_t StepsOf(const Recurrence& recurrence, OptionalDay start, std::chrono::sys_days today);

}  // namespace zwk::catalog
