#include <chrono>
#include <future>

#include "forecasting/api/forecasting_api.h"
#include "forecasting/events/run_listener.h"
#include "forecasting/store/codecs.h"
#include "forecasting/store/kept_backtest_store.h"
#include "forecasting/store/kept_chunk_store.h"
#include "forecasting/store/kept_forecast_store.h"
#include "forecasting/store/kept_level_store.h"
#include "forecasting/store/kept_population_store.h"
#include "forecasting/wire/parameter_reader.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/config/service_main.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "platform/stream/bus.h"

namespace {

// What a crash stopped goes on: backtests when the service starts, forecasts also when the process
// that had them is gone. Calls are served meanwhile.
zwk::Task<void> TakeUpUnfinished(zwk::Pool& pool, zwk::Timers& timers, zwk::stream::Bus& bus,
                                 zwk::forecasting::ForecastRunner& runner,
                                 zwk::forecasting::Backtests& backtests,
                                 std::chrono::milliseconds again, zwk::CancellationToken stopped) {
  const std::unique_ptr<zwk::stream::Subscription> own = bus.Subscribe({"forecasting"});
  bool started = false;
  while (!stopped.cancelled()) {
    const bool entered = co_await pool.Enter();  // what follows blocks
    bool all = entered;
    if (entered) {
      const auto partitions = own->Partitions();
      all = partitions.ok();
      for (size_t i = 0; all && i < partitions->size(); ++i) {
        const std::string municipality = (*partitions)[i].municipality;
        const absl::Status runs = co_await runner.TakeUpUnfinished(municipality);
        absl::Status tests;
        if (!started) tests = co_await backtests.TakeUpUnfinished(municipality);
        all = runs.ok() && tests.ok();
      }
    }
    if (!all) zwk::log::Warning("unfinished_runs_wait_for_the_store");
    started = started || all;
    co_await timers.Sleep(all ? again : std::chrono::milliseconds(1000), stopped);
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace zwk::forecasting;  // NOLINT: wiring only
  zwk::config::ServiceMain service("forecasting",
                                   "Neighborhoods, their people, and how many there will be.");
  const int64_t& runs = service.Number("runs", "forecasts that are calculated at once", 2, 1, 64);
  const int64_t& workers = service.Number(
      "chunk-workers", "chunks of trajectories of one forecast that are calculated at once", 2, 1,
      64);
  const int64_t& lease =
      service.Number("chunk-lease-seconds",
                     "after this, others take the chunk of a process that is gone", 30, 1, 3600);
  service.Start(argc, argv);

  const zwk::SystemClock clock;
  NeighborhoodCodec neighborhood_codec;
  StructureCodec structure_codec;
  ForecastCodec forecast_codec;
  zwk::store::Documents<Neighborhood, NeighborhoodEvent> kept_neighborhoods(
      service.store(), neighborhood_codec, "neighborhood", clock);
  zwk::store::Documents<PopulationStructure, PopulationStructureChanged> kept_structures(
      service.store(), structure_codec, "population-structure", clock);
  zwk::store::Documents<ForecastRun, ForecastEvent> kept_forecasts(service.store(), forecast_codec,
                                                                   "forecast", clock);
  BacktestCodec backtest_codec;
  zwk::store::Documents<BacktestRun, BacktestEvent> kept_backtests(service.store(), backtest_codec,
                                                                   "backtest", clock);
  EstimateCodec estimate_codec;
  zwk::store::Documents<RateEstimate, RateEstimate> kept_estimates(service.store(), estimate_codec,
                                                                   "rate-estimate", clock);
  KeptLevelStore levels(service.store(), service.pool());
  KeptPopulationStore data(service.store(), service.pool(), clock);
  KeptForecastStore results(service.store(), service.pool());

  KeptBacktestStore backtest_results(service.store(), service.pool());

  RunSignals signals;
  KeptChunkStore chunks(service.store(), service.pool());
  const MessageParameterReader parameters;
  Trajectories trajectories(
      chunks, service.pool(), service.timers(), clock, signals, service.metrics(),
      {.workers = static_cast<int>(workers), .lease = std::chrono::seconds(lease)});
  ForecastRunner runner({kept_forecasts, results, data, parameters, trajectories, chunks,
                         service.pool(), service.timers(), clock, signals, service.metrics()},
                        static_cast<int>(runs));
  Neighborhoods neighborhoods(kept_neighborhoods);
  PopulationStructures structures(kept_structures, data);
  ImportPopulation imports(neighborhoods, structures, data, service.pool(), clock);
  Stocks stocks(structures, data);
  PinInput pin({neighborhoods, structures, data, kept_forecasts, kept_estimates, parameters});
  Forecasts forecasts(
      {pin, kept_forecasts, results, chunks, runner, signals, service.timers(), clock});
  CompareForecasts comparison(kept_forecasts, results);
  ForecastIndicators indicators(kept_forecasts, results);
  Backtests backtests(
      {kept_backtests, backtest_results, service.pool(), service.timers(), clock, signals});

  RateEstimates estimates(
      {neighborhoods, structures, data, kept_estimates, levels, service.pool(), clock});

  ForecastingApi api({neighborhoods, structures, imports, data, stocks, forecasts, comparison,
                      indicators, backtests, estimates});
  api.Register(service.server().Service("zwk.forecasting.v1.ForecastingService"));

  const zwk::CancellationSource stopped;
  std::promise<void> taken_up;
  zwk::Spawn(TakeUpUnfinished(service.pool(), service.timers(), service.bus(), runner, backtests,
                              std::chrono::seconds(lease), stopped.token()),
             [&taken_up] { taken_up.set_value(); });
  RunListener listener(
      service.bus(),
      [&runner](const std::string& municipality, const std::string& id) {
        runner.Enqueue(municipality, id);
      },
      [&runner](const std::string& municipality, const std::string& id) {
        runner.Cancel(municipality, id);
      });
  service.OnStop([&] {
    listener.Stop();
    stopped.Cancel();
    taken_up.get_future().wait();
    runner.Stop();
    backtests.Stop();
  });
  return service.Serve();
}
