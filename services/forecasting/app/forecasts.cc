#include "forecasting/app/forecasts.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Another process may carry the run out: then its changes are seen by looking.
constexpr std::chrono::seconds kLookAgain{1};

// The import's neighborhoods must cover the register: a neighborhood without figures cannot be
// forecast.
absl::Status CheckCovers(const PopulationImport& import, const std::vector<std::string>& keys,
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

}  // namespace

Task<absl::StatusOr<ForecastInput>> Forecasts::Pin(Caller caller, ForecastParameters parameters) {
  absl::StatusOr<Stored<PopulationStructure>> structure = co_await parts_.structures.Get(caller);
  if (absl::IsNotFound(structure.status())) {
    co_return absl::FailedPreconditionError("no population structure is set");
  }
  ZWK_CO_RETURN_IF_ERROR(structure.status());
  ForecastInput input;
  input.age_width = structure->value.facts.age_width;
  input.age_classes = structure->value.grid().ages;
  input.group_keys = structure->value.group_keys();
  ZWK_CO_RETURN_IF_ERROR(CheckParameters(parameters, input.age_width, input.group_keys));
  if (parameters.form == MigrationForm::kGrossFlows && input.age_width != 1) {
    co_return absl::FailedPreconditionError(absl::StrCat(
        "gross flows need age classes of one year, the structure has ", input.age_width));
  }
  ZWK_CO_ASSIGN_OR_RETURN(input.neighborhood_keys, co_await parts_.neighborhoods.Keys(caller));
  if (input.neighborhood_keys.empty()) {
    co_return absl::FailedPreconditionError("no neighborhood is registered");
  }

  ZWK_CO_ASSIGN_OR_RETURN(Datasets datasets, co_await parts_.data.LoadDatasets(caller));
  const auto& stocks = datasets[ImportKind::kStocks].years;
  const auto jump_off = stocks.find(parameters.jump_off_year);
  if (jump_off == stocks.end()) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("no stocks for the jump-off year ", parameters.jump_off_year));
  }
  input.stocks = {jump_off->second, jump_off->first};
  const Dataset& rates = datasets[ImportKind::kRates];
  const Dataset& flows = datasets[ImportKind::kFlows];
  for (int year = parameters.jump_off_year + input.age_width; year <= parameters.last_year;
       year += input.age_width) {
    if (rates.UpTo(year) == nullptr || flows.UpTo(year) == nullptr) {
      co_return absl::FailedPreconditionError(
          absl::StrCat("no ", rates.UpTo(year) == nullptr ? "rates" : "flows", " for ", year,
                       " or a year before"));
    }
    input.rates.push_back({*rates.UpTo(year), rates.YearUpTo(year)});
    input.flows.push_back({*flows.UpTo(year), flows.YearUpTo(year)});
  }

  std::set<std::string> looked_at;
  std::vector<std::pair<const char*, PinnedYear>> pinned = {{"stocks", input.stocks}};
  for (const PinnedYear& one : input.rates) pinned.emplace_back("rates", one);
  for (const PinnedYear& one : input.flows) pinned.emplace_back("flows", one);
  for (const auto& [what, one] : pinned) {
    if (!looked_at.insert(one.source.import_id).second) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const PopulationImport import,
                            co_await parts_.data.LoadImport(caller, one.source.import_id));
    ZWK_CO_RETURN_IF_ERROR(CheckCovers(import, input.neighborhood_keys, what, one.year));
  }
  input.input_sha256 = InputHash(input);
  co_return input;
}

Task<absl::StatusOr<Stored<ForecastRun>>> Forecasts::Start(Caller caller, StartForecast command) {
  // A repetition is answered before today's data are looked at.
  const auto there = co_await parts_.forecasts.Load(caller, command.forecast_id);
  ForecastStarted wanted;
  wanted.forecast_id = command.forecast_id;
  wanted.title = command.title;
  wanted.parameters = command.parameters;
  wanted.at = parts_.clock.Now();
  if (absl::IsNotFound(there.status())) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> unfinished,
                            co_await parts_.results.Unfinished(caller));
    if (unfinished.size() >= kMaxUnfinished) {
      co_return absl::ResourceExhaustedError(
          absl::StrCat(unfinished.size(), " runs are waiting; wait until one has ended"));
    }
    ZWK_CO_ASSIGN_OR_RETURN(wanted.input, co_await Pin(caller, command.parameters));
  } else if (!there.ok()) {
    co_return there.status();
  }
  auto decide = [wanted](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.Start(wanted));
    return Decision<ForecastEvent>(std::move(events));
  };
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> started,
                          co_await parts_.forecasts.Create(caller, command.forecast_id, decide));
  parts_.runner.Enqueue(caller.municipality, command.forecast_id);
  co_return started;
}

