#include "forecasting/forecast/accuracy_use.h"

#include <utility>

#include "forecasting/data/counted_years.h"
#include "forecasting/forecast/accuracy.h"
#include "forecasting/forecast/engine_past.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

namespace {

// What loads pinned figures of a run.
struct Past {
  PopulationStore& data;
  Pool& pool;
  const Caller& caller;
  const ForecastInput& input;

  Task<absl::StatusOr<std::vector<DataBlock>>> Blocks(PinnedYear pinned) const {
    return data.LoadBlocks(caller, pinned.source, pinned.year, input.neighborhood_keys);
  }
  Task<absl::StatusOr<std::vector<Cells>>> People(PinnedYear pinned) const {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> blocks, co_await Blocks(std::move(pinned)));
    std::vector<Cells> people;
    for (DataBlock& block : blocks) people.push_back(std::move(block.tables[table::kPeople]));
    co_return people;
  }
};

PinnedYear PinnedOf(const std::vector<PinnedYear>& years, int year) {
  for (const PinnedYear& pinned : years) {
    if (pinned.year == year) return pinned;
  }
  return {};
}

// The stocks and flows that rates of a launch are estimated from.
Task<absl::StatusOr<EstimationInput>> CountedUpTo(const Past& past, Model model, int launch) {
  std::vector<int> years;
  std::vector<std::vector<DataBlock>> stocks, flows;
  for (int year = launch - kEngineFlowYears; year <= launch; ++year) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> people,
                            co_await past.Blocks(PinnedOf(past.input.history, year)));
    stocks.push_back(std::move(people));
    if (year == launch - kEngineFlowYears) continue;
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> counted,
                            co_await past.Blocks(PinnedOf(past.input.flow_history, year)));
    flows.push_back(std::move(counted));
    years.push_back(year);
  }
  const bool entered = co_await past.pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  co_return ToEstimationInput(std::move(model), std::move(years), {}, stocks, flows);
}

// What the model said from one launch; nothing where it refuses what was counted then.
Task<absl::StatusOr<std::vector<GivenForecast>>> ModelFrom(const Past& past, const Model& model,
                                                           const StocksSeries& stocks,
                                                           size_t launch) {
  const PinnedYear now = past.input.history[launch];
  absl::StatusOr<std::vector<GivenForecast>> given;
  if (model.form == MigrationForm::kHamiltonPerry) {
    const PinnedYear then = PinnedOf(past.input.history, now.year - model.ratio_years);
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> before, co_await past.People(then));
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> people, co_await past.People(now));
    const bool entered = co_await past.pool.Enter();
    if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
    given = HamiltonPerryFrom(stocks, launch, model, before, people);
  } else {
    ZWK_CO_ASSIGN_OR_RETURN(const EstimationInput input,
                            co_await CountedUpTo(past, model, now.year));
    given = GrossFlowsFrom(stocks, launch, input);
  }
  if (!given.ok()) co_return std::vector<GivenForecast>{};
  co_return given;
}

}  // namespace

Task<absl::StatusOr<ForecastAccuracy>> MeasurePast(PopulationStore& data, Pool& pool, Caller caller,
                                                   ForecastRun run, std::vector<double> people,
                                                   Turnover turnover, CancellationToken token) {
  const ForecastInput& input = run.input;
  const Past past{data, pool, caller, input};
  const Model model = run.model();
  std::vector<int> years;
  for (const PinnedYear& pinned : input.history) years.push_back(pinned.year);
  StocksSeries stocks(model, std::move(years));
  for (size_t y = 0; y < input.history.size(); ++y) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> cells, co_await past.People(input.history[y]));
    stocks.Set(y, cells);
  }
  std::vector<GivenForecast> engine;
  for (const size_t launch : EngineLaunches(input, model.form, model.ratio_years)) {
    if (token.cancelled()) co_return absl::CancelledError("the run was let go");
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<GivenForecast> given,
                            co_await ModelFrom(past, model, stocks, launch));
    for (GivenForecast& one : given) engine.push_back(std::move(one));
  }
  const bool entered = co_await pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  co_return MeasureAccuracy(stocks.series(), people, turnover, std::move(engine), [token](double) {
    return token.cancelled() ? absl::CancelledError("the run was let go") : absl::OkStatus();
  });
}

}  // namespace zwk::forecasting
