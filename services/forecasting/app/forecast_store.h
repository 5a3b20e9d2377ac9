#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/domain/forecast_run.h"
#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "platform/base/task.h"

namespace zwk::forecasting {

using ForecastRepository = Repository<ForecastRun, ForecastEvent>;

// What changed the number of people of one group in one neighborhood in one step.
struct GroupComponents {
  double start = 0;
  double births = 0;
  double deaths = 0;
  double immigration_abroad = 0;
  double immigration_rest = 0;
  double emigration_abroad = 0;
  double emigration_rest = 0;
  double internal_arrivals = 0;
  double internal_departures = 0;
  double naturalized_in = 0;
  double naturalized_out = 0;
  double net_migration = 0;
  double adjustment = 0;
  double special_change = 0;
  double net_change = 0;
  double end = 0;
};

// One neighborhood at the end of one step.
struct ResultBlock {
  Cells people;
  std::vector<GroupComponents> components;  // by group; empty for the jump-off year
  std::vector<Cells> sheltered;             // by shock; no cells where it has no shelter here
};

// Keeps what runs have calculated, step by step.
class ForecastStore {
 public:
  virtual ~ForecastStore() = default;

  // Stores the blocks of the year (in the order of the input's neighborhoods) and then, in the same
  // commit as the last of them, the run itself. ABORTED when the run was changed meanwhile
  // (canceled, or taken by another process): then it stands as it was before. Answers the new
  // version.
  virtual Task<absl::StatusOr<uint64_t>> StoreStep(Caller caller, ForecastRun run, uint64_t version,
                                                   int year, std::vector<ResultBlock> blocks) = 0;

  // As far as they are stored; in the order of the keys.
  virtual Task<absl::StatusOr<std::vector<ResultBlock>>> LoadStep(
      Caller caller, std::string forecast_id, int year,
      std::vector<std::string> neighborhood_keys) = 0;

  // The bytes a block is kept as: what the hash of a result is over.
  virtual std::string Bytes(const ResultBlock& block) const = 0;

  // Ids of the municipality's runs that are queued or running.
  virtual Task<absl::StatusOr<std::vector<std::string>>> Unfinished(Caller caller) = 0;
};

}  // namespace zwk::forecasting
