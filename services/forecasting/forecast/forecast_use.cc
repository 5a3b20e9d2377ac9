#include "forecasting/forecast/forecast_use.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

// An empty list takes all.
bool Takes(const Texts& list, const std::string& one) {
  return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
}

v1::StreamForecastCellsResponse CellsOf(const ForecastRun& run, const std::string& key, int year,
                                        ResultBlock block) {
  const ForecastInput& input = run.input;
  v1::StreamForecastCellsResponse cells;
  *cells.mutable_block() =
      BlockOf(key, year, input.age_width, input.grid(), input.group_keys, block.people);
  for (size_t g = 0; g < block.components.size(); ++g) {
    v1::GroupComponents& components = *cells.add_components() = std::move(block.components[g]);
    components.set_group_key(input.group_keys[g]);
  }
  return cells;
}

}  // namespace

Task<absl::StatusOr<ForecastRun>> LoadPublished(ForecastRepository& forecasts, Caller caller,
                                                std::string forecast_id) {
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await forecasts.Load(std::move(caller), forecast_id));
  if (!stored.value.published()) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("the forecast ", forecast_id, " is not published"));
  }
  co_return std::move(stored.value);
}

absl::Status CheckHas(const ForecastRun& run, const Texts& neighborhood_keys) {
  const std::vector<std::string>& has = run.input.neighborhood_keys;
  for (const std::string& key : neighborhood_keys) {
    if (std::find(has.begin(), has.end(), key) != has.end()) continue;
    return absl::NotFoundError(absl::StrCat("the forecast ", run.state.forecast_id(),
                                            " has no neighborhood ", Quoted(key)));
  }
  return absl::OkStatus();
}

absl::Status OfOwnChoice(const std::string& what) {
  return WithReason(absl::PermissionDeniedError(absl::StrCat(
                        what,
                        " of one's own choice are for the statistics office; others see "
                        "the usual ones")),
                    "FIGURE_OF_OWN_CHOICE");
}

std::optional<Disclosure> DisclosureTo(const Caller& caller, double inhabitants) {
  return SeesExactPeople(caller) ? std::nullopt : std::optional(Disclosure(inhabitants));
}

Task<absl::StatusOr<CellsByYear>> LoadYears(ForecastStore& results, Caller caller,
                                            const ForecastRun& run, const std::vector<int>& years,
                                            std::string neighborhood_key) {
  const std::string id = run.state.forecast_id();
  const std::vector<std::string> one = {std::move(neighborhood_key)};
  std::set<int> all(years.begin(), years.end());
  all.insert(run.years().front());
  CellsByYear people;
  for (const int year : all) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<ResultBlock> blocks,
                            co_await results.LoadStep(caller, id, year, one));
    people[year] = std::move(blocks[0].people);
  }
  co_return people;
}

// Steps and chunks are counted where they are stored.
Task<absl::StatusOr<v1::Forecast>> Forecasts::WithProgress(Caller caller,
                                                           Stored<ForecastRun> stored) {
  const ForecastRun& run = stored.value;
  if (run.published()) co_return Shown(run, stored.version, {}, 0);
  const std::string& id = run.state.forecast_id();
  ZWK_CO_ASSIGN_OR_RETURN(const StoredProgress progress,
                          co_await parts_.results.LoadProgress(caller, id));
  std::set<int> chunks;
  if (run.simulating()) {
    ZWK_CO_ASSIGN_OR_RETURN(chunks, co_await parts_.chunks.Done(caller, id));
  }
  co_return Shown(run, stored.version, progress.value, static_cast<int>(chunks.size()));
}

Task<absl::StatusOr<v1::Forecast>> Forecasts::Start(Caller caller, v1::Forecast wanted) {
  SayDefaults(*wanted.mutable_parameters());
  const std::string id = wanted.forecast_id();
  // A repetition is answered before today's data are looked at.
  const auto there = co_await parts_.forecasts.Load(caller, id);
  ForecastInput input;
  if (absl::IsNotFound(there.status())) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> unfinished,
                            co_await parts_.results.Unfinished(caller));
    if (unfinished.size() >= kMaxUnfinished) {
      co_return absl::ResourceExhaustedError(
          absl::StrCat(unfinished.size(), " runs are waiting; wait until one has ended"));
    }
    ZWK_CO_ASSIGN_OR_RETURN(input, co_await parts_.inputs.Pin(caller, wanted.parameters()));
  } else if (!there.ok()) {
    co_return there.status();
  }
  const Time now = parts_.clock.Now();
  ForecastRepository::Decide decide = [wanted, input, now](const ForecastRun& run) {
    return run.Start(wanted, input, now);
  };
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> started,
                          co_await parts_.forecasts.Create(caller, id, std::move(decide)));
  parts_.runner.Enqueue(caller.municipality, id);
  co_return Shown(started.value, started.version, {}, 0);
}

