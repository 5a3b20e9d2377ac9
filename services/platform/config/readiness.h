// Whether a service takes calls, and what its health says.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/clock.h"
#include "platform/base/timers.h"
#include "platform/config/health.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "platform/stream/view_runner.h"

namespace zwk::config {

// Ready while the store answers and every check is true. Beside it health has the names "writable" (the
// store takes commits) and "views" (none is too far behind). What changes is logged, and all of it is told to
// the server.
class Readiness {
 public:
  struct Parts {
    store::RedisStore& store;
    stream::ViewRunner& views;
    rpc::Server& server;
    Timers& timers;
    const Clock& clock;
    metrics::Registry& registry;
  };
  using Check = std::function<bool()>;
  Readiness(const Parts& parts, std::chrono::seconds view_lag_limit);

  // Asks again and again, until Stop.
  void Watch(std::vector<Check> checks);
  void Stop() { health_.Stop(); }
  bool ready() const { return ready_; }

 private:
  absl::Status CheckViews() const;

  const Parts parts_;
  const std::chrono::seconds view_lag_limit_;
  metrics::Gauge ready_gauge_, writable_gauge_, views_gauge_;
  std::vector<Check> checks_;
  std::atomic<bool> ready_{false};
  std::optional<absl::StatusCode> last_answer_, last_writable_, last_views_;  // each of one watch
  Health health_;  // last: stops before what it asks
};

}  // namespace zwk::config
