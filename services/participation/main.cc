#include "participation/participation.h"
#include "platform/config/service_main.h"
#include "platform/events/event_api.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "zwk/participation/v1/event.pb.h"

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("participation", "Boards, meetings, Lean Coffee, labs.");
  service.Start(argc, argv);
  const zwk::SystemClock clock;
  zwk::participation::Participation participation(
      {service.store(), service.keys(), service.blobs(), service.pool(), service.timers(), clock});
  participation.Serve(service.server());
  zwk::events::Serve<zwk::participation::v1::WatchEventsRequest,
                     zwk::participation::v1::WatchEventsResponse>(
      service.server().Service("zwk.participation.v1.EventService"), service.events());
  participation.AddViews(service.views());
  return service.Serve();
}
