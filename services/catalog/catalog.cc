#include "catalog/catalog.h"

namespace zwk::catalog {

Task<void> PublishUsage(SearchUsage& usage, Timers& timers, Timers::Steady::duration interval,
                        CancellationToken stop) {
  // Not as the condition of the loop: g++ 12 miscompiles a co_await there when the body awaits as
  // well.
  for (bool going = true; going;) {
    going = co_await timers.Sleep(interval, stop);
    co_await usage.Publish();
  }
}

}  // namespace zwk::catalog
