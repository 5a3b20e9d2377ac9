#pragma once

#include <cmath>
#include <optional>

#include "platform/base/caller.h"
#include "platform/base/roles.h"

// What may be shown of people: one rule for all services (docs/adr/0050).
namespace zwk {

// Whether the caller may have figures of people as they were counted: the statistics office, and the
// services of the platform, which protect what they show. Everybody else has them by Disclosure.
inline bool SeesExactPeople(const Caller& caller) {
  return HasRole(caller, {"STATISTICS", "SERVICE"});
}

// Fewer people than this are counted by no figure that is shown.
inline constexpr double kTooFewPeople = 3;
// Fewer have no shares.
inline constexpr double kTooFewForShares = 100;

// How much may be told of the people of one area. All counts are rounded to the same base; the fewer
// people an area has, the less is told about who they are.
class Disclosure {
 public:
  explicit Disclosure(double inhabitants) : inhabitants_(inhabitants) {}

  // Counts are multiples of it.
  int base() const { return inhabitants_ >= 1000 ? 5 : 10; }
  double Rounded(double people) const { return std::round(people / base()) * base(); }
  // Who they are, by age and sex, in wide or in narrow bands of age.
  bool tells_structure() const { return inhabitants_ >= 100; }
  bool tells_narrow_ages() const { return inhabitants_ >= 300; }
  bool tells_origin() const { return inhabitants_ >= 300; }
  // Shares and quotients of which only the result is known.
  bool tells_ratios() const { return inhabitants_ >= 1000; }
  // How many people are from `from` to below `to` years of age; without `to` all older ones.
  bool TellsAges(int from, std::optional<int> to) const {
    constexpr int kWide = 10;  // years of age
    return tells_structure() && (!to || *to - from >= kWide || tells_narrow_ages());
  }

 private:
  double inhabitants_;
};

// Whether a part of people may be told as a share of them: there are at least 100, and three of the
// part and of the rest. Nobody is as secret as one or two, or what is told would tell them apart.
template <typename People>
bool MayTellShare(People part, People whole) {
  return whole >= kTooFewForShares && part >= kTooFewPeople && whole - part >= kTooFewPeople;
}

}  // namespace zwk
