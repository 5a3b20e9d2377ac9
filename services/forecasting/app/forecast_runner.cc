#include "forecasting/app/forecast_runner.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "forecasting/domain/engine/checks.h"
#include "forecasting/domain/engine/step.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr std::chrono::milliseconds kRetry{500};

// Nobody's fault: the same again later may work.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

double SumOfGroup(const Grid& grid, int group, const Cells& cells) {
  double sum = 0;
  for (size_t i = grid.at(group, 0, 0); i < grid.at(group + 1, 0, 0); ++i) sum += cells[i];
  return sum;
}

double Sum(const Cells& cells) {
  double sum = 0;
  for (const double value : cells) sum += value;
  return sum;
}

ResultBlock ToResult(const Grid& grid, const AreaStep& area) {
  ResultBlock block;
  block.people = area.end;
  for (int g = 0; g < grid.groups; ++g) {
    const auto sum = [&](const Cells& cells) { return SumOfGroup(grid, g, cells); };
    block.components.push_back({.start = sum(area.start),
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
                                .end = sum(area.end)});
  }
  return block;
}

}  // namespace

ForecastRunner::ForecastRunner(ForecastRepository& forecasts, ForecastStore& results,
                               PopulationStore& data, Pool& pool, Timers& timers,
                               const Clock& clock, RunSignals& signals, metrics::Registry& metrics,
                               int at_once)
    : forecasts_(forecasts),
      results_(results),
      data_(data),
      pool_(pool),
      timers_(timers),
      clock_(clock),
      signals_(signals),
      at_once_(at_once) {
  const auto runs = [&](const char* outcome) {
    return metrics.MakeCounter("zwk_forecast_runs_total", "Runs that ended, by how.",
                               {{"outcome", outcome}});
  };
  published_ = runs("published");
  failed_ = runs("failed");
  canceled_ = runs("canceled");
  seconds_ =
      metrics.MakeHistogram("zwk_forecast_run_seconds", "From taking a run up to its publication.");
  last_success_ = metrics.MakeGauge("zwk_forecast_last_success_timestamp_seconds",
                                    "When a forecast was published last, since 1970.");
}

ForecastRunner::~ForecastRunner() { Stop(); }

void ForecastRunner::Enqueue(std::string municipality, std::string forecast_id) {
  Key key{std::move(municipality), std::move(forecast_id)};
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const auto found = under_way_.find(key);
    if (found != under_way_.end()) {
      found->second->again = true;
    } else if (std::find(waiting_.begin(), waiting_.end(), key) == waiting_.end()) {
      waiting_.push_back(std::move(key));
    }
  }
  StartWaiting();
}

void ForecastRunner::StartWaiting() {
  while (true) {
    Key key;
    CancellationToken token;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || waiting_.empty() || static_cast<int>(under_way_.size()) >= at_once_) return;
      key = std::move(waiting_.front());
      waiting_.pop_front();
      auto under_way = std::make_shared<UnderWay>();
      token = under_way->cancellation.token();
      under_way_[key] = std::move(under_way);
    }
    Spawn(Run(*this, std::move(key), std::move(token)));
  }
}

void ForecastRunner::Cancel(const std::string& municipality, const std::string& forecast_id) {
  const Key key{municipality, forecast_id};
  std::shared_ptr<UnderWay> under_way;
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(key);
    if (found != under_way_.end()) under_way = found->second;
  }
  if (under_way) under_way->cancellation.Cancel();
  signals_.Changed(absl::StrCat(municipality, "/", forecast_id));
}

Task<absl::Status> ForecastRunner::TakeUpUnfinished(std::string municipality) {
  Caller caller;
  caller.municipality = municipality;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> ids, co_await results_.Unfinished(caller));
  for (const std::string& id : ids) Enqueue(municipality, id);
  co_return absl::OkStatus();
}

void ForecastRunner::Stop() {
  std::vector<std::shared_ptr<UnderWay>> all;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    for (const auto& [key, under_way] : under_way_) all.push_back(under_way);
  }
  for (const auto& under_way : all) under_way->cancellation.Cancel();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return under_way_.empty(); });
}

void ForecastRunner::Ended(const Key& key) {
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(key);
    again = found->second->again;
    under_way_.erase(found);
    if (again && !stopping_) waiting_.push_back(key);
    ended_.notify_all();  // under the lock: Stop may be followed by the destructor
    if (stopping_) return;
  }
  StartWaiting();
}

