#include "tests/bench/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/bench/load.h"

namespace zwk::bench {

bool Met(const Goal& goal) {
  const double median = Percentile(goal.rounds, 0.5);
  return goal.at_least ? median >= goal.limit : median <= goal.limit;
}

std::string Table(const std::vector<Goal>& goals) {
  constexpr char kRow[] = "%-5s %-58s %8s %8s  %-15s %s\n";
  std::string table = absl::StrFormat(kRow, "goal", "what", "limit", "median", "range", "met");
  absl::StrAppend(&table, std::string(105, '-'), "\n");
  for (const Goal& goal : goals) {
    const auto [least, most] = std::minmax_element(goal.rounds.begin(), goal.rounds.end());
    absl::StrAppend(
        &table,
        absl::StrFormat(kRow, goal.number, goal.what,
                        absl::StrFormat("%s %.2f", goal.at_least ? ">=" : "<=", goal.limit),
                        absl::StrFormat("%.2f", Percentile(goal.rounds, 0.5)),
                        absl::StrFormat("%.2f - %.2f", *least, *most), Met(goal) ? "yes" : "NO"));
  }
  return table;
}

}  // namespace zwk::bench
