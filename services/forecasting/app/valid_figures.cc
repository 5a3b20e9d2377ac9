#include "forecasting/app/valid_figures.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::Status> ValidFigures::Load() {
  ZWK_CO_ASSIGN_OR_RETURN(datasets_, co_await data_.LoadDatasets(caller_));
  co_return absl::OkStatus();
}

bool ValidFigures::Has(ImportKind kind, int year) {
  return (seen_[{kind, year}] = datasets_[kind].Of(year)).has_value();
}

Task<absl::StatusOr<std::vector<DataBlock>>> ValidFigures::Of(ImportKind kind, int year) {
  if (!Has(kind, year)) {
    co_return absl::NotFoundError(absl::StrCat("there are no ", NameOf(kind), " of ", year));
  }
  const Dataset::Source source = *datasets_[kind].Of(year);
  absl::StatusOr<std::vector<DataBlock>> blocks =
      co_await data_.LoadBlocks(caller_, source, year, neighborhood_keys_);
  if (absl::IsNotFound(blocks.status())) {  // registered after the import
    co_return absl::NotFoundError(absl::StrCat(NameOf(kind), ": ", blocks.status().message()));
  }
  co_return blocks;
}

}  // namespace zwk::forecasting
