#include "forecasting/data/valid_figures_use.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::StatusOr<std::vector<DataBlock>>> LoadWhatIsThere(
    PopulationStore& data, Caller caller, PinnedYear pinned,
    std::vector<std::string> neighborhood_keys) {
  ZWK_CO_ASSIGN_OR_RETURN(const AnsweredImport import,
                          co_await data.LoadImport(caller, pinned.source.import_id));
  const std::set<std::string> has(import.neighborhood_keys.begin(), import.neighborhood_keys.end());
  std::vector<std::string> there;
  for (const std::string& key : neighborhood_keys) {
    if (has.contains(key)) there.push_back(key);
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      std::vector<DataBlock> found,
      co_await data.LoadBlocks(std::move(caller), pinned.source, pinned.year, there));
  std::vector<DataBlock> blocks(neighborhood_keys.size());
  for (size_t i = 0, next = 0; i < blocks.size(); ++i) {
    if (has.contains(neighborhood_keys[i])) blocks[i] = std::move(found[next++]);
  }
  co_return blocks;
}

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
  if (kind == ImportKind::kSpecialPopulations) {
    const PinnedYear pinned{source, year};
    co_return co_await LoadWhatIsThere(data_, caller_, pinned, neighborhood_keys_);
  }
  absl::StatusOr<std::vector<DataBlock>> blocks =
      co_await data_.LoadBlocks(caller_, source, year, neighborhood_keys_);
  if (absl::IsNotFound(blocks.status())) {  // registered after the import
    co_return absl::NotFoundError(absl::StrCat(NameOf(kind), ": ", blocks.status().message()));
  }
  co_return blocks;
}

}  // namespace zwk::forecasting
