#include "forecasting/forecast/forecast_runner_use.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/engine_version.h"
#include "forecasting/forecast/accuracy.h"
#include "forecasting/forecast/accuracy_use.h"
#include "forecasting/forecast/imported_scenario_use.h"
#include "forecasting/forecast/scenario.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr std::chrono::milliseconds kRetry{500};

// What the published fact carries: everybody and bands of age, of the city and each neighborhood;
// in a large city everybody only, the rest is fetched.
std::vector<v1::FigureQuantiles> SummaryOf(const std::vector<v1::FigureQuantiles>& quantiles,
                                           size_t neighborhoods) {
  constexpr size_t kMostWithBands = 64;
  std::vector<v1::FigureQuantiles> summary;
  for (const v1::FigureQuantiles& figure : quantiles) {
    const bool total = figure.figure_id() == "total";
    const bool band = figure.has_ages() && figure.sex() == v1::SEX_UNSPECIFIED;
    if (total || (band && neighborhoods <= kMostWithBands)) summary.push_back(figure);
  }
  return summary;
}

}  // namespace

ForecastRunner::ForecastRunner(Parts parts, int at_once)
    : parts_(parts), queue_(at_once, [this](Key key, CancellationToken token) {
        return Run(*this, std::move(key), std::move(token));
      }) {
  const auto runs = [&](const char* outcome) {
    return parts_.metrics.MakeCounter("zwk_forecast_runs_total", "Runs that ended, by how.",
                                      {{"outcome", outcome}});
  };
  published_ = runs("published");
  failed_ = runs("failed");
  cancelled_ = runs("cancelled");
  seconds_ = parts_.metrics.MakeHistogram("zwk_forecast_run_seconds",
                                          "From taking a run up to its publication.");
  last_success_ = parts_.metrics.MakeGauge("zwk_forecast_last_success_timestamp_seconds",
                                           "When a forecast was published last, since 1970.");
}

void ForecastRunner::Enqueue(std::string municipality, std::string forecast_id) {
  queue_.Enqueue({std::move(municipality), std::move(forecast_id)});
}

void ForecastRunner::Cancel(const std::string& municipality, const std::string& forecast_id) {
  queue_.Cancel({municipality, forecast_id});
  parts_.signals.Changed(municipality, forecast_id);
}

Task<absl::Status> ForecastRunner::TakeUpUnfinished(std::string municipality) {
  Caller caller;
  caller.municipality = municipality;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                          co_await parts_.results.Unfinished(caller));
  for (const std::string& id : ids) Enqueue(municipality, id);
  co_return absl::OkStatus();
}

Task<void> ForecastRunner::Run(ForecastRunner& self, Key key, CancellationToken token) {
  while (true) {
    absl::Status status = co_await self.TryRun(key, token);
    if (!status.ok() && !IsPassing(status) && !absl::IsAborted(status) && !token.cancelled()) {
      status = co_await self.Settle(key, std::move(status));
    }
    // ABORTED: cancelled, or another process has taken it up.
    if (status.ok() || !IsPassing(status) || token.cancelled()) break;
    co_await self.parts_.timers.Sleep(kRetry, token);
  }
  if (token.cancelled()) co_await self.TakeUpAgain(key);
}

// A run may have been resumed while it was being let go; what is stored decides.
Task<void> ForecastRunner::TakeUpAgain(Key key) {
  Caller caller;
  caller.municipality = key.first;
  const absl::StatusOr<Stored<ForecastRun>> now =
      co_await parts_.forecasts.Load(caller, key.second);
  if (now.ok() && !now->value.unfinished()) {
    cancelled_.Add();
  } else {
    Enqueue(key.first, key.second);  // does nothing when the service stops
  }
}

// The run with all that it needs.
Task<absl::StatusOr<bool>> ForecastRunner::TakeUp(const Key& key, UnderWay& it) {
  it.caller.municipality = key.first;
  const std::string id = key.second;
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(it.caller, id));
  it.run = std::move(stored.value);
  it.version = stored.version;
  if (!it.run.unfinished()) co_return false;
  ZWK_CO_ASSIGN_OR_RETURN(it.progress, co_await parts_.results.LoadProgress(it.caller, id));
  const std::string& begun_with = it.run.state.provenance().engine_version();
  if (it.progress.value.steps_done > 0 && begun_with != kEngineVersion) {
    co_return absl::FailedPreconditionError(absl::StrCat(
        "begun with engine ", begun_with, ", this is ", kEngineVersion, "; start it again"));
  }
  ZWK_CO_ASSIGN_OR_RETURN(Scenario own, ReadScenario(it.run));
  ZWK_CO_ASSIGN_OR_RETURN(it.scenario,
                          co_await WithImported(parts_.data, it.caller, it.run, std::move(own)));
  ZWK_CO_ASSIGN_OR_RETURN(it.plan, ReadPlan(it.run, it.scenario));
  it.figures = std::make_shared<RunFigures>(parts_.data, parts_.pool, it.caller, it.run);
  ZWK_CO_RETURN_IF_ERROR(co_await TakeUpStanding(it));
  co_return true;
}