Task<absl::StatusOr<v1::Forecast>> Forecasts::Cancel(Caller caller, std::string forecast_id) {
  // The run is let go first, or its steps would keep winning the race. It takes itself up again
  // where the cancellation is refused.
  parts_.runner.Cancel(caller.municipality, forecast_id);
  ZWK_CO_ASSIGN_OR_RETURN(const StoredProgress progress,
                          co_await parts_.results.LoadProgress(caller, forecast_id));
  const Time now = parts_.clock.Now();
  const int steps = progress.value.steps_done;
  ForecastRepository::Decide decide = [steps, now](const ForecastRun& run) {
    return run.Cancel(steps, now);
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<ForecastRun> cancelled,
      co_await parts_.forecasts.Change(caller, forecast_id, 0, std::move(decide)));
  // From here on no step of the run can be stored; what is being calculated is let go.
  parts_.runner.Cancel(caller.municipality, forecast_id);
  co_return Shown(cancelled.value, cancelled.version, {}, 0);
}

Task<absl::StatusOr<v1::Forecast>> Forecasts::Resume(Caller caller, std::string forecast_id) {
  ForecastRepository::Decide decide = [](const ForecastRun& run) { return run.Resume(); };
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<ForecastRun> resumed,
      co_await parts_.forecasts.Change(caller, forecast_id, 0, std::move(decide)));
  parts_.runner.Enqueue(caller.municipality, forecast_id);
  co_return Shown(resumed.value, resumed.version, {}, 0);
}

Task<absl::StatusOr<v1::Forecast>> Forecasts::Get(Caller caller, std::string forecast_id) {
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(caller, std::move(forecast_id)));
  co_return co_await WithProgress(std::move(caller), std::move(stored));
}

Task<absl::StatusOr<v1::ListForecastsResponse>> Forecasts::List(Caller caller, int page_size,
                                                                std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<ForecastRun> page,
      co_await parts_.forecasts.List(caller, "forecasts", "", page_size, std::move(page_token)));
  v1::ListForecastsResponse answer;
  for (Stored<ForecastRun>& stored : page.items) {
    ZWK_CO_ASSIGN_OR_RETURN(*answer.add_forecasts(),
                            co_await WithProgress(caller, std::move(stored)));
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

std::shared_ptr<RunSignals::Listener> Forecasts::Listen(const Caller& caller,
                                                        const std::string& forecast_id) {
  return parts_.signals.Listen(caller.municipality, forecast_id);
}

Task<absl::Status> Forecasts::StreamCells(Caller caller, v1::StreamForecastCellsRequest asked,
                                          TakeCells take) {
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastRun run,
                          co_await LoadPublished(parts_.forecasts, caller, asked.forecast_id()));
  ZWK_CO_RETURN_IF_ERROR(CheckHas(run, asked.neighborhood_keys()));
  const int from = asked.from_year(), to = asked.to_year();
  for (const std::string& key : run.input.neighborhood_keys) {
    if (!Takes(asked.neighborhood_keys(), key)) continue;
    const std::vector<std::string> one = {key};
    for (const int year : run.years()) {
      if ((from != 0 && year < from) || (to != 0 && year > to)) continue;
      ZWK_CO_ASSIGN_OR_RETURN(
          std::vector<ResultBlock> blocks,
          co_await parts_.results.LoadStep(caller, asked.forecast_id(), year, one));
      v1::StreamForecastCellsResponse cells = CellsOf(run, key, year, std::move(blocks[0]));
      const bool more = co_await take(std::move(cells));
      if (!more) co_return absl::OkStatus();
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Forecasts::StreamQuantiles(Caller caller,
                                              v1::StreamForecastQuantilesRequest asked,
                                              TakeQuantiles take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(caller, asked.forecast_id()));
  const ForecastRun& run = stored.value;
  if (!run.published() || run.input.trajectories == 0) {
    co_return absl::FailedPreconditionError("the forecast is not published with uncertainty");
  }
  ZWK_CO_RETURN_IF_ERROR(CheckHas(run, asked.neighborhood_keys()));
  std::set<std::string> missing(asked.figure_ids().begin(), asked.figure_ids().end());
  for (int batch = 0;; ++batch) {
    ZWK_CO_ASSIGN_OR_RETURN(
        std::vector<v1::FigureQuantiles> figures,
        co_await parts_.chunks.LoadQuantiles(caller, asked.forecast_id(), batch));
    if (figures.empty()) break;
    for (v1::FigureQuantiles& figure : figures) {
      missing.erase(figure.figure_id());
      const bool takes = Takes(asked.neighborhood_keys(), figure.neighborhood_key()) &&
                         Takes(asked.figure_ids(), figure.figure_id());
      if (!takes) continue;
      const bool more = co_await take(std::move(figure));
      if (!more) co_return absl::OkStatus();
    }
  }
  if (!missing.empty()) {
    co_return absl::NotFoundError(
        absl::StrCat("the forecast has no figure ", Quoted(*missing.begin())));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
