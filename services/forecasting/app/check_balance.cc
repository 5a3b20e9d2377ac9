#include "forecasting/app/check_balance.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

class BalanceCheck {
 public:
  BalanceCheck(ValidFigures& valid, const FileContext& context, std::optional<double> tolerance,
               FileContents& contents)
      : valid_(valid), context_(context), tolerance_(tolerance), contents_(contents) {
    model_.grid = context.grid;
    model_.age_width = context.age_width;
    model_.area_names = {context.neighborhood_keys.begin(), context.neighborhood_keys.end()};
    model_.group_names = context.group_keys;
    for (const auto& [key, block] : contents.blocks) years_.insert(key.year);
  }

  Task<absl::StatusOr<std::vector<YearBalance>>> Run() {
    std::set<int> ends = years_;
    if (context_.kind == ImportKind::kStocks) {
      for (const int year : years_) {
        const int next = year + context_.age_width;
        if (valid_.Has(ImportKind::kStocks, next)) ends.insert(next);
      }
    }
    std::vector<YearBalance> reports;
    std::vector<Place> faults;
    for (const int year : ends) {
      ZWK_CO_ASSIGN_OR_RETURN(const BalancedYear balanced, co_await Check(year));
      reports.push_back(balanced.report);
      for (const BalanceFault& fault : balanced.faults) faults.push_back({RowOf(fault), fault});
    }
    if (!faults.empty()) contents_.Add(ToFaults(std::move(faults)));
    co_return reports;
  }

 private:
  struct Place {
    int64_t row = 0;
    BalanceFault fault;
  };

  Task<absl::StatusOr<BalancedYear>> Check(int year) {
    BalancedYear unchecked;
    unchecked.report.year = year;
    if (!tolerance_) {
      unchecked.report.not_checked_because = "the import asks not to";
      co_return unchecked;
    }
    const std::pair<ImportKind, int> parts[] = {{ImportKind::kStocks, year - context_.age_width},
                                                {ImportKind::kFlows, year},
                                                {ImportKind::kStocks, year}};
    std::vector<std::vector<DataBlock>> blocks;
    for (const auto& [kind, of_year] : parts) {
      absl::StatusOr<std::vector<DataBlock>> found = co_await Blocks(kind, of_year);
      if (absl::IsNotFound(found.status())) {
        unchecked.report.not_checked_because = std::string(found.status().message());
        co_return unchecked;
      }
      ZWK_CO_RETURN_IF_ERROR(found.status());
      blocks.push_back(*std::move(found));
    }
    co_return BalanceYear(model_, year, blocks[0], blocks[1], blocks[2], *tolerance_);
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
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return static_cast<uint64_t>(a.row) - 1 < static_cast<uint64_t>(b.row) - 1;
    });
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
  const std::optional<double> tolerance_;
  FileContents& contents_;
  Model model_;
  std::set<int> years_;  // of the file
};

}  // namespace

Task<absl::StatusOr<std::vector<YearBalance>>> CheckBalanceOf(ValidFigures& valid,
                                                              const FileContext& context,
                                                              std::optional<double> tolerance,
                                                              FileContents& contents) {
  BalanceCheck check(valid, context, tolerance, contents);
  co_return co_await check.Run();
}

}  // namespace zwk::forecasting
