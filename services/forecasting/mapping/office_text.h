// How offices write ages, days and numbers, in German and English.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace zwk::forecasting {

// Completed years of age, both inclusive.
struct AgeRange {
  static constexpr int kOpen = std::numeric_limits<int>::max();

  int first = 0;
  int last = 0;  // kOpen: and older

  bool operator==(const AgeRange&) const = default;
};

// "17", "85+", "95 und älter", "unter 1", "0 - 17", "5 bis unter 10 Jahre". Nothing where it can be
// read in two ways: "über 65" may mean with or without those of 65.
std::optional<AgeRange> ReadAge(absl::string_view text);

// As a reader of formats writes it: "1018", "12.5". Nothing unless digits are grouped by three where
// they are grouped, so that "1.018" is either 1018 or no number, but never 1.018 of a file with commas.
std::optional<std::string> ReadNumber(absl::string_view text, char decimal, char thousands);

struct OfficeDay {
  int year = 0;
  int month = 0;  // 0: a year alone
  int day = 0;
};

// "2024", "2024.0", "31.12.2024", "2024-12-31".
std::optional<OfficeDay> ReadDay(absl::string_view text);

}  // namespace zwk::forecasting
