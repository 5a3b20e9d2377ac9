#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_data.h"
#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "platform/base/task.h"
#include "zwk/forecasting/v1/population_import.pb.h"

namespace zwk::forecasting {

using Datasets = std::map<ImportKind, Dataset>;

// Which import a decision found valid for a kind and a year; nothing where there was none.
using SourcesSeen = std::map<std::pair<ImportKind, int>, std::optional<Dataset::Source>>;

// What a file was checked against.
struct CheckedAgainst {
  uint64_t structure_version = 0;
  SourcesSeen sources;
};

// An import and what was wrong in its file: of a partial one, in the years that were left out.
struct AnsweredImport {
  v1::PopulationImport import;
  std::vector<std::string> neighborhood_keys;  // in order; each has every year
  std::vector<v1::ImportError> errors;         // the first ones
  int64_t error_count = 0;                     // of all
};
struct CheckedImport {
  AnsweredImport answer;
  CheckedAgainst against;
};

// Keeps imported figures: blocks are staged first, many commits long and unseen, and become valid
// by the one commit of TakeOver. A staged block never changes: it is kept under the import and the
// hash of its file.
class PopulationStore {
 public:
  virtual ~PopulationStore() = default;

  // What is valid now, every kind.
  virtual Task<absl::StatusOr<Datasets>> LoadDatasets(Caller caller) = 0;

  virtual Task<absl::Status> Stage(Caller caller, Dataset::Source source,
                                   std::vector<std::pair<BlockKey, DataBlock>> blocks) = 0;

  // Makes the import valid in its years and publishes it; what was taken over under this request or
  // id before is answered as then. ABORTED if what it was checked against is valid no more.
  // ALREADY_EXISTS (ID_TAKEN) if the id has other content.
  virtual Task<absl::StatusOr<AnsweredImport>> TakeOver(
      Caller caller, CheckedImport checked, std::vector<v1::NeighborhoodTotals> totals) = 0;

  // What this very request took over before; nothing if it did not. ALREADY_EXISTS if it was
  // another one.
  virtual Task<absl::StatusOr<std::optional<AnsweredImport>>> TakenOverBefore(Caller caller) = 0;

  virtual Task<absl::StatusOr<AnsweredImport>> LoadImport(Caller caller, std::string import_id) = 0;
  // Newest first.
  virtual Task<absl::StatusOr<Page<AnsweredImport>>> ListImports(Caller caller, int page_size,
                                                                 std::string page_token) = 0;

  // The year's blocks of these neighborhoods, in their order. NOT_FOUND names the first that is
  // missing.
  virtual Task<absl::StatusOr<std::vector<DataBlock>>> LoadBlocks(
      Caller caller, Dataset::Source source, int year,
      std::vector<std::string> neighborhood_keys) = 0;
};

}  // namespace zwk::forecasting
