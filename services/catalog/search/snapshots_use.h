#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/base/changes_port.h"
#include "catalog/register/place_port.h"
#include "catalog/search/snapshot.h"
#include "catalog/search/snapshots_port.h"
#include "platform/base/caller.h"
#include "platform/base/cancellation.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"

namespace zwk::catalog {

// The newest snapshot of each municipality, in the memory of this process. The next one is made
// beside it, of what has changed, one at a time; then it is swapped in.
class Snapshots : public ChangeListener, public PlaceLocator {
 public:
  Snapshots(CatalogSource& source, Pool& pool, Timers& timers, const Clock& clock)
      : source_(source), pool_(pool), timers_(timers), clock_(clock) {}
  ~Snapshots() override;  // waits for what is being made

  using Pointer = std::shared_ptr<const Snapshot>;

  // What is at hand, without waiting for what is being made. It was current within the last two
  // seconds, unless everything has to be loaded anew.
  Task<absl::StatusOr<Pointer>> Recent(Caller caller);
  // With all that was committed before the call: for editors, imports and analyses.
  Task<absl::StatusOr<Pointer>> Current(Caller caller);

  // Takes it up within kTrusted, also when nobody asks for anything; a burst of changes at once.
  void Changed(const std::string& municipality) override;
  Task<absl::StatusOr<NeighborhoodOf>> Locate(Caller caller) override;

 private:
  using Waiters = std::vector<OneShot<absl::Status>>;
  struct Slot {
    Pointer snapshot;
    Time checked{};  // the snapshot has what was committed before that
    bool refreshing = false;
    bool expected = false;  // changes will be looked for without anybody asking
    uint64_t begun = 0;     // refreshes so far
    uint64_t ended = 0;     // the last of them that ended well
    Waiters waiting;        // for its end
    Waiters impatient;      // for its end, unless everything has to be loaded
  };

  // Looks for changes unless somebody does already; `waiter` is told.
  void Refresh(const std::string& municipality, Waiters Slot::* waiters,
               const OneShot<absl::Status>& waiter);
  Task<absl::Status> RefreshSoon(std::string municipality);
  Task<absl::Status> RefreshNow(std::string municipality, Pointer held, uint64_t number);
  Task<absl::StatusOr<Pointer>> Next(Caller caller, Pointer held);
  Task<absl::StatusOr<Pointer>> Make(Pointer held, CatalogContent content);
  Pointer Held(const std::string& municipality);

  CatalogSource& source_;
  Pool& pool_;
  Timers& timers_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable idle_;
  int refreshing_ = 0;                 // with those that wait for their time; guarded by mutex_
  std::map<std::string, Slot> slots_;  // guarded by mutex_
  CancellationSource stop_;
};

}  // namespace zwk::catalog
