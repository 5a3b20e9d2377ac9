#include "catalog/search/snapshots_use.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

// For so long a snapshot is trusted without looking whether something changed.
constexpr Duration kTrusted = std::chrono::milliseconds(250);
// Older than that no snapshot is used while it can be brought up to date.
constexpr Duration kOldest = std::chrono::seconds(2);
constexpr Duration kRefreshDeadline = std::chrono::seconds(60);

}  // namespace

Snapshots::~Snapshots() {
  stop_.Cancel();
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return refreshing_ == 0; });
}

Task<absl::StatusOr<Snapshots::Pointer>> Snapshots::Recent(Caller caller) {
  Pointer held;
  Duration age{};
  {
    const std::lock_guard lock(mutex_);
    const Slot& slot = slots_[caller.municipality];
    held = slot.snapshot;
    age = clock_.Now() - slot.checked;
  }
  if (held == nullptr) co_return co_await Current(std::move(caller));
  if (age < kTrusted) co_return held;
  const OneShot<absl::Status> refreshed;
  Refresh(caller.municipality, &Slot::impatient, refreshed);
  if (age < kOldest) co_return held;
  (void)co_await refreshed;  // what is at hand is better than nothing if that failed
  co_return Held(caller.municipality);
}

Task<absl::StatusOr<Snapshots::Pointer>> Snapshots::Current(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const Revision revision, co_await source_.CurrentRevision(caller));
  uint64_t begun = 0;
  {
    const std::lock_guard lock(mutex_);
    const Slot& slot = slots_[caller.municipality];
    if (slot.snapshot && slot.snapshot->revision() == revision) co_return slot.snapshot;
    begun = slot.begun;
  }
  for (;;) {
    const OneShot<absl::Status> refreshed;
    Refresh(caller.municipality, &Slot::waiting, refreshed);
    ZWK_CO_RETURN_IF_ERROR(co_await refreshed);
    const std::lock_guard lock(mutex_);
    const Slot& slot = slots_[caller.municipality];
    // One that had begun before may have missed what this caller must see.
    if (slot.ended > begun) co_return slot.snapshot;
  }
}

void Snapshots::Changed(const std::string& municipality) {
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[municipality];
    // Nobody has asked for this city yet, or somebody will look after what has just been committed.
    if (slot.snapshot == nullptr || slot.expected) return;
    slot.expected = true;
    ++refreshing_;
  }
  Spawn(RefreshSoon(municipality), [this](const absl::Status&) {
    const std::lock_guard lock(mutex_);
    --refreshing_;
    idle_.notify_all();
  });
}

// After a while, so that refreshes keep a distance in a burst of changes.
Task<absl::Status> Snapshots::RefreshSoon(std::string municipality) {
  const bool awake = co_await timers_.Sleep(kTrusted, stop_.token());
  {
    const std::lock_guard lock(mutex_);
    slots_[municipality].expected = false;
  }
  if (!awake) co_return absl::CancelledError("the service ends");
  Caller caller;
  caller.municipality = std::move(municipality);
  caller.deadline = clock_.Now() + kRefreshDeadline;
  const auto current = co_await Current(std::move(caller));
  co_return current.status();
}

Task<absl::StatusOr<PlaceLocator::NeighborhoodOf>> Snapshots::Locate(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const Pointer snapshot, co_await Recent(std::move(caller)));
  co_return [snapshot](const Place& place) { return snapshot->NeighborhoodOf(place); };
}

Snapshots::Pointer Snapshots::Held(const std::string& municipality) {
  const std::lock_guard lock(mutex_);
  return slots_[municipality].snapshot;
}

void Snapshots::Refresh(const std::string& municipality, Waiters Slot::* waiters,
                        const OneShot<absl::Status>& waiter) {
  Pointer held;
  uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[municipality];
    (slot.*waiters).push_back(waiter);
    if (slot.refreshing) return;
    slot.refreshing = true;
    ++refreshing_;
    held = slot.snapshot;
    number = ++slot.begun;
  }
  Spawn(RefreshNow(municipality, std::move(held), number), [this](const absl::Status&) {
    const std::lock_guard lock(mutex_);
    --refreshing_;
    idle_.notify_all();
  });
}

Task<absl::Status> Snapshots::RefreshNow(std::string municipality, Pointer held, uint64_t number) {
  Caller caller;
  caller.municipality = municipality;
  const Time asked = clock_.Now();
  caller.deadline = asked + kRefreshDeadline;
  const absl::StatusOr<Pointer> next = co_await Next(caller, std::move(held));
  Waiters waiting, impatient;
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[municipality];
    slot.refreshing = false;
    waiting.swap(slot.waiting);
    impatient.swap(slot.impatient);
    if (next.ok()) {
      slot.snapshot = *next;
      slot.checked = asked;
      slot.ended = number;
    }
  }
  for (const auto& waiter : impatient) waiter.Set(next.status());
  for (const auto& waiter : waiting) waiter.Set(next.status());
  co_return next.status();
}

Task<absl::StatusOr<Snapshots::Pointer>> Snapshots::Next(Caller caller, Pointer held) {
  if (held != nullptr) {
    ZWK_CO_ASSIGN_OR_RETURN(const Revision revision, co_await source_.CurrentRevision(caller));
    if (held->revision() == revision) co_return held;
    ZWK_CO_ASSIGN_OR_RETURN(
        std::optional<CatalogContent> changes,
        co_await source_.LoadChanges(caller, held->revision(), held->position()));
    if (changes) co_return co_await Make(held, *std::move(changes));
    Waiters impatient;
    {
      const std::lock_guard lock(mutex_);
      impatient.swap(slots_[caller.municipality].impatient);
    }
    for (const auto& waiter : impatient) waiter.Set(absl::OkStatus());
  }
  ZWK_CO_ASSIGN_OR_RETURN(CatalogContent content, co_await source_.Load(caller));
  co_return co_await Make(nullptr, std::move(content));
}

Task<absl::StatusOr<Snapshots::Pointer>> Snapshots::Make(Pointer held, CatalogContent content) {
  const bool entered = co_await pool_.Enter();
  if (!entered) {
    co_return absl::ResourceExhaustedError("too much work waits; try again later");
  }
  if (held == nullptr) co_return std::make_shared<const Snapshot>(std::move(content));
  co_return std::make_shared<const Snapshot>(*held, std::move(content));
}

}  // namespace zwk::catalog
