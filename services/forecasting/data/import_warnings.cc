#include "forecasting/data/import_warnings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/disclosure.h"

namespace zwk::forecasting {
namespace {

constexpr size_t kMostWarnings = 100;
// A neighborhood that has so many times the people of the count before is seldom one of houses.
constexpr double kJump = 5, kFewPeople = 100;
// Shares of the values that are not zero.
constexpr double kManyDecimals = 0.3;

// The first few of them.
std::string Named(const std::vector<std::string>& keys) {
  constexpr size_t kNamed = 10;
  const size_t named = std::min(keys.size(), kNamed);
  std::string text =
      absl::StrJoin(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(named), ", ");
  if (keys.size() > kNamed) absl::StrAppend(&text, " and ", keys.size() - kNamed, " more");
  return text;
}

double SumOf(const DataBlock& block, const char* name) {
  double sum = 0;
  for (const double value : TableOf(block, name)) sum += value;
  return sum;
}

void WarnOfJumps(const std::vector<std::string>& keys, const std::set<int>& of_file,
                 const TotalsByYear& totals, std::vector<std::string>& warnings) {
  for (auto later = totals.begin(); later != totals.end(); ++later) {
    if (later == totals.begin()) continue;
    const auto before = std::prev(later);
    if (!of_file.contains(before->first) && !of_file.contains(later->first)) continue;
    for (size_t r = 0; r < keys.size(); ++r) {
      const double a = before->second[r], b = later->second[r];
      if (std::max(a, b) < kFewPeople || std::max(a, b) < kJump * std::min(a, b)) continue;
      const Disclosure shown(std::max(a, b));  // whoever plans reads it, too
      warnings.push_back(absl::StrCat("neighborhood ", keys[r], " has ", shown.Rounded(a),
                                      " people in ", before->first, " and ", shown.Rounded(b),
                                      " in ", later->first));
    }
  }
}

// "1.018" of a thousand people.
void WarnOfPoints(const FileContents& contents, std::vector<std::string>& warnings) {
  double counted = 0, three_decimals = 0;
  for (const auto& [key, block] : contents.blocks) {
    for (const double value : TableOf(block, table::kPeople)) {
      counted += value > 0;
      const double thousands = value * 1000;
      three_decimals += value != std::round(value) &&
                        std::abs(thousands - std::round(thousands)) < 1e-6 &&
                        value * 100 != std::round(value * 100);
    }
  }
  if (counted == 0 || three_decimals < kManyDecimals * counted) return;
  warnings.push_back(
      "many values have three decimals: if a point stands between thousands, a mapping can say so");
}

void WarnOfFlows(const std::vector<std::string>& keys, const FileContents& contents,
                 std::vector<std::string>& warnings) {
  for (const int year : contents.years()) {
    std::vector<std::string> without_rows, without_arrivals;
    for (const std::string& key : keys) {
      const auto found = contents.blocks.find({year, key});
      if (found == contents.blocks.end()) {
        without_rows.push_back(key);
      } else if (SumOf(found->second, table::kImmigrationAbroad) == 0 &&
                 SumOf(found->second, table::kImmigrationRest) == 0 &&
                 SumOf(found->second, table::kNetMigration) == 0) {
        without_arrivals.push_back(key);
      }
    }
    if (!without_rows.empty()) {
      warnings.push_back(absl::StrCat("flows of ", year, " have no row of ", without_rows.size(),
                                      " of ", keys.size(), " neighborhoods (", Named(without_rows),
                                      "): nobody comes there"));
    }
    const bool others = without_arrivals.size() + without_rows.size() < keys.size();
    if (!without_arrivals.empty() && others) {
      warnings.push_back(absl::StrCat("flows of ", year, ": nobody comes from outside to ",
                                      Named(without_arrivals)));
    }
  }
}

}  // namespace

std::vector<std::string> WarningsOf(const FileContext& context, const FileContents& contents,
                                    TotalsByYear valid) {
  const std::vector<std::string> keys(context.neighborhood_keys.begin(),
                                      context.neighborhood_keys.end());
  std::vector<std::string> warnings;
  if (context.kind == ImportKind::kStocks) {
    for (const int year : contents.years()) {
      std::vector<double>& totals = valid[year];
      totals.clear();
      for (const std::string& key : keys) {
        const auto found = contents.blocks.find({year, key});
        totals.push_back(found == contents.blocks.end() ? 0 : SumOf(found->second, table::kPeople));
      }
    }
    WarnOfJumps(keys, contents.years(), valid, warnings);
    WarnOfPoints(contents, warnings);
  }
  if (context.kind == ImportKind::kFlows) WarnOfFlows(keys, contents, warnings);
  if (warnings.size() > kMostWarnings) warnings.resize(kMostWarnings);
  return warnings;
}

}  // namespace zwk::forecasting