Task<void> ForecastRunner::Run(ForecastRunner& self, Key key, CancellationToken token) {
  while (true) {
    absl::Status status = co_await self.TryRun(key, token);
    if (!status.ok() && !IsPassing(status) && !absl::IsAborted(status) && !token.cancelled()) {
      status = co_await self.Settle(key, std::move(status));
    }
    // ABORTED: canceled, or another process has taken it up.
    if (status.ok() || !IsPassing(status) || token.cancelled()) break;
    co_await self.timers_.Sleep(kRetry, token);
  }
  if (token.cancelled()) co_await self.TakeUpAgain(key);
  self.Ended(key);
}

// A run may have been resumed while it was being let go; what is stored decides.
Task<void> ForecastRunner::TakeUpAgain(Key key) {
  Caller caller;
  caller.municipality = key.first;
  const absl::StatusOr<Stored<ForecastRun>> now = co_await forecasts_.Load(caller, key.second);
  if (now.ok() && !now->value.unfinished()) {
    canceled_.Add();
  } else {
    Enqueue(key.first, key.second);  // does nothing when the service stops
  }
}

Task<absl::Status> ForecastRunner::EnterPool() {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  co_return absl::OkStatus();
}

Task<absl::Status> ForecastRunner::TryRun(Key key, CancellationToken token) {
  const auto began = std::chrono::steady_clock::now();
  Progress progress;
  progress.caller.municipality = key.first;
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await forecasts_.Load(progress.caller, key.second));
  progress.run = std::move(stored.value);
  progress.version = stored.version;
  if (!progress.run.unfinished()) co_return absl::OkStatus();

  if (progress.run.steps_done > 0 && progress.run.engine_version != kEngineVersion) {
    co_return absl::FailedPreconditionError(absl::StrCat("begun with engine ",
                                                         progress.run.engine_version, ", this is ",
                                                         kEngineVersion, "; start it again"));
  }

  Loaded loaded;
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<Cells> people, co_await StartOf(progress));
  ZWK_CO_RETURN_IF_ERROR(CheckStart(progress.run.model(), people));
  if (progress.run.totals.empty()) {
    ZWK_CO_RETURN_IF_ERROR(co_await CheckAllSteps(progress, loaded, token));
    if (token.cancelled()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR(co_await StoreStart(progress, people));
  }
  while (progress.run.steps_done < progress.run.steps_total()) {
    if (token.cancelled()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR(co_await Advance(progress, people, loaded));
  }
  const Time now = clock_.Now();
  const uint64_t new_version = progress.version + 1;
  auto publish = [now,
                  new_version](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.Publish(now, new_version));
    return Decision<ForecastEvent>(std::move(events));
  };
  absl::StatusOr<Stored<ForecastRun>> published =
      co_await forecasts_.Change(progress.caller, key.second, progress.version, publish);
  ZWK_CO_RETURN_IF_ERROR(published.status());
  published_.Add();
  seconds_.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  last_success_.Set(static_cast<double>(ToMicros(now)) / 1e6);
  signals_.Changed(absl::StrCat(key.first, "/", key.second));
  co_return absl::OkStatus();
}

// Where the run stands: the jump-off stocks, or the last stored step.
Task<absl::StatusOr<std::vector<Cells>>> ForecastRunner::StartOf(Progress& progress) {
  const ForecastRun& run = progress.run;
  std::vector<Cells> people;
  if (run.totals.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(
        std::vector<DataBlock> blocks,
        co_await data_.LoadBlocks(progress.caller, run.input.stocks.source, run.input.stocks.year,
                                  run.input.neighborhood_keys));
    for (DataBlock& block : blocks) people.push_back(std::move(block.tables[table::kPeople]));
  } else {
    ZWK_CO_ASSIGN_OR_RETURN(
        std::vector<ResultBlock> blocks,
        co_await results_.LoadStep(progress.caller, run.forecast_id, run.YearAfter(run.steps_done),
                                   run.input.neighborhood_keys));
    for (ResultBlock& block : blocks) people.push_back(std::move(block.people));
  }
  co_return people;
}

Task<absl::StatusOr<StepAssumptions>> ForecastRunner::AssumptionsOf(const Progress& progress,
                                                                    int step, Loaded& loaded) {
  const ForecastRun& run = progress.run;
  const PinnedYear& rates = run.input.rates[step];
  const PinnedYear& flows = run.input.flows[step];
  if (loaded.areas.empty() || loaded.rates != rates || loaded.flows != flows) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<DataBlock> rate_blocks,
                            co_await data_.LoadBlocks(progress.caller, rates.source, rates.year,
                                                      run.input.neighborhood_keys));
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<DataBlock> flow_blocks,
                            co_await data_.LoadBlocks(progress.caller, flows.source, flows.year,
                                                      run.input.neighborhood_keys));
    loaded.areas.clear();
    for (size_t r = 0; r < rate_blocks.size(); ++r) {
      loaded.areas.push_back(std::make_shared<const AreaAssumptions>(
          ToAssumptions(run.input.group_keys, rate_blocks[r], flow_blocks[r])));
    }
    loaded.rates = rates;
    loaded.flows = flows;
  }
  const int year = run.YearAfter(step + 1);
  co_return StepAssumptions{loaded.areas, run.BoysPerGirl(year), run.ChildGroups(year)};
}

