#include "platform/rpc/watch.h"

namespace zwk::rpc {

Task<void> UntilChanged(OneShot<bool> changed, Timers& timers, CancellationToken cancellation,
                        std::chrono::milliseconds most) {
  const uint64_t timer =
      timers.Schedule(Timers::Steady::now() + most, [changed](bool) { changed.Set(false); });
  const auto gone = cancellation.OnCancel([changed] { changed.Set(false); });
  co_await changed;
  timers.Cancel(timer);
}

}  // namespace zwk::rpc
