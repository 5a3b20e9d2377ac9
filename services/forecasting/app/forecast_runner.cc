#include "forecasting/app/forecast_runner.h"

#include <chrono>

#include "absl/strings/str_cat.h"
#include "forecasting/app/imported_scenario.h"
#include "forecasting/app/measure_past.h"
#include "forecasting/domain/cohort_change.h"
#include "forecasting/domain/engine/checks.h"
#include "forecasting/domain/measure_accuracy.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr std::chrono::milliseconds kRetry{500};

double SumOfGroup(const Grid& grid, int group, const Cells& cells) {
  double sum = 0;
  for (size_t i = grid.at(group, 0, 0); i < grid.at(group + 1, 0, 0); ++i) sum += cells[i];
  return sum;
}

// What the published fact carries: everybody and bands of age, of the city and each neighborhood;
// in a large city everybody only, the rest is fetched.
std::vector<FigureQuantiles> SummaryOf(const std::vector<FigureQuantiles>& quantiles,
                                       size_t neighborhoods) {
  constexpr size_t kMostWithBands = 64;
  std::vector<FigureQuantiles> summary;
  for (const FigureQuantiles& figure : quantiles) {
    const FigureLabel& label = figure.label;
    const bool total = label.figure_id == "total";
    const bool band = !label.all_ages && label.sex < 0;
    if (total || (band && neighborhoods <= kMostWithBands)) summary.push_back(figure);
  }
  return summary;
}

double Sum(const Cells& cells) {
  double sum = 0;
  for (const double value : cells) sum += value;
  return sum;
}

ResultBlock ToResult(const Grid& grid, const AreaStep& area, const Sheltered& sheltered, size_t r) {
  ResultBlock block;
  block.people = area.end;
  for (const std::vector<Cells>& areas : sheltered) block.sheltered.push_back(areas[r]);
  for (int g = 0; g < grid.groups; ++g) {
    const auto sum = [&](const Cells& cells) { return SumOfGroup(grid, g, cells); };
    block.components.push_back({.start = sum(area.start) + sum(area.special),
                                .births = sum(area.births),
                                .deaths = sum(area.deaths),
                                .immigration_abroad = sum(area.immigration_abroad),
                                .immigration_rest = sum(area.immigration_rest),
                                .emigration_abroad = sum(area.emigration_abroad),
                                .emigration_rest = sum(area.emigration_rest),
                                .internal_arrivals = sum(area.internal_arrivals),
                                .internal_departures = sum(area.internal_departures),
                                .naturalized_in = sum(area.naturalized_in),
                                .naturalized_out = sum(area.naturalized_out),
                                .net_migration = sum(area.net_migration),
                                .adjustment = sum(area.adjustment),
                                .special_change = sum(area.special_change),
                                .net_change = area.net_change.empty() ? 0 : sum(area.net_change),
                                .end = sum(area.end)});
  }
  return block;
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
  canceled_ = runs("canceled");
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
  parts_.signals.Changed(absl::StrCat(municipality, "/", forecast_id));
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
    // ABORTED: canceled, or another process has taken it up.
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
    canceled_.Add();
  } else {
    Enqueue(key.first, key.second);  // does nothing when the service stops
  }
}

Task<absl::Status> ForecastRunner::EnterPool() {
  const bool entered = co_await parts_.pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  co_return absl::OkStatus();
}

