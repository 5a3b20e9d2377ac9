#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/blob/folder.h"
#include "platform/rpc/server.h"
#include "platform/seal/erasures.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"
#include "platform/stream/view_runner.h"

namespace zwk::participation {

// The service put together, for main and for tests that want the whole of it in their process.
class Participation {
 public:
  struct Parts {
    store::Store& store;  // of area "participation"
    seal::KeyRing& keys;
    blob::Blobs& blobs;
    Pool& pool;
    Timers& timers;
    const Clock& clock;
    // Without them nobody is erased: PersonService is not served.
    seal::Erasures* erasures = nullptr;
  };
  explicit Participation(const Parts& parts);
  ~Participation();

  void Serve(rpc::Server& server);
  // Views of what others have published, and the consumer that fills the topic backlog.
  void AddViews(stream::ViewRunner& views);
  stream::Consumer& backlog_consumer();
  // Erases again what an older backup has brought back; before anybody is let in.
  Task<absl::Status> ReplayErasures();
  // What nobody waits for: keys of sessions that are over leave the store's file, and what has been there long enough is
  // deleted (retention/). Now and then; of all replicas one does it. `report` hears what went. Of all cities the oldest time
  // at which nothing that was due was left; none while one of them has not come so far.
  using Report = std::function<void(const std::string& municipality, const char* kind, int count)>;
  Task<absl::StatusOr<std::optional<Time>>> KeepHouse(Report report);

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace zwk::participation
