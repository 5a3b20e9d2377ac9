#include "forecasting/forecast/forecast_input_use.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/forecast/forecast_accuracy.h"
#include "forecasting/forecast/imported_scenario_use.h"
#include "forecasting/forecast/scenario.h"
#include "forecasting/forecast/simulation_plan.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// The import's neighborhoods must cover the register: a neighborhood without figures cannot be
// forecast.
absl::Status CheckCovers(const AnsweredImport& import, const std::vector<std::string>& keys,
                         const char* what, int year) {
  const std::set<std::string> has(import.neighborhood_keys.begin(), import.neighborhood_keys.end());
  for (const std::string& key : keys) {
    if (has.contains(key)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("neighborhood ", key, " has no ", what, " for ", year,
                     "; it was registered after they were imported"));
  }
  return absl::OkStatus();
}

bool Covers(const AnsweredImport& import, const std::vector<std::string>& keys) {
  return CheckCovers(import, keys, "", 0).ok();
}

// What was imported for a year after the jump-off year goes before an estimate, which knows nothing
// of it; without an estimate it is the latest there is.
absl::StatusOr<PinnedYear> Latest(const Dataset& dataset, const char* what, int year, int jump_off,
                                  const std::optional<PinnedYear>& estimate) {
  const int found = dataset.YearUpTo(year);
  if (estimate && found <= jump_off) return *estimate;
  if (found == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("no ", what, " for ", year, " or a year before"));
  }
  return PinnedYear{*dataset.UpTo(year), found};
}

std::optional<PinnedYear> UpTo(const Dataset& dataset, int year) {
  const int found = dataset.YearUpTo(year);
  if (found == 0) return std::nullopt;
  return PinnedYear{*dataset.UpTo(year), found};
}

}  // namespace

Task<absl::StatusOr<ForecastInput>> ForecastInputs::Pin(Caller caller,
                                                        v1::ForecastParameters parameters) {
  ForecastRun run;
  *run.state.mutable_parameters() = parameters;
  if (parameters.base_forecast_id().empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(run.input, co_await OfNow(caller, parameters));
  } else {
    ZWK_CO_ASSIGN_OR_RETURN(run.input, co_await OfBase(caller, parameters));
  }
  ZWK_CO_ASSIGN_OR_RETURN(Scenario own, ReadScenario(run));
  // What a scenario says takes the place of what was imported.
  run.input.uses_special = run.input.special && own.special.empty();
  run.input.uses_housing = parameters.has_imported_housing();
  if (run.input.uses_housing && !run.input.housing) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("no housing for ", parameters.jump_off_year(), " or a year before"));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Scenario scenario,
                          co_await WithImported(parts_.data, caller, run, std::move(own)));
  ZWK_CO_ASSIGN_OR_RETURN(const std::optional<SimulationPlan> plan, ReadPlan(run, scenario));
  run.input.trajectories = plan ? plan->trajectories : 0;
  run.input.seed = plan ? plan->seed : 0;
  run.input.input_sha256 = InputHash(run.input);
  co_return std::move(run.input);
}

Task<absl::StatusOr<ForecastInput>> ForecastInputs::OfBase(Caller caller,
                                                           v1::ForecastParameters parameters) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> base,
                          co_await parts_.forecasts.Load(caller, parameters.base_forecast_id()));
  ForecastInput input = base.value.input;
  ZWK_CO_RETURN_IF_ERROR(CheckParameters(parameters, input.age_width, input.group_keys));
  const v1::ForecastParameters& of_base = base.value.parameters();
  if (parameters.jump_off_year() != of_base.jump_off_year()) {
    co_return InvalidField("parameters.jump_off_year",
                           absl::StrCat("the base forecast has ", of_base.jump_off_year()));
  }
  if (parameters.last_year() > of_base.last_year()) {
    co_return InvalidField("parameters.last_year",
                           absl::StrCat("the base forecast ends in ", of_base.last_year()));
  }
  if (parameters.form() != of_base.form()) {
    co_return InvalidField("parameters.form", "is not that of the base forecast");
  }
  if (parameters.rate_estimate_id() != of_base.rate_estimate_id()) {
    co_return InvalidField("parameters.rate_estimate_id", "is not that of the base forecast");
  }
  if (parameters.closed_city() != of_base.closed_city()) {
    co_return InvalidField("parameters.closed_city", "is not that of the base forecast");
  }
  const int step_years = StepYears(of_base, input.age_width);
  if (StepYears(parameters, input.age_width) != step_years) {
    co_return InvalidField("parameters.hamilton_perry.years",
                           absl::StrCat("the base forecast has ", step_years));
  }
  for (std::vector<PinnedYear>* years : {&input.rates, &input.flows, &input.moving}) {
    if (!years->empty()) years->resize(Steps(parameters, input.age_width));
  }
  co_return input;
}

