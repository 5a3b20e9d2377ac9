#include "catalog/catalog.h"

namespace zwk::catalog {

Task<void> PublishUsage(SearchUsage& usage, Timers& timers, Timers::Steady::duration interval,
                        CancellationToken stop) {
  while (co_await timers.Sleep(interval, stop)) co_await usage.Publish();
  co_await usage.Publish();
}

}  // namespace zwk::catalog
