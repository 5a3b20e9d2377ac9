#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/base/changes_port.h"
#include "catalog/register/place_port.h"
#include "catalog/search/snapshots_port.h"
#include "platform/base/caller.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// The newest snapshot of each municipality, in the memory of this process. A caller that finds it
// outdated builds the next one (once, however many ask) and swaps it in.
class Snapshots : public ChangeListener, public PlaceLocator {
 public:
  Snapshots(CatalogSource& source, Pool& pool, const Clock& clock)
      : source_(source), pool_(pool), clock_(clock) {}

  using Pointer = std::shared_ptr<const Snapshot>;
  // How long a snapshot may be trusted without asking whether something changed.
  static constexpr Duration kNow{0};
  static constexpr Duration kRecently{std::chrono::milliseconds(250)};

  Task<absl::StatusOr<Pointer>> Get(Caller caller, Duration trusted);

  // The next caller asks, however recent the snapshot is.
  void Changed(const std::string& municipality) override;
  Task<absl::StatusOr<NeighborhoodOf>> Locate(Caller caller) override;

 private:
  struct Slot {
    Pointer snapshot;
    Time checked{};
    bool building = false;
    std::vector<OneShot<bool>> waiting;
  };

  Task<absl::StatusOr<Pointer>> Build(Caller caller);

  CatalogSource& source_;
  Pool& pool_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Slot> slots_;  // guarded by mutex_
};

}  // namespace zwk::catalog