Task<absl::StatusOr<ForecastInput>> ForecastInputs::OfNow(Caller caller,
                                                          v1::ForecastParameters parameters) {
  const absl::StatusOr<Stored<PopulationStructure>> structure =
      co_await parts_.structures.Get(caller);
  if (absl::IsNotFound(structure.status())) {
    co_return absl::FailedPreconditionError("no population structure is set");
  }
  ZWK_CO_RETURN_IF_ERROR(structure.status());
  ForecastInput input;
  input.age_width = structure->value.state.age_width();
  input.age_classes = structure->value.grid().ages;
  input.group_keys = structure->value.group_keys();
  for (const v1::OriginGroup& group : structure->value.state.groups()) {
    input.group_flags.push_back({group.national(), group.migration_history()});
  }
  ZWK_CO_RETURN_IF_ERROR(CheckParameters(parameters, input.age_width, input.group_keys));
  if (FormOf(parameters) == MigrationForm::kGrossFlows && input.age_width != 1) {
    co_return absl::FailedPreconditionError(absl::StrCat(
        "gross flows need age classes of one year, the structure has ", input.age_width));
  }
  ZWK_CO_ASSIGN_OR_RETURN(input.neighborhood_keys, co_await parts_.neighborhoods.Keys(caller));
  if (input.neighborhood_keys.empty()) {
    co_return absl::FailedPreconditionError("no neighborhood is registered");
  }
  // Once: what an import replaces meanwhile is not mixed with what it brings.
  ZWK_CO_ASSIGN_OR_RETURN(Datasets datasets, co_await parts_.data.LoadDatasets(caller));
  ZWK_CO_RETURN_IF_ERROR(PinStocks(parameters, datasets, input));
  if (FormOf(parameters) != MigrationForm::kHamiltonPerry) {
    ZWK_CO_RETURN_IF_ERROR(co_await PinYears(caller, parameters, datasets, input));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await CheckAllCover(caller, parameters, input));
  ZWK_CO_RETURN_IF_ERROR(co_await CheckColumns(caller, parameters, input));
  const std::vector<PinnedYear> jump_off(1, input.stocks), none;
  ZWK_CO_ASSIGN_OR_RETURN(
      input.history, co_await PinHistory(caller, datasets[ImportKind::kStocks], jump_off, input));
  if (FormOf(parameters) == MigrationForm::kGrossFlows) {
    ZWK_CO_ASSIGN_OR_RETURN(input.flow_history,
                            co_await PinHistory(caller, datasets[ImportKind::kFlows], none, input));
  }
  co_return input;
}

absl::Status ForecastInputs::PinStocks(const v1::ForecastParameters& parameters, Datasets& datasets,
                                       ForecastInput& input) {
  const auto& stocks = datasets[ImportKind::kStocks].years;
  const auto pin = [&stocks](int year, PinnedYear& pinned) {
    const auto found = stocks.find(year);
    if (found != stocks.end()) pinned = {found->second, found->first};
    return found != stocks.end();
  };
  const int jump_off = parameters.jump_off_year();
  if (!pin(jump_off, input.stocks)) {
    return absl::FailedPreconditionError(
        absl::StrCat("no stocks for the jump-off year ", jump_off));
  }
  if (FormOf(parameters) != MigrationForm::kHamiltonPerry) return absl::OkStatus();
  const int years = parameters.hamilton_perry().years();
  if (years / input.age_width >= input.age_classes) {
    return InvalidField("parameters.hamilton_perry.years", "must be below the open age");
  }
  if (!pin(jump_off - years, input.earlier_stocks)) {
    return absl::FailedPreconditionError(absl::StrCat("no stocks for ", jump_off - years, ", ",
                                                      years, " years before the jump-off year"));
  }
  return absl::OkStatus();
}