// A fault in the last year is found before the first one is calculated.
Task<absl::Status> ForecastRunner::CheckAllSteps(Progress& progress, Loaded& loaded,
                                                 CancellationToken token) {
  const Model model = progress.run.model();
  for (int step = 0; step < progress.run.steps_total() && !token.cancelled(); ++step) {
    const bool same = !loaded.areas.empty() && loaded.rates == progress.run.input.rates[step] &&
                      loaded.flows == progress.run.input.flows[step];
    if (same) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions,
                            co_await AssumptionsOf(progress, step, loaded));
    ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
    const absl::Status checked = CheckAssumptions(model, assumptions);
    if (!checked.ok()) {
      co_return absl::Status(checked.code(), absl::StrCat("year ", progress.run.YearAfter(step + 1),
                                                          ": ", checked.message()));
    }
  }
  co_return absl::OkStatus();
}

// The jump-off year is part of the result.
Task<absl::Status> ForecastRunner::StoreStart(Progress& progress,
                                              const std::vector<Cells>& people) {
  ForecastRun& run = progress.run;
  run.state = ForecastState::kRunning;
  std::vector<ResultBlock> blocks;
  for (const Cells& cells : people) {
    run.totals.push_back(Sum(cells));
    blocks.push_back({cells, {}});
    run.result_sha256 = Sha256Hex(absl::StrCat(run.result_sha256, results_.Bytes(blocks.back())));
  }
  ZWK_CO_ASSIGN_OR_RETURN(progress.version, co_await results_.StoreStep(
                                                progress.caller, run, progress.version,
                                                run.parameters.jump_off_year, std::move(blocks)));
  signals_.Changed(absl::StrCat(progress.caller.municipality, "/", run.forecast_id));
  co_return absl::OkStatus();
}

Task<absl::Status> ForecastRunner::Advance(Progress& progress, std::vector<Cells>& people,
                                           Loaded& loaded) {
  ForecastRun& run = progress.run;
  const Model model = run.model();
  const int year = run.YearAfter(run.steps_done + 1);
  ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions,
                          co_await AssumptionsOf(progress, run.steps_done, loaded));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool());
  absl::StatusOr<CityStep> step = Step(model, people, assumptions);
  if (!step.ok()) {
    co_return absl::Status(step.status().code(),
                           absl::StrCat("year ", year, ": ", step.status().message()));
  }
  std::vector<ResultBlock> blocks;
  for (size_t r = 0; r < people.size(); ++r) {
    blocks.push_back(ToResult(model.grid, step->areas[r]));
    run.totals.push_back(Sum(blocks.back().people));
    run.result_sha256 = Sha256Hex(absl::StrCat(run.result_sha256, results_.Bytes(blocks.back())));
    people[r] = std::move(step->areas[r].end);
  }
  run.state = ForecastState::kRunning;
  ++run.steps_done;
  ZWK_CO_ASSIGN_OR_RETURN(
      progress.version,
      co_await results_.StoreStep(progress.caller, run, progress.version, year, std::move(blocks)));
  signals_.Changed(absl::StrCat(progress.caller.municipality, "/", run.forecast_id));
  co_return absl::OkStatus();
}

// The run cannot go on: it says why and ends.
Task<absl::Status> ForecastRunner::Settle(Key key, absl::Status fault) {
  Caller caller;
  caller.municipality = key.first;
  const Time now = clock_.Now();
  const std::string failure(fault.message());
  auto fail = [failure, now](const ForecastRun& run) -> absl::StatusOr<Decision<ForecastEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<ForecastEvent> events, run.Fail(failure, now));
    return Decision<ForecastEvent>(std::move(events));
  };
  const auto settled = co_await forecasts_.Change(caller, key.second, 0, fail);
  if (settled.ok()) {
    failed_.Add();
    signals_.Changed(absl::StrCat(key.first, "/", key.second));
  }
  // A run that was canceled meanwhile is settled, too.
  co_return IsPassing(settled.status()) ? settled.status() : absl::OkStatus();
}

}  // namespace zwk::forecasting
