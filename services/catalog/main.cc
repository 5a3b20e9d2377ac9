#include <chrono>

#include "catalog/catalog.h"
#include "platform/base/cancellation.h"
#include "platform/base/clock.h"
#include "platform/config/service_main.h"
#include "platform/events/event_api.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "zwk/catalog/v1/event.pb.h"

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("catalog", "Offers for people, and where one is missing.");
  const std::string& forecasting = service.Option(
      "forecasting-address", "host:port of the forecasting service", "127.0.0.1:7002");
  const int64_t& usage_interval = service.Number(
      "usage-interval-ms", "How often counts of searches are published", 60'000, 10, 3'600'000);
  service.Start(argc, argv);

  const zwk::SystemClock clock;
  zwk::catalog::Catalog catalog(service.store(), service.pool(), service.timers(), clock,
                                forecasting, service.tls());
  catalog.Serve(service.server());
  zwk::events::Serve<zwk::catalog::v1::WatchEventsRequest, zwk::catalog::v1::WatchEventsResponse>(
      service.server().Service("zwk.catalog.v1.EventService"), service.events());
  catalog.Listen(service.views());

  zwk::CancellationSource stop;
  zwk::OneShot<bool> published;
  zwk::Spawn(zwk::catalog::PublishUsage(catalog.usage, service.timers(),
                                        std::chrono::milliseconds(usage_interval), stop.token()),
             [&published] { published.Set(true); });
  service.OnStop([&] {
    stop.Cancel();
    zwk::SyncWait(
        [](zwk::OneShot<bool> done) -> zwk::Task<bool> { co_return co_await done; }(published));
  });
  return service.Serve();
}
