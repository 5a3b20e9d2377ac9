#pragma once

#include <chrono>
#include <memory>

#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/server.h"
#include "platform/store/store.h"
#include "platform/stream/bus.h"

namespace zwk::forecasting {

// The service put together, for main and for tests that want the whole of it in their process.
class Forecasting {
 public:
  struct Parts {
    store::Store& store;  // of area "forecasting"
    stream::Bus& bus;
    Pool& pool;
    Timers& timers;
    const Clock& clock;
    metrics::Registry& metrics;
  };
  struct Options {
    int runs = 2;           // forecasts that are calculated at once
    int chunk_workers = 2;  // chunks of trajectories of one forecast that are calculated at once
    // After this, others take the chunk of a process that is gone.
    std::chrono::seconds chunk_lease{30};
  };
  Forecasting(const Parts& parts, const Options& options);
  // As Stop.
  ~Forecasting();

  void Serve(rpc::Server& server);

  // Takes up what a crash left, and hears of runs of other processes, until Stop.
  void Start();
  // Lets go of what is being calculated and waits for it; it goes on when the service starts again.
  void Stop();

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace zwk::forecasting