Task<absl::StatusOr<Stored<ForecastRun>>> Forecasts::Cancel(Caller caller,
                                                            std::string forecast_id) {
  const Time now = parts_.clock.Now();
  auto decide = [now](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.Cancel(now));
    return Decision<ForecastEvent>(std::move(events));
  };
  // The run is let go first, or its steps would keep winning the race for the document. It takes
  // itself up again where the cancellation is refused.
  parts_.runner.Cancel(caller.municipality, forecast_id);
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> canceled,
                          co_await parts_.forecasts.Change(caller, forecast_id, 0, decide));
  // From here on no step of the run can be stored; what is being calculated is let go.
  parts_.runner.Cancel(caller.municipality, forecast_id);
  co_return canceled;
}

Task<absl::StatusOr<Stored<ForecastRun>>> Forecasts::Resume(Caller caller,
                                                            std::string forecast_id) {
  auto decide = [](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.Resume());
    return Decision<ForecastEvent>(std::move(events));
  };
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> resumed,
                          co_await parts_.forecasts.Change(caller, forecast_id, 0, decide));
  parts_.runner.Enqueue(caller.municipality, forecast_id);
  co_return resumed;
}

Task<absl::StatusOr<Stored<ForecastRun>>> Forecasts::Get(Caller caller, std::string forecast_id) {
  return parts_.forecasts.Load(std::move(caller), std::move(forecast_id));
}

Task<absl::StatusOr<Page<ForecastRun>>> Forecasts::List(Caller caller, int page_size,
                                                        std::string page_token) {
  return parts_.forecasts.List(std::move(caller), "forecasts", "", page_size,
                               std::move(page_token));
}

Task<absl::Status> Forecasts::Watch(Caller caller, std::string forecast_id, TakeRun take) {
  const std::string run = absl::StrCat(caller.municipality, "/", forecast_id);
  uint64_t seen = 0;
  while (!caller.cancellation.cancelled()) {
    const OneShot<bool> changed = parts_.signals.Next(run);
    ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> now,
                            co_await parts_.forecasts.Load(caller, forecast_id));
    const bool ended = !now.value.unfinished();
    if (now.version != seen) {
      seen = now.version;
      const bool more = co_await take(std::move(now));
      if (!more) co_return absl::OkStatus();
    }
    if (ended) co_return absl::OkStatus();
    const uint64_t timer = parts_.timers.Schedule(Timers::Steady::now() + kLookAgain,
                                                  [changed](bool) { changed.Set(false); });
    auto gone = caller.cancellation.OnCancel([changed] { changed.Set(false); });
    co_await changed;
    parts_.timers.Cancel(timer);
  }
  co_return absl::CancelledError("nobody listens");
}

Task<absl::Status> Forecasts::StreamCells(Caller caller, std::string forecast_id,
                                          std::vector<std::string> neighborhood_keys, int from_year,
                                          int to_year, TakeBlock take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(caller, forecast_id));
  const ForecastRun& run = stored.value;
  if (run.state != ForecastState::kPublished) {
    co_return absl::FailedPreconditionError("the forecast is not published");
  }
  const std::vector<std::string>& has = run.input.neighborhood_keys;
  for (const std::string& key : neighborhood_keys) {
    if (std::find(has.begin(), has.end(), key) == has.end()) {
      co_return absl::NotFoundError(absl::StrCat("the forecast has no neighborhood '", key, "'"));
    }
  }
  for (const std::string& key : has) {
    if (!neighborhood_keys.empty() && std::find(neighborhood_keys.begin(), neighborhood_keys.end(),
                                                key) == neighborhood_keys.end()) {
      continue;
    }
    const std::vector<std::string> one = {key};
    for (const int year : run.years()) {
      if ((from_year != 0 && year < from_year) || (to_year != 0 && year > to_year)) continue;
      ZWK_CO_ASSIGN_OR_RETURN(std::vector<ResultBlock> blocks,
                              co_await parts_.results.LoadStep(caller, forecast_id, year, one));
      ForecastBlock block{{key, year, run.input.age_width, run.input.age_classes,
                           run.input.group_keys, std::move(blocks[0].people)},
                          std::move(blocks[0].components)};
      const bool more = co_await take(std::move(block));
      if (!more) co_return absl::OkStatus();
    }
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
