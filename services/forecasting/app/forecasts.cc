#include "forecasting/app/forecasts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
// Chunks are counted where they are stored.
Task<absl::Status> Forecasts::CountChunks(Caller caller, ForecastRun& run) {
  if (!run.simulating()) co_return absl::OkStatus();
  ZWK_CO_ASSIGN_OR_RETURN(const std::set<int> done,
                          co_await parts_.chunks.Done(caller, run.forecast_id));
  run.chunks_done = static_cast<int>(done.size());
  co_return absl::OkStatus();
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
    ZWK_CO_ASSIGN_OR_RETURN(wanted.input, co_await parts_.pin.Pin(caller, command.parameters));
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
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(caller, std::move(forecast_id)));
  ZWK_CO_RETURN_IF_ERROR(co_await CountChunks(std::move(caller), stored.value));
  co_return stored;
}

Task<absl::StatusOr<Page<ForecastRun>>> Forecasts::List(Caller caller, int page_size,
                                                        std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<ForecastRun> page,
      co_await parts_.forecasts.List(caller, "forecasts", "", page_size, std::move(page_token)));
  for (Stored<ForecastRun>& stored : page.items) {
    ZWK_CO_RETURN_IF_ERROR(co_await CountChunks(caller, stored.value));
  }
  co_return page;
}

Task<absl::Status> Forecasts::Watch(Caller caller, std::string forecast_id, TakeRun take) {
  const std::string run = absl::StrCat(caller.municipality, "/", forecast_id);
  std::pair<uint64_t, int> seen{0, 0};  // version, chunks
  while (!caller.cancellation.cancelled()) {
    const OneShot<bool> changed = parts_.signals.Next(run);
    ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> now,
                            co_await parts_.forecasts.Load(caller, forecast_id));
    ZWK_CO_RETURN_IF_ERROR(co_await CountChunks(caller, now.value));
    const bool ended = !now.value.unfinished();
    const std::pair<uint64_t, int> is{now.version, now.value.chunks_done};
    if (is != seen) {
      seen = is;
      const bool more = co_await take(std::move(now));
      if (!more) co_return absl::OkStatus();
    }
    if (ended) co_return absl::OkStatus();
    co_await UntilChanged(changed, parts_.timers, caller.cancellation);
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
      co_return absl::NotFoundError(absl::StrCat("the forecast has no neighborhood ", Quoted(key)));
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

Task<absl::Status> Forecasts::StreamQuantiles(Caller caller, std::string forecast_id,
                                              std::vector<std::string> neighborhood_keys,
                                              std::vector<std::string> figure_ids,
                                              TakeQuantiles take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(caller, forecast_id));
  const ForecastRun& run = stored.value;
  if (run.state != ForecastState::kPublished || run.input.trajectories == 0) {
    co_return absl::FailedPreconditionError("the forecast is not published with uncertainty");
  }
  const std::vector<std::string>& has = run.input.neighborhood_keys;
  for (const std::string& key : neighborhood_keys) {
    if (std::find(has.begin(), has.end(), key) == has.end()) {
      co_return absl::NotFoundError(absl::StrCat("the forecast has no neighborhood ", Quoted(key)));
    }
  }
  const auto wanted = [](const std::vector<std::string>& list, const std::string& one) {
    return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
  };
  std::set<std::string> missing(figure_ids.begin(), figure_ids.end());
  for (int batch = 0;; ++batch) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<FigureQuantiles> figures,
                            co_await parts_.chunks.LoadQuantiles(caller, forecast_id, batch));
    if (figures.empty()) break;
    for (FigureQuantiles& figure : figures) {
      missing.erase(figure.label.figure_id);
      const bool takes = wanted(neighborhood_keys, figure.label.neighborhood) &&
                         wanted(figure_ids, figure.label.figure_id);
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