// Where the run stands: the jump-off stocks, or the last stored step.
Task<absl::Status> ForecastRunner::TakeUpStanding(UnderWay& it) {
  if (it.progress.value.totals.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<Cells> people,
                            co_await it.figures->Stocks(it.run.input.stocks));
    ZWK_CO_ASSIGN_OR_RETURN(
        it.standing, StandingAt(it.run.model(), it.scenario, it.run.parameters().jump_off_year(),
                                std::move(people)));
    co_return absl::OkStatus();
  }
  it.standing.year = it.run.YearAfter(it.progress.value.steps_done);
  it.standing.sheltered.resize(it.scenario.shocks.size());
  ZWK_CO_ASSIGN_OR_RETURN(
      std::vector<ResultBlock> blocks,
      co_await parts_.results.LoadStep(it.caller, it.run.state.forecast_id(), it.standing.year,
                                       it.run.input.neighborhood_keys));
  for (ResultBlock& block : blocks) {
    it.standing.people.push_back(std::move(block.people));
    block.sheltered.resize(it.standing.sheltered.size());
    for (size_t k = 0; k < block.sheltered.size(); ++k) {
      it.standing.sheltered[k].push_back(std::move(block.sheltered[k]));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ForecastRunner::TryRun(Key key, CancellationToken token) {
  const auto began = std::chrono::steady_clock::now();
  UnderWay it;
  ZWK_CO_ASSIGN_OR_RETURN(const bool unfinished, co_await TakeUp(key, it));
  if (!unfinished) co_return absl::OkStatus();
  if (it.progress.value.totals.empty()) {
    ZWK_CO_RETURN_IF_ERROR(co_await it.figures->CheckAllSteps(it.scenario, token));
    if (token.cancelled()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR(co_await Measure(it, token));
    ZWK_CO_RETURN_IF_ERROR(co_await StoreStart(it));
  }
  while (it.progress.value.steps_done < it.run.steps_total()) {
    if (token.cancelled()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR(co_await Advance(it));
  }
  std::vector<v1::FigureQuantiles> quantiles;
  if (it.plan) {
    ZWK_CO_RETURN_IF_ERROR(co_await QueueChunks(it));
    ZWK_CO_ASSIGN_OR_RETURN(quantiles, co_await Simulate(it, token));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await Publish(it, std::move(quantiles)));
  seconds_.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  co_return absl::OkStatus();
}

// From here on every process that hears of it takes chunks.
Task<absl::Status> ForecastRunner::QueueChunks(UnderWay& it) {
  if (it.run.chunks_queued || it.run.chunks_total() == 0) co_return absl::OkStatus();
  ForecastRepository::Decide queue = [](const ForecastRun& run) { return run.QueueChunks(); };
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> queued,
                          co_await parts_.forecasts.Change(it.caller, it.run.state.forecast_id(),
                                                           it.version, std::move(queue)));
  it.run = std::move(queued.value);
  it.version = queued.version;
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> ForecastRunner::Simulate(
    UnderWay& it, CancellationToken token) {
  auto task = std::make_shared<SimulationTask>();
  task->caller = it.caller;
  task->run = it.run;
  task->scenario = it.scenario;
  task->plan = *it.plan;
  if (it.progress.value.accuracy) task->accuracy = *it.progress.value.accuracy;
  ZWK_CO_ASSIGN_OR_RETURN(task->start, co_await it.figures->Stocks(it.run.input.stocks));
  std::vector<StepAssumptions> base;
  for (int step = 0; step < it.run.steps_total(); ++step) {
    ZWK_CO_ASSIGN_OR_RETURN(StepAssumptions assumptions, co_await it.figures->AssumptionsOf(step));
    base.push_back(std::move(assumptions));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool(parts_.pool));
  const Model model = it.run.model();
  ZWK_CO_ASSIGN_OR_RETURN(
      Standing standing,
      StandingAt(model, it.scenario, it.run.parameters().jump_off_year(), task->start));
  for (const StepAssumptions& assumptions : base) {
    ZWK_CO_ASSIGN_OR_RETURN(AdvancedStep step,
                            zwk::forecasting::Advance(model, it.scenario, assumptions, standing));
    task->years.push_back(std::move(step.assumptions));
  }
  co_return co_await parts_.trajectories.Simulate(std::move(task), token);
}

Task<absl::Status> ForecastRunner::Publish(UnderWay& it,
                                           std::vector<v1::FigureQuantiles> quantiles) {
  const std::string id = it.run.state.forecast_id();
  const std::vector<v1::FigureQuantiles> summary =
      SummaryOf(quantiles, it.run.input.neighborhood_keys.size());
  std::string hash;
  if (it.plan) {
    ZWK_CO_ASSIGN_OR_RETURN(
        hash, co_await parts_.chunks.StoreQuantiles(it.caller, id, std::move(quantiles)));
  }
  const Time now = parts_.clock.Now();
  ForecastRepository::Decide publish = [&progress = it.progress.value, &hash, &summary,
                                        now](const ForecastRun& run) {
    return run.Publish(progress, hash, summary, now);
  };
  const absl::StatusOr<Stored<ForecastRun>> published =
      co_await parts_.forecasts.Change(it.caller, id, it.version, std::move(publish));
  ZWK_CO_RETURN_IF_ERROR(published.status());
  published_.Add();
  last_success_.Set(static_cast<double>(ToMicros(now)) / 1e6);
  parts_.signals.Changed(it.caller.municipality, id);
  // What stays costs room and nothing else.
  (void)co_await parts_.results.DropProgress(it.caller, id);
  if (it.plan) (void)co_await parts_.chunks.Drop(it.caller, id, it.run.chunks_total());
  co_return absl::OkStatus();
}

// How far forecasts have been off is stored with the start: it is measured once, and later steps,
// chunks and replicas need not know the past.
Task<absl::Status> ForecastRunner::Measure(UnderWay& it, CancellationToken token) {
  const Model model = it.run.model();
  ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions, co_await it.figures->AssumptionsOf(0));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool(parts_.pool));
  Standing first = it.standing;
  ZWK_CO_ASSIGN_OR_RETURN(const AdvancedStep step,
                          zwk::forecasting::Advance(model, it.scenario, assumptions, first));
  std::vector<double> people;
  for (const Cells& cells : it.standing.people) people.push_back(Sum(cells));
  ZWK_CO_ASSIGN_OR_RETURN(
      const ForecastAccuracy accuracy,
      co_await MeasurePast(parts_.data, parts_.pool, it.caller, it.run, std::move(people),
                           TurnoverOf(model, step.step), std::move(token)));
  it.progress.value.accuracy = ToProto(accuracy);
  co_return absl::OkStatus();
}

// The jump-off year is part of the result.
Task<absl::Status> ForecastRunner::StoreStart(UnderWay& it) {
  std::vector<ResultBlock> blocks;
  for (const Cells& cells : it.standing.people) blocks.push_back({cells, {}, {}});
  co_return co_await Store(it, it.run.parameters().jump_off_year(), std::move(blocks));
}

Task<absl::Status> ForecastRunner::Advance(UnderWay& it) {
  const Model model = it.run.model();
  const int done = it.progress.value.steps_done;
  ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions,
                          co_await it.figures->AssumptionsOf(done));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool(parts_.pool));
  ZWK_CO_ASSIGN_OR_RETURN(const AdvancedStep step,
                          zwk::forecasting::Advance(model, it.scenario, assumptions, it.standing));
  std::vector<ResultBlock> blocks;
  for (size_t r = 0; r < it.standing.people.size(); ++r) {
    blocks.push_back(ToResult(model.grid, step.step.areas[r], it.standing.sheltered, r));
  }
  it.progress.value.steps_done = done + 1;
  co_return co_await Store(it, it.run.YearAfter(done + 1), std::move(blocks));
}

