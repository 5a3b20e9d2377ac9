#include "participation/participation.h"
#include "platform/config/service_main.h"
#include "platform/store/redis_store.h"

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("participation", "Boards, meetings, Lean Coffee, labs.");
  service.Start(argc, argv);
  const zwk::SystemClock clock;
  zwk::participation::Participation participation(
      {service.store(), service.keys(), service.blobs(), service.pool(), service.timers(), clock});
  participation.Serve(service.server());
  participation.AddViews(service.views());
  return service.Serve();
}
