#include <chrono>
#include <future>

#include "forecasting/api/forecasting_api.h"
#include "forecasting/store/codecs.h"
#include "forecasting/store/kept_forecast_store.h"
#include "forecasting/store/kept_population_store.h"
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

// Runs that a crash stopped go on. Asks until the store answers; calls are served meanwhile.
zwk::Task<void> TakeUpUnfinished(zwk::Pool& pool, zwk::Timers& timers, zwk::stream::Bus& bus,
                                 zwk::forecasting::ForecastRunner& runner,
                                 zwk::CancellationToken stopped) {
  const std::unique_ptr<zwk::stream::Subscription> own = bus.Subscribe({"forecasting"});
  while (!stopped.cancelled()) {
    const bool entered = co_await pool.Enter();  // what follows blocks
    if (!entered) {
      co_await timers.Sleep(std::chrono::seconds(1), stopped);
      continue;
    }
    const auto partitions = own->Partitions();
    bool all = partitions.ok();
    if (partitions.ok()) {
      for (const zwk::stream::Partition& partition : *partitions) {
        const absl::Status status = co_await runner.TakeUpUnfinished(partition.municipality);
        all &= status.ok();
      }
    }
    if (all) co_return;
    zwk::log::Warning("unfinished_runs_wait_for_the_store");
    co_await timers.Sleep(std::chrono::seconds(1), stopped);
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace zwk::forecasting;  // NOLINT: wiring only
  zwk::config::ServiceMain service("forecasting",
                                   "Neighborhoods, their people, and how many there will be.");
  const int64_t& runs = service.Number("runs", "forecasts that are calculated at once", 2, 1, 64);
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
  KeptPopulationStore data(service.store(), service.pool(), clock);
  KeptForecastStore results(service.store(), service.pool());

  RunSignals signals;
  ForecastRunner runner(kept_forecasts, results, data, service.pool(), service.timers(), clock,
                        signals, service.metrics(), static_cast<int>(runs));
  Neighborhoods neighborhoods(kept_neighborhoods);
  PopulationStructures structures(kept_structures, data);
  ImportPopulation imports(neighborhoods, structures, data, service.pool(), clock);
  Stocks stocks(structures, data);
  Forecasts forecasts({neighborhoods, structures, data, kept_forecasts, results, runner, signals,
                       service.timers(), clock});

  ForecastingApi api({neighborhoods, structures, imports, data, stocks, forecasts});
  api.Register(service.server().Service("zwk.forecasting.v1.ForecastingService"));

  const zwk::CancellationSource stopped;
  std::promise<void> taken_up;
  zwk::Spawn(
      TakeUpUnfinished(service.pool(), service.timers(), service.bus(), runner, stopped.token()),
      [&taken_up] { taken_up.set_value(); });
  service.OnStop([&] {
    stopped.Cancel();
    taken_up.get_future().wait();
    runner.Stop();
  });
  return service.Serve();
}
