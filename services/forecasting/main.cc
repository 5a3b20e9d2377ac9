#include "forecasting/forecasting.h"

#include "platform/base/clock.h"
#include "platform/config/service_main.h"
#include "platform/events/event_api.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "zwk/forecasting/v1/event.pb.h"

int main(int argc, char** argv) {
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
  zwk::forecasting::Forecasting forecasting(
      {service.store(), service.bus(), service.pool(), service.timers(), clock, service.metrics()},
      {.runs = static_cast<int>(runs),
       .chunk_workers = static_cast<int>(workers),
       .chunk_lease = std::chrono::seconds(lease)});
  forecasting.Serve(service.server());
  zwk::events::Serve<zwk::forecasting::v1::WatchEventsRequest,
                     zwk::forecasting::v1::WatchEventsResponse>(
      service.server().Service("zwk.forecasting.v1.EventService"), service.events());
  forecasting.Start();
  service.OnStop([&forecasting] { forecasting.Stop(); });
  return service.Serve();
}
