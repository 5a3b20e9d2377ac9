#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "participation/participation.h"
#include "platform/config/recurring.h"
#include "platform/config/service_main.h"
#include "platform/events/event_api.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "zwk/participation/v1/event.pb.h"

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("participation", "Boards, meetings, Lean Coffee, labs.");
  service.Start(argc, argv);
  const zwk::SystemClock clock;
  zwk::participation::Participation participation({service.store(), service.keys(), service.blobs(),
                                                   service.pool(), service.timers(), clock,
                                                   &service.erasures()});
  participation.Serve(service.server());
  zwk::events::Serve<zwk::participation::v1::WatchEventsRequest,
                     zwk::participation::v1::WatchEventsResponse>(
      service.server().Service("zwk.participation.v1.EventService"), service.events());
  participation.AddViews(service.views());
  // Nobody is let in before what was erased is erased: the store may come from a backup.
  std::atomic<bool> erased{false};
  std::optional<zwk::config::Recurring> replay;
  replay.emplace(std::chrono::milliseconds(500), [&] {
    if (erased) return;
    const absl::Status status = zwk::SyncWait(participation.ReplayErasures());
    erased = status.ok();
    if (!status.ok()) zwk::log::Warning("erasures wait", {{"message", status.message()}});
  });
  service.ReadyWhen([&] { return erased.load(); });
  std::map<std::string, zwk::metrics::Counter> deleted;  // seen from the first scrape on
  for (const char* kind : {"people", "texts", "votes"}) {
    deleted.emplace(
        kind, service.metrics().MakeCounter(
                  "zwk_retention_deleted_total",
                  "Keys that were destroyed because their period was over; of votes: sessions.",
                  {{"kind", kind}}));
  }
  const auto report = [&](const std::string& municipality, const char* kind, int count) {
    if (count == 0) return;
    deleted.at(kind).Add(count);
    zwk::log::Info("what was kept long enough is deleted",
                   {{"municipality", municipality}, {"kind", kind}, {"count", count}});
  };
  zwk::metrics::Gauge kept_house = service.metrics().MakeGauge(
      "zwk_retention_last_round_timestamp_seconds", "When all that is due was last deleted.");
  std::optional<zwk::config::Recurring> house;
  house.emplace(std::chrono::milliseconds(10'000), [&] {
    if (!erased) return;
    const auto done = zwk::SyncWait(participation.KeepHouse(report));
    if (!done.ok()) {
      zwk::log::Warning("housekeeping waits", {{"message", done.status().message()}});
    } else if (*done) {
      kept_house.Set(static_cast<double>(zwk::ToMicros(**done)) / 1e6);
    }
  });
  service.OnStop([&] {
    replay.reset();
    house.reset();
  });
  return service.Serve();
}
