#include "forecasting/data/stocks_use.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Blocks that are in memory at once while streaming.
constexpr size_t kBatch = 16;

absl::Status NoStocks(int year) {
  return absl::NotFoundError(year == 0 ? std::string("no stocks were imported")
                                       : absl::StrCat("no stocks for ", year));
}

StocksBlock ToStocks(const PopulationStructure& structure, const Dataset::Source& source,
                     const std::string& key, int year, const DataBlock& block) {
  const std::vector<std::string> group_keys = structure.group_keys();
  return {BlockOf(key, year, structure.state.age_width(), structure.grid(), group_keys,
                  TableOf(block, table::kPeople)),
          source.import_id};
}

}  // namespace

Task<absl::StatusOr<StocksBlock>> Stocks::Get(Caller caller, std::string neighborhood_key,
                                              int year) {
  ZWK_CO_ASSIGN_OR_RETURN(Datasets datasets, co_await data_.LoadDatasets(caller));
  const auto& years = datasets[ImportKind::kStocks].years;
  const auto found = year != 0       ? years.find(year)
                     : years.empty() ? years.end()
                                     : std::prev(years.end());
  if (found == years.end()) co_return NoStocks(year);
  const Dataset::Source source = found->second;
  const int found_year = found->first;
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<PopulationStructure> structure,
                          co_await structures_.Get(caller));
  const std::vector<std::string> one = {neighborhood_key};
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> blocks,
                          co_await data_.LoadBlocks(caller, source, found_year, one));
  co_return ToStocks(structure.value, source, neighborhood_key, found_year, blocks[0]);
}

Task<absl::Status> Stocks::Stream(Caller caller, std::vector<std::string> neighborhood_keys,
                                  std::vector<int> years, Take take) {
  ZWK_CO_ASSIGN_OR_RETURN(Datasets datasets, co_await data_.LoadDatasets(caller));
  const Dataset dataset = datasets[ImportKind::kStocks];
  if (dataset.years.empty()) {
    if (years.empty() && neighborhood_keys.empty()) co_return absl::OkStatus();
    co_return NoStocks(0);
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<PopulationStructure> structure,
                          co_await structures_.Get(caller));
  std::set<int> wanted(years.begin(), years.end());
  if (wanted.empty()) {
    for (const auto& [year, source] : dataset.years) wanted.insert(year);
  }
  for (const int year : wanted) {
    if (!dataset.years.contains(year)) co_return NoStocks(year);
  }
  for (const int year : wanted) {
    const Dataset::Source source = dataset.years.at(year);
    std::vector<std::string> keys = neighborhood_keys;
    if (keys.empty()) {
      ZWK_CO_ASSIGN_OR_RETURN(AnsweredImport import,
                              co_await data_.LoadImport(caller, source.import_id));
      keys = std::move(import.neighborhood_keys);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (size_t i = 0; i < keys.size(); i += kBatch) {
      const std::vector<std::string> batch(keys.begin() + i,
                                           keys.begin() + std::min(i + kBatch, keys.size()));
      ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> blocks,
                              co_await data_.LoadBlocks(caller, source, year, batch));
      for (size_t k = 0; k < batch.size(); ++k) {
        StocksBlock block = ToStocks(structure.value, source, batch[k], year, blocks[k]);
        const bool more = co_await take(std::move(block));
        if (!more) co_return absl::OkStatus();
      }
    }
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
