#include "catalog/offer/recurrence_parts.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace zwk::catalog {
namespace {

// As std::chrono numbers them.
constexpr absl::string_view kWeekdays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

}  // namespace

std::vector<absl::string_view> PartsOf(const std::string& list) {
  if (list.empty()) return {};
  std::vector<absl::string_view> parts = absl::StrSplit(list, ',');
  for (absl::string_view& part : parts) part = absl::StripAsciiWhitespace(part);
  return parts;
}

std::vector<int> NumbersOf(const std::string& list) {
  std::vector<int> numbers;
  for (const absl::string_view part : PartsOf(list)) {
    int number = 0;
    if (absl::SimpleAtoi(part, &number)) numbers.push_back(number);
  }
  return numbers;
}

bool IsWeekday(absl::string_view text) {
  return std::find(std::begin(kWeekdays), std::end(kWeekdays), text) != std::end(kWeekdays);
}

std::chrono::weekday WeekdayOf(absl::string_view name) {
  const auto found = std::find(std::begin(kWeekdays), std::end(kWeekdays), name);
  return std::chrono::weekday(static_cast<unsigned>(found - std::begin(kWeekdays)));
}

std::chrono::weekday WeekBeginOf(const Recurrence& rule) {
  return rule.wkst.empty() ? std::chrono::Monday : WeekdayOf(rule.wkst);
}

}  // namespace zwk::catalog
