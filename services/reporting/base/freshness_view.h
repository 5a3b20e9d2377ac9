#pragma once

#include <algorithm>
#include <chrono>

#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/stream/view_runner.h"
#include "reporting/base/freshness_port.h"

namespace zwk::reporting {

// Waits for the views of the process on a pool of its own, so that nobody else's thread is held up.
class StreamFreshness : public Freshness {
 public:
  StreamFreshness(stream::ViewRunner& views, const Clock& clock) : views_(views), clock_(clock) {}

  Task<absl::Status> CatchUp(Time deadline) override {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return absl::ResourceExhaustedError("too many wait for the views");
    const Time limit = std::min(deadline, clock_.Now() + kPatience);
    const absl::Status status = views_.CatchUpViews(limit);
    // To the caller it is a matter of waiting, whichever way it ran out of time.
    co_return absl::IsDeadlineExceeded(status) ? absl::UnavailableError(status.message()) : status;
  }

 private:
  static constexpr std::chrono::seconds kPatience{8};

  stream::ViewRunner& views_;
  const Clock& clock_;
  Pool pool_{2, 64};
};

}  // namespace zwk::reporting
