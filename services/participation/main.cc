#include <atomic>
#include <chrono>
#include <optional>

#include "participation/participation.h"
#include "platform/config/recurring.h"
#include "platform/config/service_main.h"
#include "platform/events/event_api.h"
#include "platform/log/log.h"
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
  service.OnStop([&] { replay.reset(); });
  return service.Serve();
}
