#include "forecasting/data/balance.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "forecasting/data/counted_years.h"

namespace zwk::forecasting {
namespace {

constexpr double kRounding = 1e-6;

// The flows of which the year has a row.
std::set<std::string> Recorded(const std::vector<DataBlock>& flows) {
  std::set<std::string> recorded;
  for (const DataBlock& block : flows) {
    for (const auto& [name, cells] : block.tables) recorded.insert(name);
    for (const Transition& transition : block.transitions) recorded.insert(transition.table);
  }
  return recorded;
}

// Births may be told by the mother alone: then nobody knows the children's sex and group.
bool OnlyMothers(const Grid& grid, const std::vector<DataBlock>& flows) {
  double children = 0, all = 0;
  for (const DataBlock& block : flows) {
    const Cells births = TableOf(block, table::kBirths);
    for (size_t i = 0; i < births.size(); ++i) {
      all += births[i];
      if (i % grid.ages == 0) children += births[i];
    }
  }
  return all > 0 && children == 0;
}

// Why the flows cannot lead from one stock to the next; empty: they can.
std::string Incomplete(const Model& model, const std::vector<DataBlock>& flows) {
  const std::set<std::string> recorded = Recorded(flows);
  std::vector<std::string> needed = {table::kBirths, table::kDeaths};
  std::vector<std::string> moves = {table::kImmigrationAbroad, table::kImmigrationRest,
                                    table::kEmigrationAbroad, table::kEmigrationRest};
  if (model.area_names.size() > 1) moves.push_back(table::kInternal);
  const bool net = recorded.contains(table::kNetMigration);
  if (!net) needed.insert(needed.end(), moves.begin(), moves.end());
  if (model.grid.groups > 1) needed.push_back(table::kNaturalization);

  std::vector<std::string> missing, twice;
  for (const std::string& flow : needed) {
    if (!recorded.contains(flow)) missing.push_back(flow);
  }
  if (!missing.empty()) {
    return absl::StrCat("the flows have no row of ", absl::StrJoin(missing, ", "),
                        "; a row of zero says that there was none");
  }
  if (OnlyMothers(model.grid, flows)) {
    return "births are told by the mother alone; the children by sex and group are rows at age 0";
  }
  for (const std::string& flow : moves) {
    if (net && recorded.contains(flow)) twice.push_back(flow);
  }
  if (!twice.empty()) {
    return absl::StrCat("net_migration stands beside ", absl::StrJoin(twice, ", "),
                        ", and the same people may be in both");
  }
  return "";
}

}  // namespace

BalancedYear BalanceYear(const Model& model, int year, const std::vector<DataBlock>& before,
                         const std::vector<DataBlock>& flows, const std::vector<DataBlock>& after,
                         double tolerance) {
  BalancedYear result;
  result.report.set_year(year);
  result.report.set_not_checked_because(Incomplete(model, flows));
  if (!result.report.not_checked_because().empty()) return result;
  Balance balance = CheckBalance(ToEstimationInput(model, {year}, {}, {before, after}, {flows}),
                                 std::max(tolerance, kRounding));
  result.report.set_cells_off(static_cast<int64_t>(balance.faults.size()));
  result.report.set_largest_difference(balance.largest_difference);
  result.report.set_difference(balance.difference);
  result.faults = std::move(balance.faults);
  return result;
}

}  // namespace zwk::forecasting