Task<absl::Status> ForecastInputs::PinYears(Caller caller, const v1::ForecastParameters& parameters,
                                            Datasets& datasets, ForecastInput& input) {
  std::optional<PinnedYear> estimate;
  if (!parameters.rate_estimate_id().empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<RateEstimate> stored,
                            co_await parts_.estimates.Load(caller, parameters.rate_estimate_id()));
    if (stored.value.neighborhood_keys != input.neighborhood_keys ||
        stored.value.group_keys != input.group_keys) {
      co_return absl::FailedPreconditionError(
          "the estimate was made for other neighborhoods or groups; make a new one");
    }
    estimate = stored.value.pinned();
    input.child_group = stored.value.child_group;
    input.boys_per_girl = stored.value.boys_per_girl;
    input.trends = stored.value.trends();
  }
  const int jump_off = parameters.jump_off_year();
  input.special = UpTo(datasets[ImportKind::kSpecialPopulations], jump_off);
  input.housing = UpTo(datasets[ImportKind::kHousing], jump_off);
  for (int year = jump_off + input.age_width; year <= parameters.last_year();
       year += input.age_width) {
    ZWK_CO_ASSIGN_OR_RETURN(const PinnedYear rates, Latest(datasets[ImportKind::kRates], "rates",
                                                           year, jump_off, estimate));
    input.rates.push_back(rates);
    if (!parameters.closed_city()) {
      const auto flows = Latest(datasets[ImportKind::kFlows], "flows", year, jump_off, estimate);
      if (!flows.ok()) {
        co_return absl::FailedPreconditionError(absl::StrCat(
            flows.status().message(), "; where nobody comes from outside, say closed_city"));
      }
      input.flows.push_back(*flows);
    }
    if (FormOf(parameters) != MigrationForm::kMultiregional) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const PinnedYear moving,
                            Latest(datasets[ImportKind::kMovingRates], "rates of moving", year,
                                   jump_off, std::nullopt));
    input.moving.push_back(moving);
  }
  co_return absl::OkStatus();
}

// The latest years first, until there are enough; a neighborhood that is new leaves out the years
// before it.
Task<absl::StatusOr<std::vector<PinnedYear>>> ForecastInputs::PinHistory(
    Caller caller, const Dataset& dataset, std::vector<PinnedYear> history,
    const ForecastInput& input) {
  std::map<std::string, bool> covers;  // by import
  for (auto year = dataset.years.rbegin(); year != dataset.years.rend(); ++year) {
    if (history.size() == ForecastAccuracy::kMostYears) break;
    const bool later = year->first > input.stocks.year;
    if (later || (!history.empty() && year->first == history.front().year)) continue;
    const std::string& id = year->second.import_id;
    if (!covers.contains(id)) {
      ZWK_CO_ASSIGN_OR_RETURN(const AnsweredImport import,
                              co_await parts_.data.LoadImport(caller, id));
      covers[id] = Covers(import, input.neighborhood_keys);
    }
    if (covers[id]) history.push_back({year->second, year->first});
  }
  std::reverse(history.begin(), history.end());
  co_return history;
}

Task<absl::Status> ForecastInputs::CheckAllCover(Caller caller,
                                                 const v1::ForecastParameters& parameters,
                                                 const ForecastInput& input) {
  // An estimate has been compared with the register.
  std::set<std::string> looked_at = {parameters.rate_estimate_id()};
  std::vector<std::pair<const char*, PinnedYear>> pinned = {{"stocks", input.stocks}};
  if (!input.earlier_stocks.source.import_id.empty()) {
    pinned.emplace_back("stocks", input.earlier_stocks);
  }
  for (const PinnedYear& one : input.rates) pinned.emplace_back("rates", one);
  for (const PinnedYear& one : input.flows) pinned.emplace_back("flows", one);
  for (const PinnedYear& one : input.moving) pinned.emplace_back("rates of moving", one);
  for (const auto& [what, one] : pinned) {
    if (!looked_at.insert(one.source.import_id).second) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const AnsweredImport import,
                            co_await parts_.data.LoadImport(caller, one.source.import_id));
    ZWK_CO_RETURN_IF_ERROR(CheckCovers(import, input.neighborhood_keys, what, one.year));
  }
  co_return absl::OkStatus();
}

// Files of rates may tell death as a share, as a rate per person-year or both. The columns of a
// file are the same for all neighborhoods and years.
Task<absl::Status> ForecastInputs::CheckColumns(Caller caller,
                                                const v1::ForecastParameters& parameters,
                                                const ForecastInput& input) {
  const std::string needed =
      FormOf(parameters) == MigrationForm::kMultiregional ? table::kDeathRate : table::kMortality;
  std::set<std::string> looked_at;
  for (const PinnedYear& one : input.rates) {
    if (!looked_at.insert(one.source.import_id).second) continue;
    std::vector<std::string> first = {input.neighborhood_keys.front()};
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::vector<DataBlock> blocks,
        co_await parts_.data.LoadBlocks(caller, one.source, one.year, std::move(first)));
    if (blocks.front().tables.contains(needed)) continue;
    co_return absl::FailedPreconditionError(
        absl::StrCat("the rates of ", one.year, " have no column ", needed));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
