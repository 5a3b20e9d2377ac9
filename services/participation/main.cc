#include "participation/lean_coffee_side.h"
#include "participation/meeting_side.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/blob/folder.h"
#include "platform/config/service_main.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("participation", "Boards, meetings, Lean Coffee, labs.");
  service.Start(argc, argv);

  const zwk::SystemClock clock;
  zwk::stream::EmbeddedBus bus(service.redis());
  zwk::stream::ViewRunner runner(service.store(), bus);

  zwk::participation::MeetingSide meetings(service.store(), service.keys(), service.blobs(),
                                           service.pool(), clock);
  meetings.Register(service.server());
  meetings.AddViews(runner);
  zwk::participation::LeanCoffeeSide lean_coffee(service.store(), service.keys(),
                                                 meetings.repositories, service.timers(), clock);
  lean_coffee.Register(service.server());
  lean_coffee.AddConsumers(runner);

  runner.Start();
  service.OnStop([&runner] { runner.Stop(); });
  return service.Serve();
}
