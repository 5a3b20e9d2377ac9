#include "forecasting/forecasting.h"

#include <future>
#include <optional>
#include <string>

#include "forecasting/backtest_run/backtest_api.h"
#include "forecasting/backtest_run/backtest_store.h"
#include "forecasting/base/run_signals.h"
#include "forecasting/data/population_import_api.h"
#include "forecasting/data/population_store.h"
#include "forecasting/data/population_structure_api.h"
#include "forecasting/data/population_structure_store.h"
#include "forecasting/data/stocks_api.h"
#include "forecasting/estimate/rate_estimate_api.h"
#include "forecasting/estimate/rate_estimate_store.h"
#include "forecasting/forecast/chunk_store.h"
#include "forecasting/forecast/forecast_api.h"
#include "forecasting/forecast/forecast_store.h"
#include "forecasting/forecast/result_store.h"
#include "forecasting/forecast/run_listener_consumer.h"
#include "forecasting/register/neighborhood_api.h"
#include "forecasting/register/neighborhood_store.h"
#include "platform/log/log.h"

namespace zwk::forecasting {

struct Forecasting::Rooms {
  Rooms(const Parts& parts, const Options& options);

  static Task<void> TakeUpUnfinished(Rooms& self, CancellationToken token);
  // False when the store does not answer.
  Task<bool> TakeUp(std::string municipality, bool backtests_too);

  const Parts parts;
  const Options options;
  RunSignals signals;

  // --- what is stored ---
  std::unique_ptr<NeighborhoodRepository> stored_neighborhoods;
  StoredNeighborhoodKeys neighborhood_keys;
  std::unique_ptr<StructureRepository> stored_structures;
  std::unique_ptr<EstimateRepository> stored_estimates;
  std::unique_ptr<ForecastRepository> stored_forecasts;
  std::unique_ptr<BacktestRepository> stored_backtests;
  StoredPopulation data;
  StoredLevels levels;
  StoredResults results;
  StoredChunks chunks;
  StoredSeries series;

  // --- what one can do ---
  Neighborhoods neighborhoods;
  PopulationStructures structures;
  PopulationImports imports;
  Stocks stocks;
  RateEstimates estimates;
  Trajectories trajectories;
  ForecastRunner runner;
  ForecastInputs inputs;
  Forecasts forecasts;
  CompareForecasts comparison;
  ForecastIndicators indicators;
  Backtests backtests;

  CancellationSource stopped;
  std::promise<void> taken_up;
  std::optional<RunListener> listener;
};

Forecasting::Rooms::Rooms(const Parts& p, const Options& o)
    : parts(p),
      options(o),
      stored_neighborhoods(StoreNeighborhoods(p.store, p.clock)),
      neighborhood_keys(p.store),
      stored_structures(StoreStructures(p.store, p.clock)),
      stored_estimates(StoreEstimates(p.store, p.clock)),
      stored_forecasts(StoreForecasts(p.store, p.clock)),
      stored_backtests(StoreBacktests(p.store, p.clock)),
      data(p.store, p.pool, p.clock),
      levels(p.store, p.pool),
      results(p.store, p.pool),
      chunks(p.store, p.pool),
      series(p.store, p.pool),
      neighborhoods(*stored_neighborhoods, neighborhood_keys, p.pool),
      structures(*stored_structures, data),
      imports(neighborhoods, structures, data, p.pool, p.clock),
      stocks(structures, data),
      estimates({neighborhoods, structures, data, *stored_estimates, levels, p.pool, p.clock}),
      trajectories(chunks, p.pool, p.timers, p.clock, signals, p.metrics,
                   {.workers = o.chunk_workers, .lease = o.chunk_lease}),
      runner({*stored_forecasts, results, data, trajectories, chunks, p.pool, p.timers, p.clock,
              signals, p.metrics},
             o.runs),
      inputs({neighborhoods, structures, data, *stored_forecasts, *stored_estimates}),
      forecasts({inputs, *stored_forecasts, results, chunks, runner, signals, p.clock}),
      comparison(*stored_forecasts, results),
      indicators(*stored_forecasts, results),
      backtests({*stored_backtests, series, p.pool, p.timers, p.clock, signals}) {}

Forecasting::Forecasting(const Parts& parts, const Options& options)
    : rooms_(std::make_unique<Rooms>(parts, options)) {}

Forecasting::~Forecasting() { Stop(); }

void Forecasting::Serve(rpc::Server& server) {
  Rooms& r = *rooms_;
  Timers& timers = r.parts.timers;
  const auto service = [&server](const char* name) {
    return server.Service(std::string("zwk.forecasting.v1.") + name);
  };
  ServeNeighborhoods(service("NeighborhoodService"), r.neighborhoods);
  ServePopulationStructure(service("PopulationStructureService"), r.structures);
  ServeImports(service("PopulationImportService"), r.imports, r.data, r.parts.pool);
  ServeStocks(service("StocksService"), r.stocks);
  ServeRateEstimates(service("RateEstimateService"), r.estimates);
  ServeForecasts(service("ForecastService"), r.forecasts, r.comparison, r.indicators, timers);
  ServeBacktests(service("BacktestService"), r.backtests, timers);
}

Task<bool> Forecasting::Rooms::TakeUp(std::string municipality, bool backtests_too) {
  const absl::Status runs = co_await runner.TakeUpUnfinished(municipality);
  absl::Status tests;
  if (backtests_too) tests = co_await backtests.TakeUpUnfinished(municipality);
  co_return runs.ok() && tests.ok();
}

// What a crash stopped goes on: backtests when the service starts, forecasts also when the process
// that had them is gone. Calls are served meanwhile.
Task<void> Forecasting::Rooms::TakeUpUnfinished(Rooms& self, CancellationToken token) {
  const std::unique_ptr<stream::Subscription> own = self.parts.bus.Subscribe({"forecasting"});
  bool started = false;
  while (!token.cancelled()) {
    bool all = co_await self.parts.pool.Enter();  // what follows blocks
    if (all) {
      const auto partitions = own->Partitions();
      all = partitions.ok();
      for (size_t i = 0; all && i < partitions->size(); ++i) {
        all = co_await self.TakeUp((*partitions)[i].municipality, !started);
      }
    }
    if (!all) log::Warning("unfinished_runs_wait_for_the_store");
    started = started || all;
    const std::chrono::milliseconds again =
        all ? self.options.chunk_lease : std::chrono::milliseconds(1000);
    co_await self.parts.timers.Sleep(again, token);
  }
}

void Forecasting::Start() {
  Rooms& r = *rooms_;
  Spawn(Rooms::TakeUpUnfinished(r, r.stopped.token()), [&r] { r.taken_up.set_value(); });
  r.listener.emplace(
      r.parts.bus,
      [&r](const std::string& municipality, const std::string& id) {
        r.runner.Enqueue(municipality, id);
      },
      [&r](const std::string& municipality, const std::string& id) {
        r.runner.Cancel(municipality, id);
      });
}

void Forecasting::Stop() {
  Rooms& r = *rooms_;
  if (r.listener) {
    r.listener.reset();
    r.stopped.Cancel();
    r.taken_up.get_future().wait();
  }
  r.runner.Stop();
  r.backtests.Stop();
}

}  // namespace zwk::forecasting