Task<absl::Status> ForecastRunner::TryRun(Key key, CancellationToken token) {
  const auto began = std::chrono::steady_clock::now();
  Progress progress;
  progress.caller.municipality = key.first;
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await parts_.forecasts.Load(progress.caller, key.second));
  progress.run = std::move(stored.value);
  progress.version = stored.version;
  if (!progress.run.unfinished()) co_return absl::OkStatus();

  if (progress.run.steps_done > 0 && progress.run.engine_version != kEngineVersion) {
    co_return absl::FailedPreconditionError(absl::StrCat("begun with engine ",
                                                         progress.run.engine_version, ", this is ",
                                                         kEngineVersion, "; start it again"));
  }

  ZWK_CO_ASSIGN_OR_RETURN(Scenario own, parts_.parameters.ReadScenario(progress.run));
  ZWK_CO_ASSIGN_OR_RETURN(progress.scenario, co_await WithImported(parts_.data, progress.caller,
                                                                   progress.run, std::move(own)));
  ZWK_CO_ASSIGN_OR_RETURN(progress.plan,
                          parts_.parameters.ReadPlan(progress.run, progress.scenario));
  Loaded loaded;
  ZWK_CO_ASSIGN_OR_RETURN(Standing standing, co_await StandingOf(progress));
  if (progress.run.totals.empty()) {
    ZWK_CO_RETURN_IF_ERROR(co_await CheckAllSteps(progress, loaded, token));
    if (token.cancelled()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR(co_await Measure(progress, standing, loaded, token));
    ZWK_CO_RETURN_IF_ERROR(co_await StoreStart(progress, standing));
  }
  while (progress.run.steps_done < progress.run.steps_total()) {
    if (token.cancelled()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR(co_await Advance(progress, standing, loaded));
  }
  std::vector<FigureQuantiles> quantiles;
  if (progress.plan) {
    ZWK_CO_RETURN_IF_ERROR(co_await QueueChunks(progress));
    ZWK_CO_ASSIGN_OR_RETURN(quantiles, co_await Simulate(progress, loaded, token));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await Publish(progress, std::move(quantiles)));
  seconds_.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  co_return absl::OkStatus();
}

// From here on every process that hears of it takes chunks.
Task<absl::Status> ForecastRunner::QueueChunks(Progress& progress) {
  if (progress.run.chunks_queued) co_return absl::OkStatus();
  auto queue = [](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.QueueChunks());
    return Decision<ForecastEvent>(std::move(events));
  };
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> queued,
                          co_await parts_.forecasts.Change(
                              progress.caller, progress.run.forecast_id, progress.version, queue));
  progress.run.chunks_queued = true;
  progress.version = queued.version;
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<FigureQuantiles>>> ForecastRunner::Simulate(
    Progress& progress, Loaded& loaded, CancellationToken token) {
  auto task = std::make_shared<SimulationTask>();
  task->caller = progress.caller;
  task->run = progress.run;
  task->scenario = progress.scenario;
  task->plan = *progress.plan;
  ZWK_CO_ASSIGN_OR_RETURN(task->start, co_await LoadStocks(progress, progress.run.input.stocks));
  std::vector<StepAssumptions> base;
  for (int step = 0; step < progress.run.steps_total(); ++step) {
    ZWK_CO_ASSIGN_OR_RETURN(StepAssumptions assumptions,
                            co_await AssumptionsOf(progress, step, loaded));
    base.push_back(std::move(assumptions));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
  const Model model = progress.run.model();
  ZWK_CO_ASSIGN_OR_RETURN(
      Standing standing,
      StandingAt(model, progress.scenario, progress.run.parameters.jump_off_year, task->start));
  for (const StepAssumptions& assumptions : base) {
    ZWK_CO_ASSIGN_OR_RETURN(ProjectedStep step, zwk::forecasting::Advance(model, progress.scenario,
                                                                          assumptions, standing));
    task->years.push_back(std::move(step.assumptions));
  }
  co_return co_await parts_.trajectories.Simulate(std::move(task), token);
}

Task<absl::Status> ForecastRunner::Publish(Progress& progress,
                                           std::vector<FigureQuantiles> quantiles) {
  const std::string& id = progress.run.forecast_id;
  std::string hash;
  std::vector<FigureQuantiles> summary;
  if (progress.plan) {
    summary = SummaryOf(quantiles, progress.run.input.neighborhood_keys.size());
    ZWK_CO_ASSIGN_OR_RETURN(
        hash, co_await parts_.chunks.StoreQuantiles(progress.caller, id, std::move(quantiles)));
  }
  const Time now = parts_.clock.Now();
  const uint64_t new_version = progress.version + 1;
  auto publish = [now, new_version, hash,
                  summary](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events,
                         run.Publish(now, new_version, hash, summary));
    return Decision<ForecastEvent>(std::move(events));
  };
  const absl::StatusOr<Stored<ForecastRun>> published =
      co_await parts_.forecasts.Change(progress.caller, id, progress.version, publish);
  ZWK_CO_RETURN_IF_ERROR(published.status());
  published_.Add();
  last_success_.Set(static_cast<double>(ToMicros(now)) / 1e6);
  parts_.signals.Changed(absl::StrCat(progress.caller.municipality, "/", id));
  if (progress.plan) {
    // What stays costs room and nothing else.
    (void)co_await parts_.chunks.Drop(progress.caller, id, progress.run.chunks_total());
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<Cells>>> ForecastRunner::LoadStocks(const Progress& progress,
                                                                    const PinnedYear& pinned) {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> blocks, co_await LoadBlocks(progress, pinned));
  std::vector<Cells> people;
  for (DataBlock& block : blocks) people.push_back(std::move(block.tables[table::kPeople]));
  co_return people;
}

// Where the run stands: the jump-off stocks, or the last stored step.
Task<absl::StatusOr<Standing>> ForecastRunner::StandingOf(Progress& progress) {
  const ForecastRun& run = progress.run;
  if (run.totals.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<Cells> people,
                            co_await LoadStocks(progress, progress.run.input.stocks));
    co_return StandingAt(run.model(), progress.scenario, run.parameters.jump_off_year,
                         std::move(people));
  }
  Standing standing;
  standing.year = run.YearAfter(run.steps_done);
  standing.sheltered.resize(progress.scenario.shocks.size());
  ZWK_CO_ASSIGN_OR_RETURN(
      std::vector<ResultBlock> blocks,
      co_await parts_.results.LoadStep(progress.caller, run.forecast_id, standing.year,
                                       run.input.neighborhood_keys));
  for (ResultBlock& block : blocks) {
    standing.people.push_back(std::move(block.people));
    block.sheltered.resize(standing.sheltered.size());
    for (size_t k = 0; k < block.sheltered.size(); ++k) {
      standing.sheltered[k].push_back(std::move(block.sheltered[k]));
    }
  }
  co_return standing;
}

