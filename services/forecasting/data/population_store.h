#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "forecasting/data/population_port.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents import/<id>, dataset/<kind> and data/<import id>/<content hash>/<year>/<neighborhood>.
class StoredPopulation final : public PopulationStore {
 public:
  // Blocks are read and written as bytes on threads of the pool.
  StoredPopulation(store::Store& store, Pool& pool, const Clock& clock)
      : store_(store), pool_(pool), clock_(clock) {}

  Task<absl::StatusOr<Datasets>> LoadDatasets(Caller caller) override;
  Task<absl::Status> Stage(Caller caller, Dataset::Source source,
                           std::vector<std::pair<BlockKey, DataBlock>> blocks) override;
  Task<absl::StatusOr<AnsweredImport>> TakeOver(
      Caller caller, CheckedImport checked, std::vector<v1::NeighborhoodTotals> totals) override;
  Task<absl::StatusOr<std::optional<AnsweredImport>>> TakenOverBefore(Caller caller) override;
  Task<absl::StatusOr<AnsweredImport>> LoadImport(Caller caller, std::string import_id) override;
  Task<absl::StatusOr<Page<AnsweredImport>>> ListImports(Caller caller, int page_size,
                                                         std::string page_token) override;
  Task<absl::StatusOr<std::vector<DataBlock>>> LoadBlocks(
      Caller caller, Dataset::Source source, int year,
      std::vector<std::string> neighborhood_keys) override;

 private:
  store::Store& store_;
  Pool& pool_;
  const Clock& clock_;
};

}  // namespace zwk::forecasting
