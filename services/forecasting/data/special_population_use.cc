#include "forecasting/data/special_population_use.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr double kRounding = 1e-9;

}  // namespace

Task<absl::Status> CheckSpecialOf(ValidFigures& valid, const FileContext& context,
                                  FileContents& contents) {
  const bool stocks = context.kind == ImportKind::kStocks;
  const Model model = ModelOf(context);
  for (const int year : contents.years()) {
    absl::StatusOr<std::vector<DataBlock>> others =
        co_await valid.Of(stocks ? ImportKind::kSpecialPopulations : ImportKind::kStocks, year);
    if (absl::IsNotFound(others.status())) continue;
    ZWK_CO_RETURN_IF_ERROR(others.status());
    FileFaults faults;
    for (size_t r = 0; r < others->size(); ++r) {
      const BlockKey key{year, model.area_names[r]};
      const auto block = contents.blocks.find(key);
      if (block == contents.blocks.end()) continue;
      Cells people = TableOf(block->second, table::kPeople);
      Cells special = TableOf((*others)[r], table::kPeople);
      if (!stocks) people.swap(special);
      for (size_t i = 0; i < special.size(); ++i) {
        if (special[i] <= people[i] + kRounding * (1 + people[i])) continue;
        faults.Add(contents.lines.at(key)[i], table::kPeople, FileErrorCode::kMoreThanStocks,
                   absl::StrCat(stocks ? people[i] : special[i]),
                   absl::StrCat(CellName(model, r, i), ", ", year, ": ", special[i],
                                " people in special populations, but ", people[i], " in all"));
      }
    }
    if (faults.count > 0) contents.Add({year}, std::move(faults));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