// The blocks of the year, and what the run has come to with them.
Task<absl::Status> ForecastRunner::Store(UnderWay& it, int year, std::vector<ResultBlock> blocks) {
  ForecastProgress& progress = it.progress.value;
  for (const ResultBlock& block : blocks) {
    progress.totals.push_back(Sum(block.people));
    progress.result_sha256 =
        Sha256Hex(absl::StrCat(progress.result_sha256, parts_.results.Bytes(block)));
  }
  FinishedStep step{.forecast_id = it.run.state.forecast_id(),
                    .run_version = it.version,
                    .neighborhood_keys = it.run.input.neighborhood_keys,
                    .year = year,
                    .blocks = std::move(blocks),
                    .progress = it.progress};
  ZWK_CO_ASSIGN_OR_RETURN(it.progress,
                          co_await parts_.results.StoreStep(it.caller, std::move(step)));
  parts_.signals.Changed(it.caller.municipality, it.run.state.forecast_id());
  co_return absl::OkStatus();
}

// The run cannot go on: it says why and ends.
Task<absl::Status> ForecastRunner::Settle(Key key, absl::Status fault) {
  Caller caller;
  caller.municipality = key.first;
  const Time now = parts_.clock.Now();
  ForecastRepository::Decide fail = [failure = std::string(fault.message()), now](
                                        const ForecastRun& run) { return run.Fail(failure, now); };
  const auto settled = co_await parts_.forecasts.Change(caller, key.second, 0, std::move(fail));
  if (settled.ok()) {
    failed_.Add();
    parts_.signals.Changed(key.first, key.second);
  }
  // A run that was cancelled meanwhile is settled, too.
  co_return IsPassing(settled.status()) ? settled.status() : absl::OkStatus();
}

}  // namespace zwk::forecasting
