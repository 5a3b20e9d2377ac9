#include "forecasting/backtest/series_warnings.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

constexpr size_t kMostWarnings = 100;
constexpr double kContradicts = 0.02;
constexpr double kJump = 5, kFewPeople = 100;

// Slices that tell apart one thing alone: ages, or groups.
std::vector<size_t> Breakdown(const Series& series, bool by_age) {
  std::vector<size_t> slices;
  for (size_t s = 0; s < series.slices.size(); ++s) {
    const Slice& slice = series.slices[s];
    const bool ages = !slice.age.empty() && slice.sex.empty() && slice.group.empty();
    const bool groups = slice.age.empty() && slice.sex.empty() && !slice.group.empty();
    if (by_age ? ages : groups) slices.push_back(s);
  }
  return slices;
}

double SumOf(const Series& series, size_t slice, size_t date) {
  double sum = 0;
  for (size_t r = 0; r < series.neighborhoods.size(); ++r) sum += series.row(slice, date)[r];
  return sum;
}

void WarnOfGaps(const Series& series, std::vector<std::string>& warnings) {
  int next = 0;
  const std::vector<size_t> ages = Breakdown(series, true);
  for (const size_t s : ages) {
    const Slice& slice = series.slices[s];
    if (slice.first_age > next) {
      warnings.push_back(absl::StrCat("nobody is counted from age ", next, " to ",
                                      slice.first_age - 1, ": is the total everybody?"));
    }
    if (slice.last_age == Slice::kOpenAge) return;
    next = std::max(next, slice.last_age + 1);
  }
  if (!ages.empty()) warnings.push_back(absl::StrCat("ages end at ", next - 1, ", none is open"));
}

void WarnOfContradictions(const Series& series, bool by_age, std::vector<std::string>& warnings) {
  const std::vector<size_t> parts = Breakdown(series, by_age);
  if (parts.empty() || series.slices.empty()) return;
  for (size_t date = 0; date < series.dates.size(); ++date) {
    const double total = SumOf(series, 0, date);
    double sum = 0;
    for (const size_t part : parts) sum += SumOf(series, part, date);
    if (std::abs(sum - total) <= kContradicts * std::max(sum, total)) continue;
    warnings.push_back(absl::StrCat(by_age ? "ages" : "groups", " of ", series.dates[date].label,
                                    " sum to ", std::round(sum), ", the total is ",
                                    std::round(total)));
  }
}

void WarnOfJumps(const Series& series, std::vector<std::string>& warnings) {
  for (size_t date = 1; date < series.dates.size(); ++date) {
    for (size_t r = 0; r < series.neighborhoods.size(); ++r) {
      const double a = series.row(0, date - 1)[r], b = series.row(0, date)[r];
      if (std::max(a, b) < kFewPeople || std::max(a, b) < kJump * std::min(a, b)) continue;
      warnings.push_back(absl::StrCat("neighborhood ", series.neighborhoods[r], " has ",
                                      std::round(a), " people in ", series.dates[date - 1].label,
                                      " and ", std::round(b), " in ", series.dates[date].label));
      if (warnings.size() > kMostWarnings) return;
    }
  }
}

}  // namespace

std::vector<std::string> WarningsOf(const Series& series) {
  std::vector<std::string> warnings;
  WarnOfGaps(series, warnings);
  WarnOfContradictions(series, true, warnings);
  WarnOfContradictions(series, false, warnings);
  WarnOfJumps(series, warnings);
  if (warnings.size() > kMostWarnings) warnings.resize(kMostWarnings);
  return warnings;
}

}  // namespace zwk::forecasting
