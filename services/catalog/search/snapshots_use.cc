#include "catalog/search/snapshots_use.h"

#include "platform/base/status_macros.h"

namespace zwk::catalog {

Task<absl::StatusOr<Snapshots::Pointer>> Snapshots::Get(Caller caller, Duration trusted) {
  for (;;) {
    Pointer held;
    {
      const std::lock_guard lock(mutex_);
      Slot& slot = slots_[caller.municipality];
      held = slot.snapshot;
      if (held && trusted > kNow && clock_.Now() - slot.checked < trusted) co_return held;
    }
    const Time asked = clock_.Now();
    ZWK_CO_ASSIGN_OR_RETURN(const Revision revision, co_await source_.CurrentRevision(caller));
    OneShot<bool> built;
    bool wait = false;
    {
      const std::lock_guard lock(mutex_);
      Slot& slot = slots_[caller.municipality];
      if (slot.snapshot && slot.snapshot->content().revision == revision) {
        slot.checked = std::max(slot.checked, asked);
        co_return slot.snapshot;
      }
      wait = slot.building;
      if (wait) slot.waiting.push_back(built);
      slot.building = true;
    }
    if (wait) {
      co_await built;
      continue;  // what was built may be older than what this caller must see
    }
    absl::StatusOr<Pointer> fresh = co_await Build(caller);
    std::vector<OneShot<bool>> waiting;
    {
      const std::lock_guard lock(mutex_);
      Slot& slot = slots_[caller.municipality];
      slot.building = false;
      waiting.swap(slot.waiting);
      if (fresh.ok()) {
        slot.snapshot = *fresh;
        slot.checked = asked;
      }
    }
    for (const OneShot<bool>& waiter : waiting) waiter.Set(true);
    co_return fresh;
  }
}

void Snapshots::Changed(const std::string& municipality) {
  const std::lock_guard lock(mutex_);
  slots_[municipality].checked = {};
}

Task<absl::StatusOr<PlaceLocator::NeighborhoodOf>> Snapshots::Locate(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const Pointer snapshot, co_await Get(std::move(caller), kRecently));
  co_return [snapshot](const Place& place) { return snapshot->NeighborhoodOf(place); };
}

Task<absl::StatusOr<Snapshots::Pointer>> Snapshots::Build(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(CatalogContent content, co_await source_.Load(caller));
  const bool entered = co_await pool_.Enter();
  if (!entered) {
    co_return absl::ResourceExhaustedError("too much work waits; try again later");
  }
  co_return std::make_shared<const Snapshot>(std::move(content), clock_.Now());
}

}  // namespace zwk::catalog
