#include "participation/api/participation_api.h"
#include "participation/app/boards.h"
#include "participation/events/sealer.h"
#include "participation/store/repositories.h"
#include "platform/base/clock.h"
#include "platform/config/service_main.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"

int main(int argc, char** argv) {
  using namespace zwk::participation;  // NOLINT: wiring only
  zwk::config::ServiceMain service("participation", "Boards, meetings, Lean Coffee, labs.");
  service.Start(argc, argv);

  const zwk::SystemClock clock;
  Sealer sealer(service.keys());
  Repositories repositories(service.store(), sealer, clock);
  Boards boards(repositories.boards);

  ParticipationApi api({boards});
  api.Register(service.server().Service("zwk.participation.v1.ParticipationService"));
  return service.Serve();
}
