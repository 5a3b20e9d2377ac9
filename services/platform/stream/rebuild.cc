// A view made anew, and what it should be.
#include <map>
#include <mutex>
#include <set>
#include <utility>

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

}  // namespace

absl::Status ViewRunner::Rebuild(const std::string& view, const std::string& municipality,
                                 Time deadline) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->FindView(view));
  store::Store& store = impl_->store;
  const Steady::time_point give_up = impl_->GiveUp(deadline);
  const std::vector<std::string> areas = follower->view().areas();
  ZWK_ASSIGN_OR_RETURN(const std::string live, LiveGeneration(store, view, municipality));
  int64_t number = 1;
  (void)absl::SimpleAtoi(live, &number);
  const std::string next = absl::StrCat(number + 1);
  const ViewKeys old_keys(view, live);
  const ViewKeys new_keys(view, next);

  ZWK_RETURN_IF_ERROR(ClearGeneration(store, municipality, new_keys, areas));
  const auto subscription = impl_->bus.Subscribe(areas);
  std::map<Partition, std::unique_ptr<Applier>> appliers;
  for (const std::string& area : areas) {
    const Partition partition{area, municipality};
    auto applier = std::make_unique<Applier>(store, follower->view(), follower->one_at_a_time(),
                                             partition, next, false);
    ZWK_RETURN_IF_ERROR(applier->Load());
    appliers[partition] = std::move(applier);
  }

  // One poll of every stream, applied to the new generation; how many events there were.
  const auto advance = [&]() -> absl::StatusOr<int> {
    if (Steady::now() > give_up) return absl::DeadlineExceededError("the rebuild took too long");
    std::vector<Cursor> cursors;
    for (const auto& [partition, applier] : appliers) {
      cursors.push_back({partition, applier->position()});
    }
    ZWK_ASSIGN_OR_RETURN(Polled polled,
                         subscription->Poll(cursors, kRebuildBatch, milliseconds(0)));
    const int count = static_cast<int>(polled.events.size());
    for (const auto& [partition, events] : ByPartition(std::move(polled.events))) {
      const Applier::Progress progress =
          appliers.at(partition)->Apply(events, static_cast<size_t>(impl_->options.batch));
      if (progress.kind != Applier::Progress::kAdvanced) {
        return absl::UnavailableError(absl::StrCat("the rebuild stopped: ", progress.cause));
      }
    }
    return count;
  };

  while (true) {
    int count = kRebuildBatch;
    while (count >= kRebuildBatch) {  // nearly to the end of the streams
      ZWK_ASSIGN_OR_RETURN(count, advance());
    }
    // Held, the old generation is overtaken however fast events keep coming.
    std::unique_lock hold(follower->advancing());
    ZWK_RETURN_IF_ERROR(advance().status());
    // Readers never go back in time: at this instant the old generation is not ahead.
    store::ReadSet reads;
    for (const auto& [partition, applier] : appliers) {
      reads.guards.push_back(old_keys.Position(partition.area));
    }
    ZWK_ASSIGN_OR_RETURN(const store::ReadResult old,
                         SyncWait(store.Get(municipality, std::move(reads), kNoDeadline)));
    store::Commit flip(municipality);
    flip.Guard(LiveKey(view), live == kFirstGeneration ? "" : live);
    bool ahead = false;
    size_t i = 0;
    for (const auto& [partition, applier] : appliers) {
      const std::string& position = old.guards[i++];
      ahead = ahead || !subscription->HasReached(applier->position(), position);
      flip.Guard(old_keys.Position(partition.area), position);
      flip.Guard(new_keys.Position(partition.area), applier->position());
    }
    if (ahead) continue;
    flip.SetGuard(LiveKey(view), next);
    ZWK_ASSIGN_OR_RETURN(const store::Outcome outcome,
                         SyncWait(store.Apply(std::move(flip), kNoDeadline)));
    if (outcome.kind == store::Outcome::kDone) {
      hold.unlock();  // the live view goes on while the old one is cleared away
      return ClearGeneration(store, municipality, old_keys, areas);
    }
    if (outcome.key == LiveKey(view)) return absl::AbortedError("somebody else rebuilt the view");
  }
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
    ZWK_ASSIGN_OR_RETURN(Polled polled,
                         subscription->Poll(cursors, kRebuildBatch, milliseconds(0)));
    if (polled.events.empty()) return content.Digest();
    for (const Event& event : polled.events) {
      positions[event.area] = event.position;
      const std::pair aggregate(event.area, event.aggregate);
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
