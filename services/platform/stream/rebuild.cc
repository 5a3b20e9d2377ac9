// A view made anew, and what it should be.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/store/documents.h"
#include "platform/stream/applier.h"
#include "platform/stream/digest.h"
#include "platform/stream/follower.h"
#include "platform/stream/generation.h"
#include "platform/stream/view_keys.h"
#include "platform/stream/view_runner_impl.h"

namespace zwk::stream {
namespace {

constexpr int kRebuildBatch = 1000;
// While the live view is held, of all cities: so shortly, and then it goes on before the next try.
constexpr int kHeldLooks = 10;
constexpr milliseconds kHeldWait{10};

// A new generation of a view on its way beside the live one.
class Rebuilding {
 public:
  Rebuilding(store::Store& store, Bus& bus, Follower& follower, std::string municipality,
             const ViewRunner::OnRebuilt& on_rebuilt, Steady::time_point give_up)
      : store_(store),
        follower_(follower),
        municipality_(std::move(municipality)),
        on_rebuilt_(on_rebuilt),
        give_up_(give_up),
        view_(follower.view().name()),
        areas_(follower.view().areas()),
        subscription_(bus.Subscribe(areas_)) {}

  absl::Status Run(size_t batch) {
    ZWK_RETURN_IF_ERROR(Begin());
    while (true) {
      int count = kRebuildBatch;
      while (count >= kRebuildBatch) {  // nearly to the end of the streams
        ZWK_ASSIGN_OR_RETURN(count, Advance(batch, milliseconds(0)));
        if (on_rebuilt_ && !on_rebuilt_(rebuilt_)) {
          return absl::CancelledError("the rebuild was told to stop");
        }
      }
      ZWK_ASSIGN_OR_RETURN(const bool live, Overtake(batch));
      if (live) return ClearGeneration(store_, municipality_, view_, old_, new_, areas_);
    }
  }

 private:
  absl::Status Begin() {
    ZWK_ASSIGN_OR_RETURN(old_, LiveGeneration(store_, view_, municipality_));
    int64_t number = 1;
    (void)absl::SimpleAtoi(old_, &number);
    new_ = absl::StrCat(number + 1);
    ZWK_RETURN_IF_ERROR(ClearGeneration(store_, municipality_, view_, new_, old_, areas_));
    for (const std::string& area : areas_) {
      const Partition partition{area, municipality_};
      auto applier = std::make_unique<Applier>(store_, follower_.view(), follower_.one_at_a_time(),
                                               partition, new_, false);
      ZWK_RETURN_IF_ERROR(applier->Load());
      appliers_[partition] = std::move(applier);
    }
    return absl::OkStatus();
  }

  // Held, the old generation is overtaken however fast events keep coming.
  absl::StatusOr<bool> Overtake(size_t batch) {
    const std::lock_guard hold(follower_.advancing());
    for (int look = 0; look < kHeldLooks; ++look) {
      ZWK_ASSIGN_OR_RETURN(const bool live, Switch());
      if (live) return true;
      ZWK_RETURN_IF_ERROR(Advance(batch, kHeldWait).status());
    }
    return false;
  }

  // One poll of every stream, applied to the new generation; how many events there were.
  absl::StatusOr<int> Advance(size_t batch, milliseconds wait) {
    if (Steady::now() > give_up_) return absl::DeadlineExceededError("the rebuild took too long");
    std::vector<Cursor> cursors;
    for (const auto& [partition, applier] : appliers_) {
      cursors.push_back({partition, applier->position()});
    }
    ZWK_ASSIGN_OR_RETURN(Polled polled, subscription_->Poll(cursors, kRebuildBatch, wait));
    if (!polled.failed.empty()) return polled.failed.begin()->second;
    const int count = static_cast<int>(polled.events.size());
    for (const auto& [partition, events] : ByPartition(std::move(polled.events))) {
      const Applier::Progress progress = appliers_.at(partition)->Apply(events, batch);
      if (progress.kind != Applier::Progress::kAdvanced) {
        return absl::UnavailableError(absl::StrCat("the rebuild stopped: ", progress.cause));
      }
      rebuilt_.reached = std::max(rebuilt_.reached, events.back().time);
    }
    rebuilt_.events += count;
    return count;
  }

