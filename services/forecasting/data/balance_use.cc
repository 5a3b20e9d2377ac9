#include "forecasting/data/balance_use.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

class BalanceCheck {
 public:
  BalanceCheck(ValidFigures& valid, const FileContext& context, BalanceRules rules,
               FileContents& contents)
      : valid_(valid),
        context_(context),
        rules_(rules),
        contents_(contents),
        model_(ModelOf(context)) {}

  Task<absl::StatusOr<std::vector<v1::YearBalance>>> Run() {
    // Once, or until the years that are left balance without those that are left out.
    bool again = true;
    while (again) {
      years_ = contents_.years();
      std::vector<Place> faults;
      std::set<int> at_fault;
      for (const int year : LaterStocks()) {
        ZWK_CO_ASSIGN_OR_RETURN(const BalancedYear balanced, co_await Check(year));
        v1::YearBalance& report = reports_[year];
        if (report.cells_off() == 0) report = balanced.report;
        if (balanced.faults.empty()) continue;
        at_fault.insert(years_.contains(year) ? year : year - context_.age_width);
        for (const BalanceFault& fault : balanced.faults) faults.push_back({RowOf(fault), fault});
      }
      again = rules_.partial && !faults.empty();
      contents_.Add(at_fault, ToFaults(std::move(faults)));
    }
    std::vector<v1::YearBalance> reports;
    for (const auto& [year, report] : reports_) reports.push_back(report);
    co_return reports;
  }

 private:
  struct Place {
    int64_t row = 0;
    BalanceFault fault;
  };

  // The years whose stocks would follow from something else with the file taken over.
  std::set<int> LaterStocks() {
    std::set<int> later = years_;
    if (context_.kind != ImportKind::kStocks) return later;
    for (const int year : years_) {
      const int next = year + context_.age_width;
      if (valid_.Has(ImportKind::kStocks, next)) later.insert(next);
    }
    return later;
  }

  Task<absl::StatusOr<BalancedYear>> Check(int year) {
    BalancedYear unchecked;
    unchecked.report.set_year(year);
    if (!rules_.tolerance) {
      unchecked.report.set_not_checked_because("the import asks not to");
      co_return unchecked;
    }
    const std::pair<ImportKind, int> parts[] = {{ImportKind::kStocks, year - context_.age_width},
                                                {ImportKind::kFlows, year},
                                                {ImportKind::kStocks, year}};
    std::vector<std::vector<DataBlock>> blocks;
    for (const auto& [kind, of_year] : parts) {
      absl::StatusOr<std::vector<DataBlock>> found = co_await Blocks(kind, of_year);
      if (absl::IsNotFound(found.status())) {
        unchecked.report.set_not_checked_because(std::string(found.status().message()));
        co_return unchecked;
      }
      ZWK_CO_RETURN_IF_ERROR(found.status());
      blocks.push_back(*std::move(found));
    }
    co_return BalanceYear(model_, year, blocks[0], blocks[1], blocks[2], *rules_.tolerance);
  }

  // With the file taken over.
  Task<absl::StatusOr<std::vector<DataBlock>>> Blocks(ImportKind kind, int year) {
    if (kind != context_.kind || !years_.contains(year)) co_return co_await valid_.Of(kind, year);
    std::vector<DataBlock> blocks;
    for (const std::string& key : model_.area_names) {
      const auto found = contents_.blocks.find({year, key});
      // Flows may leave a neighborhood out.
      blocks.push_back(found == contents_.blocks.end() ? DataBlock() : found->second);
    }
    co_return blocks;
  }

  BlockKey KeyOf(const BalanceFault& fault) const {
    return {fault.year, model_.area_names[fault.area]};
  }

  // 0: the cell is not in the file.
  int64_t RowOf(const BalanceFault& fault) const {
    const auto lines = contents_.lines.find(KeyOf(fault));
    return lines == contents_.lines.end() ? 0 : lines->second[fault.cell];
  }

  // As people read a file; what is not in it comes last.
  FileFaults ToFaults(std::vector<Place> places) const {
    std::stable_sort(places.begin(), places.end(),
                     [](const Place& a, const Place& b) { return StandsBefore(a.row, b.row); });
    FileFaults faults;
    for (const auto& [row, fault] : places) {
      const std::string value =
          row == 0 ? CellText(context_, KeyOf(fault), fault.cell) : absl::StrCat(fault.counted);
      faults.Add(row, table::kPeople, FileErrorCode::kDoesNotBalance, value,
                 Describe(model_, fault));
    }
    return faults;
  }

  ValidFigures& valid_;
  const FileContext& context_;
  const BalanceRules rules_;
  FileContents& contents_;
  const Model model_;
  std::set<int> years_;  // of the file, as far as they are right
  std::map<int, v1::YearBalance> reports_;
};

}  // namespace

Task<absl::StatusOr<std::vector<v1::YearBalance>>> CheckBalanceOf(ValidFigures& valid,
                                                                  const FileContext& context,
                                                                  BalanceRules rules,
                                                                  FileContents& contents) {
  BalanceCheck check(valid, context, rules, contents);
  co_return co_await check.Run();
}

}  // namespace zwk::forecasting