// Nothing where nothing is pinned.
Task<absl::StatusOr<std::vector<DataBlock>>> ForecastRunner::LoadBlocks(const Progress& progress,
                                                                        const PinnedYear& pinned) {
  if (pinned.source.import_id.empty()) co_return std::vector<DataBlock>{};
  co_return co_await parts_.data.LoadBlocks(progress.caller, pinned.source, pinned.year,
                                            progress.run.input.neighborhood_keys);
}

Task<absl::Status> ForecastRunner::LoadFigures(const Progress& progress, const PinnedStep& pinned,
                                               Loaded& loaded) {
  StepBlocks blocks;
  ZWK_CO_ASSIGN_OR_RETURN(blocks.rates, co_await LoadBlocks(progress, pinned.rates));
  ZWK_CO_ASSIGN_OR_RETURN(blocks.flows, co_await LoadBlocks(progress, pinned.flows));
  ZWK_CO_ASSIGN_OR_RETURN(blocks.moving, co_await LoadBlocks(progress, pinned.moving));
  loaded.assumptions = ToAssumptions(progress.run.model(), blocks);
  loaded.pinned = pinned;
  co_return absl::OkStatus();
}

// Hamilton-Perry: the same ratios in every step, and a total for each.
Task<absl::Status> ForecastRunner::LoadCohorts(const Progress& progress, Loaded& loaded) {
  const ForecastRun& run = progress.run;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> before,
                          co_await LoadStocks(progress, run.input.earlier_stocks));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> after,
                          co_await LoadStocks(progress, run.input.stocks));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
  loaded.totals = run.parameters.hamilton_perry.totals;
  if (loaded.totals.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(loaded.totals, LinearTotals(before, after, run.steps_total()));
  }
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<Cells> ratios,
                          ShrunkCohortRatios(run.model(), before, after));
  for (Cells& of_area : ratios) {
    auto area = std::make_shared<AreaAssumptions>();
    area->cohort_ratio = std::move(of_area);
    loaded.assumptions.areas.push_back(std::move(area));
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<StepAssumptions>> ForecastRunner::AssumptionsOf(const Progress& progress,
                                                                    int step, Loaded& loaded) {
  const ForecastRun& run = progress.run;
  const PinnedStep pinned = run.input.step(step);
  const bool there = !loaded.assumptions.areas.empty() && loaded.pinned == pinned;
  if (!there && run.parameters.form == MigrationForm::kHamiltonPerry) {
    ZWK_CO_RETURN_IF_ERROR(co_await LoadCohorts(progress, loaded));
  } else if (!there) {
    ZWK_CO_RETURN_IF_ERROR(co_await LoadFigures(progress, pinned, loaded));
  }
  const int year = run.YearAfter(step + 1);
  StepAssumptions assumptions = loaded.assumptions;
  assumptions.boys_per_girl = run.BoysPerGirl(year);
  assumptions.child_group = run.ChildGroups(year);
  if (!loaded.totals.empty()) assumptions.total = loaded.totals[step];
  // What was imported for a later year knows better.
  const bool estimated = pinned.rates.source.import_id == run.parameters.rate_estimate_id;
  if (!estimated || !run.input.trends) co_return assumptions;
  co_return Modified(run.model(), TrendModifiers(*run.input.trends, year), year, assumptions);
}

// A fault in the last year is found before the first one is calculated.
Task<absl::Status> ForecastRunner::CheckAllSteps(Progress& progress, Loaded& loaded,
                                                 CancellationToken token) {
  const Model model = progress.run.model();
  for (int step = 0; step < progress.run.steps_total() && !token.cancelled(); ++step) {
    const bool same = progress.scenario.modifiers.empty() && !progress.run.input.trends &&
                      !loaded.assumptions.areas.empty() &&
                      loaded.pinned == progress.run.input.step(step);
    if (same) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions,
                            co_await AssumptionsOf(progress, step, loaded));
    ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
    const int year = progress.run.YearAfter(step + 1);
    const absl::StatusOr<StepAssumptions> modified =
        Modified(model, progress.scenario.modifiers, year, assumptions);
    const absl::Status checked =
        modified.ok() ? CheckAssumptions(model, *modified) : modified.status();
    if (!checked.ok()) {
      co_return absl::Status(checked.code(), absl::StrCat("year ", year, ": ", checked.message()));
    }
  }
  co_return absl::OkStatus();
}

