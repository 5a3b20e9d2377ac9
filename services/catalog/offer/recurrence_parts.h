#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "catalog/offer/recurrence.h"

// What stands in the lists of a rule: "MO,-1FR", "1,15,-1".
namespace zwk::catalog {

// The parts of a list, without the white space around them; none of an empty text.
std::vector<absl::string_view> PartsOf(const std::string& list);

// Those that are numbers, in their order.
std::vector<int> NumbersOf(const std::string& list);

// Which of them count from the front, and which from the back: 2 is there for "2" or for "-2".
enum class CountedFrom { kFront, kBack };
template <size_t kSize>
std::bitset<kSize> PlacesOf(const std::string& list, CountedFrom from) {
  std::bitset<kSize> places;
  for (const int number : NumbersOf(list)) {
    const int place = from == CountedFrom::kFront ? number : -number;
    if (place > 0) places.set(static_cast<size_t>(place));
  }
  return places;
}

// "MO"
bool IsWeekday(absl::string_view text);
std::chrono::weekday WeekdayOf(absl::string_view name);
// The day on which its weeks begin.
std::chrono::weekday WeekBeginOf(const Recurrence& rule);

}  // namespace zwk::catalog
