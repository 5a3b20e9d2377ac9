#include "forecasting/estimate/rate_estimate_use.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "forecasting/data/counted_years.h"
#include "forecasting/engine/engine_version.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

void AddOnce(const std::string& id, std::vector<std::string>& ids) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

// Over the numbers themselves, so that it does not depend on how they are kept.
std::string HashOf(const std::vector<DataBlock>& blocks) {
  Sha256Stream hash;
  for (const DataBlock& block : blocks) {
    if (!block.origin_cluster.empty()) hash.Add(absl::StrCat("from ", block.origin_cluster, "\n"));
    for (const auto& [name, cells] : block.tables) {
      hash.Add(absl::StrCat(name, " ", cells.size(), "\n"));
      hash.Add(absl::string_view(reinterpret_cast<const char*>(cells.data()),
                                 cells.size() * sizeof(double)));
    }
  }
  return hash.FinishHex();
}

}  // namespace

// The blocks of every neighborhood, and which import they come from.
Task<absl::Status> RateEstimates::LoadYear(Caller caller, ImportKind kind, int year,
                                           const Datasets& datasets, Counted& counted,
                                           std::vector<std::vector<DataBlock>>& blocks) {
  const bool stocks = kind == ImportKind::kStocks;
  const char* what = stocks ? "stocks" : "flows";
  const auto dataset = datasets.find(kind);
  const auto& years = dataset->second.years;
  const auto found = years.find(year);
  if (found == years.end()) {
    co_return absl::FailedPreconditionError(absl::StrCat("no ", what, " for ", year));
  }
  const Dataset::Source source = found->second;
  absl::StatusOr<std::vector<DataBlock>> loaded =
      co_await parts_.data.LoadBlocks(caller, source, year, counted.estimate.neighborhood_keys);
  if (absl::IsNotFound(loaded.status())) {  // registered after the import
    co_return absl::FailedPreconditionError(absl::StrCat(what, ": ", loaded.status().message()));
  }
  ZWK_CO_RETURN_IF_ERROR(loaded.status());
  blocks.push_back(*std::move(loaded));
  RateEstimate& estimate = counted.estimate;
  AddOnce(source.import_id, stocks ? estimate.stock_import_ids : estimate.flow_import_ids);
  absl::StrAppend(&counted.used, "\n", what, " ", source.content_sha256, "/", year);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<RateEstimates::Counted>> RateEstimates::Load(Caller caller,
                                                                 EstimateRatesCommand command) {
  const absl::StatusOr<Stored<PopulationStructure>> structure =
      co_await parts_.structures.Get(caller);
  if (absl::IsNotFound(structure.status())) {
    co_return absl::FailedPreconditionError("no population structure is set");
  }
  ZWK_CO_RETURN_IF_ERROR(structure.status());
  if (structure->value.state.age_width() != 1) {
    co_return absl::FailedPreconditionError("rates are estimated for age classes of one year");
  }
  Counted counted;
  ZWK_CO_ASSIGN_OR_RETURN(counted.estimate.neighborhood_keys,
                          co_await parts_.neighborhoods.Keys(caller));
  Model model;
  model.grid = structure->value.grid();
  model.area_names = counted.estimate.neighborhood_keys;
  model.group_names = structure->value.group_keys();
  ZWK_CO_RETURN_IF_ERROR(
      CheckEstimateParameters(command.parameters, model.area_names, model.grid.ages));
  counted.estimate.group_keys = model.group_names;
  counted.used =
      absl::StrCat("ages ", model.grid.ages, "\ngroups ", absl::StrJoin(model.group_names, " "),
                   "\nneighborhoods ", absl::StrJoin(model.area_names, " "));

  ZWK_CO_ASSIGN_OR_RETURN(const Datasets datasets, co_await parts_.data.LoadDatasets(caller));
  const std::vector<int>& years = command.parameters.years;
  std::vector<std::vector<DataBlock>> stocks, flows;
  ZWK_CO_RETURN_IF_ERROR(
      co_await LoadYear(caller, ImportKind::kStocks, years.front() - 1, datasets, counted, stocks));
  for (const int year : years) {
    ZWK_CO_RETURN_IF_ERROR(
        co_await LoadYear(caller, ImportKind::kStocks, year, datasets, counted, stocks));
    ZWK_CO_RETURN_IF_ERROR(
        co_await LoadYear(caller, ImportKind::kFlows, year, datasets, counted, flows));
  }
  const bool entered = co_await parts_.pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("too much is calculated; try again shortly");
  counted.input = ToEstimationInput(std::move(model), command.parameters.years,
                                    command.parameters.clusters, stocks, flows);
  co_return counted;
}

// Estimates and stages everything but the estimate itself, which makes it valid.
Task<absl::StatusOr<RateEstimate>> RateEstimates::Calculate(Caller caller,
                                                            EstimateRatesCommand command) {
  ZWK_CO_ASSIGN_OR_RETURN(Counted counted, co_await Load(caller, command));
  const EstimateParameters& parameters = command.parameters;
  ZWK_CO_ASSIGN_OR_RETURN(const Estimates estimates,
                          forecasting::Estimate(counted.input, parameters.options));
  RateEstimate estimate = std::move(counted.estimate);
  estimate.estimate_id = command.estimate_id;
  estimate.title = command.title;
  estimate.parameters = parameters;
  estimate.estimated_at = parts_.clock.Now();
  estimate.engine_version = kEngineVersion;
  estimate.input_sha256 = Sha256Hex(counted.used);
  estimate.child_group = estimates.assumptions.child_group;
  estimate.boys_per_girl = estimates.assumptions.boys_per_girl;
  estimate.kinds = Summarize(estimates, estimate.group_keys);
  if (parameters.trend_damping) {
    ZWK_CO_ASSIGN_OR_RETURN(estimate.level_trends,
                            LevelTrends(counted.input, parameters.options, estimates.assumptions));
  }

  std::vector<DataBlock> tables =
      ToBlocks(estimates.assumptions, parameters, estimate.group_keys, estimate.neighborhood_keys);
  estimate.result_sha256 = HashOf(tables);
  std::vector<std::pair<BlockKey, DataBlock>> blocks;
  for (size_t r = 0; r < tables.size(); ++r) {
    blocks.emplace_back(BlockKey{estimate.pinned().year, estimate.neighborhood_keys[r]},
                        std::move(tables[r]));
  }
  ZWK_CO_RETURN_IF_ERROR(
      co_await parts_.data.Stage(caller, estimate.pinned().source, std::move(blocks)));
  std::vector<v1::ShrunkLevel> levels;
  for (const LevelRow& row : ToRows(estimates, parameters, counted.input.model.grid,
                                    estimate.group_keys, estimate.neighborhood_keys)) {
    levels.push_back(ToProto(row));
  }
  ZWK_CO_RETURN_IF_ERROR(
      co_await parts_.levels.StoreLevels(caller, estimate.estimate_id, std::move(levels)));
  co_return estimate;
}

Task<absl::StatusOr<Stored<RateEstimate>>> RateEstimates::Estimate(Caller caller,
                                                                   EstimateRatesCommand command) {
  // A repetition is answered before today's data are looked at.
  const auto there = co_await parts_.estimates.Load(caller, command.estimate_id);
  RateEstimate made;
  if (absl::IsNotFound(there.status())) {
    ZWK_CO_ASSIGN_OR_RETURN(made, co_await Calculate(caller, command));
  } else if (!there.ok()) {
    co_return there.status();
  }
  EstimateRepository::Decide decide = [made](const RateEstimate&) {
    return Decision<RateEstimate>(std::vector<RateEstimate>{made});
  };
  co_return co_await parts_.estimates.Create(std::move(caller), command.estimate_id, decide);
}

Task<absl::StatusOr<Stored<RateEstimate>>> RateEstimates::Get(Caller caller,
                                                              std::string estimate_id) {
  return parts_.estimates.Load(std::move(caller), std::move(estimate_id));
}

Task<absl::StatusOr<Page<RateEstimate>>> RateEstimates::List(Caller caller, int page_size,
                                                             std::string page_token) {
  return parts_.estimates.List(std::move(caller), "rate-estimates", "", page_size,
                               std::move(page_token));
}

Task<absl::Status> RateEstimates::StreamLevels(Caller caller, std::string estimate_id,
                                               TakeLevels take) {
  const auto there = co_await parts_.estimates.Load(caller, estimate_id);
  ZWK_CO_RETURN_IF_ERROR(there.status());
  for (int batch = 0;; ++batch) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<v1::ShrunkLevel> levels,
                            co_await parts_.levels.LoadLevels(caller, estimate_id, batch));
    if (levels.empty()) co_return absl::OkStatus();
    const bool more = co_await take(std::move(levels));
    if (!more) co_return absl::OkStatus();
  }
}

}  // namespace zwk::forecasting