// How far forecasts have been off is stored with the start: it is measured once, and later steps,
// chunks and replicas need not know the past.
Task<absl::Status> ForecastRunner::Measure(Progress& progress, const Standing& standing,
                                           Loaded& loaded, CancellationToken token) {
  const Model model = progress.run.model();
  ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions,
                          co_await AssumptionsOf(progress, 0, loaded));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
  Standing first = standing;
  ZWK_CO_ASSIGN_OR_RETURN(const ProjectedStep step,
                          zwk::forecasting::Advance(model, progress.scenario, assumptions, first));
  std::vector<double> people;
  for (const Cells& cells : standing.people) people.push_back(Sum(cells));
  ZWK_CO_ASSIGN_OR_RETURN(
      progress.run.accuracy,
      co_await MeasurePast(parts_.data, parts_.pool, progress.caller, progress.run,
                           std::move(people), TurnoverOf(model, step.step), std::move(token)));
  co_return absl::OkStatus();
}

// The jump-off year is part of the result.
Task<absl::Status> ForecastRunner::StoreStart(Progress& progress, const Standing& standing) {
  ForecastRun& run = progress.run;
  run.state = ForecastState::kRunning;
  std::vector<ResultBlock> blocks;
  for (const Cells& cells : standing.people) {
    run.totals.push_back(Sum(cells));
    blocks.push_back({cells, {}, {}});
    run.result_sha256 =
        Sha256Hex(absl::StrCat(run.result_sha256, parts_.results.Bytes(blocks.back())));
  }
  ZWK_CO_ASSIGN_OR_RETURN(progress.version, co_await parts_.results.StoreStep(
                                                progress.caller, run, progress.version,
                                                run.parameters.jump_off_year, std::move(blocks)));
  parts_.signals.Changed(absl::StrCat(progress.caller.municipality, "/", run.forecast_id));
  co_return absl::OkStatus();
}

Task<absl::Status> ForecastRunner::Advance(Progress& progress, Standing& standing, Loaded& loaded) {
  ForecastRun& run = progress.run;
  const Model model = run.model();
  const int year = run.YearAfter(run.steps_done + 1);
  ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions,
                          co_await AssumptionsOf(progress, run.steps_done, loaded));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
  ZWK_CO_ASSIGN_OR_RETURN(
      const ProjectedStep step,
      zwk::forecasting::Advance(model, progress.scenario, assumptions, standing));
  std::vector<ResultBlock> blocks;
  for (size_t r = 0; r < standing.people.size(); ++r) {
    blocks.push_back(ToResult(model.grid, step.step.areas[r], standing.sheltered, r));
    run.totals.push_back(Sum(blocks.back().people));
    run.result_sha256 =
        Sha256Hex(absl::StrCat(run.result_sha256, parts_.results.Bytes(blocks.back())));
  }
  run.state = ForecastState::kRunning;
  ++run.steps_done;
  ZWK_CO_ASSIGN_OR_RETURN(progress.version,
                          co_await parts_.results.StoreStep(progress.caller, run, progress.version,
                                                            year, std::move(blocks)));
  parts_.signals.Changed(absl::StrCat(progress.caller.municipality, "/", run.forecast_id));
  co_return absl::OkStatus();
}

// The run cannot go on: it says why and ends.
Task<absl::Status> ForecastRunner::Settle(Key key, absl::Status fault) {
  Caller caller;
  caller.municipality = key.first;
  const Time now = parts_.clock.Now();
  const std::string failure(fault.message());
  auto fail = [failure, now](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.Fail(failure, now));
    return Decision<ForecastEvent>(std::move(events));
  };
  const auto settled = co_await parts_.forecasts.Change(caller, key.second, 0, fail);
  if (settled.ok()) {
    failed_.Add();
    parts_.signals.Changed(absl::StrCat(key.first, "/", key.second));
  }
  // A run that was canceled meanwhile is settled, too.
  co_return IsPassing(settled.status()) ? settled.status() : absl::OkStatus();
}

}  // namespace zwk::forecasting