  // False: the old generation has come further meanwhile.
  absl::StatusOr<bool> Switch() {
    const ViewKeys old_keys(view_, old_);
    const ViewKeys new_keys(view_, new_);
    // Readers never go back in time: at this instant the old generation is not ahead.
    store::ReadSet reads;
    for (const auto& [partition, applier] : appliers_) {
      reads.guards.push_back(old_keys.Position(partition.area));
    }
    ZWK_ASSIGN_OR_RETURN(const store::ReadResult old,
                         SyncWait(store_.Get(municipality_, std::move(reads), kNoDeadline)));
    store::Commit flip(municipality_);
    flip.Guard(LiveKey(view_), old_ == kFirstGeneration ? "" : old_);
    size_t i = 0;
    for (const auto& [partition, applier] : appliers_) {
      const std::string& position = old.guards[i++];
      if (!subscription_->HasReached(applier->position(), position)) return false;
      flip.Guard(old_keys.Position(partition.area), position);
      flip.Guard(new_keys.Position(partition.area), applier->position());
    }
    flip.SetGuard(LiveKey(view_), new_);
    ZWK_ASSIGN_OR_RETURN(const store::Outcome outcome,
                         SyncWait(store_.Apply(std::move(flip), kNoDeadline)));
    if (outcome.kind == store::Outcome::kDone) return true;
    if (outcome.key == LiveKey(view_)) return absl::AbortedError("somebody else rebuilt the view");
    return false;
  }

  store::Store& store_;
  Follower& follower_;
  const std::string municipality_;
  const ViewRunner::OnRebuilt& on_rebuilt_;
  const Steady::time_point give_up_;
  const std::string view_;
  const std::vector<std::string> areas_;
  const std::unique_ptr<Subscription> subscription_;
  std::string old_, new_;  // generations
  std::map<Partition, std::unique_ptr<Applier>> appliers_;
  ViewRunner::Rebuilt rebuilt_;
};

}  // namespace

absl::Status ViewRunner::Rebuild(const std::string& view, const std::string& municipality,
                                 Time deadline, const OnRebuilt& on_rebuilt) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->FindView(view));
  const std::pair what(view, municipality);
  {
    const std::lock_guard lock(impl_->rebuilding_mutex);
    if (!impl_->rebuilding.insert(what).second) {
      return absl::AbortedError("the view is being rebuilt already");
    }
  }
  const absl::Cleanup done = [&] {
    const std::lock_guard lock(impl_->rebuilding_mutex);
    impl_->rebuilding.erase(what);
  };
  return Rebuilding(impl_->store, impl_->bus, *follower, municipality, on_rebuilt,
                    impl_->GiveUp(deadline))
      .Run(static_cast<size_t>(impl_->options.batch));
}

absl::StatusOr<std::string> ViewRunner::Digest(const std::string& view,
                                               const std::string& municipality) {
  ZWK_RETURN_IF_ERROR(impl_->FindView(view).status());
  ZWK_ASSIGN_OR_RETURN(const std::string live, LiveGeneration(impl_->store, view, municipality));
  ZWK_ASSIGN_OR_RETURN(const Content content, ReadContent(impl_->store, view, live, municipality));
  return content.Digest();
}

absl::StatusOr<std::string> ViewRunner::Fold(const std::string& view,
                                             const std::string& municipality) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->FindView(view));
  const std::vector<std::string> areas = follower->view().areas();
  const auto subscription = impl_->bus.Subscribe(areas);
  Content content;
  std::set<std::pair<std::string, std::string>> parked;
  std::map<std::pair<std::string, std::string>, uint64_t> versions;
  std::map<std::string, std::string> positions;
  EventChange::Base base = [&content](std::string key) {
    return store::ReadyTask<std::optional<std::string>>(content.Document(key));
  };
  while (true) {
    std::vector<Cursor> cursors;
    for (const std::string& area : areas)
      cursors.push_back({{area, municipality}, positions[area]});
    ZWK_ASSIGN_OR_RETURN(Polled polled, subscription->Committed(cursors, kRebuildBatch));
    if (!polled.failed.empty()) return polled.failed.begin()->second;
    if (polled.events.empty()) return content.Digest();
    for (const Event& event : polled.events) {
      positions[event.area] = event.position;
      const std::pair aggregate(event.area, event.aggregate);
      if (!event.unreadable.empty()) {
        parked.insert(aggregate);
        continue;
      }
      if (event.version <= versions[aggregate]) continue;
      versions[aggregate] = event.version;
      if (parked.contains(aggregate)) continue;
      EventChange change(base);
      const absl::Status answer = Ask(follower->view(), follower->one_at_a_time(), event, change);
      if (answer.ok()) {
        content.Apply(change.pending);
      } else if (IsPassing(answer)) {
        return answer;
      } else {
        parked.insert(aggregate);
      }
    }
  }
}

}  // namespace zwk::stream
