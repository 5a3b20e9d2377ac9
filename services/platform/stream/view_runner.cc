#include "platform/stream/view_runner.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/store/documents.h"
#include "platform/stream/applier.h"
#include "platform/stream/digest.h"
#include "platform/stream/view_keys.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr int kRebuildBatch = 1000;
constexpr size_t kClearAtOnce = 60;

// A consumer is a view that keeps nothing but its position.
class ConsumerView : public View {
 public:
  explicit ConsumerView(Consumer& consumer) : consumer_(consumer) {}
  std::string name() const override { return consumer_.name(); }
  std::vector<std::string> areas() const override { return consumer_.areas(); }
  Task<absl::Status> On(const Event& event, ViewChange&) override { return consumer_.On(event); }

 private:
  Consumer& consumer_;
};

std::map<Partition, std::vector<Event>> ByPartition(std::vector<Event> events) {
  std::map<Partition, std::vector<Event>> split;
  for (Event& event : events) {
    Partition partition{event.area, event.municipality};
    split[std::move(partition)].push_back(std::move(event));
  }
  return split;
}

absl::StatusOr<std::string> LiveGeneration(store::Store& store, const std::string& view,
                                           const std::string& municipality) {
  store::ReadSet reads;
  reads.guards.push_back(LiveKey(view));
  ZWK_ASSIGN_OR_RETURN(store::ReadResult read,
                       SyncWait(store.Get(municipality, std::move(reads), kNoDeadline)));
  return read.guards[0].empty() ? kFirstGeneration : read.guards[0];
}

// Every item of an index, page by page, while `each` may remove them.
absl::Status ForEach(store::Store& store, const std::string& municipality, const std::string& index,
                     bool with_bytes,
                     const std::function<absl::Status(store::ScanPage::Item&)>& each) {
  store::ScanQuery query;
  query.index = index;
  query.limit = 500;
  query.with_bytes = with_bytes;
  do {
    ZWK_ASSIGN_OR_RETURN(store::ScanPage page,
                         SyncWait(store.Scan(municipality, query, kNoDeadline)));
    for (store::ScanPage::Item& item : page.items) ZWK_RETURN_IF_ERROR(each(item));
    query.after = std::move(page.next);
  } while (!query.after.empty());
  return absl::OkStatus();
}

absl::StatusOr<Content> ReadContent(store::Store& store, const std::string& view,
                                    const std::string& generation,
                                    const std::string& municipality) {
  const ViewKeys keys(view, generation);
  Content content;
  ZWK_RETURN_IF_ERROR(ForEach(store, municipality, keys.AllDocuments(), true, [&](auto& item) {
    if (item.document.exists()) content.documents[item.sort_key] = std::move(item.document.bytes);
    return absl::OkStatus();
  }));
  ZWK_RETURN_IF_ERROR(
      ForEach(store, municipality, keys.AllCounters(), false, [&](auto& item) -> absl::Status {
        store::ReadSet reads;
        reads.counters.push_back(item.key);
        ZWK_ASSIGN_OR_RETURN(store::ReadResult read,
                             SyncWait(store.Get(municipality, std::move(reads), kNoDeadline)));
        content.counters[item.sort_key] = std::move(read.counters[0]);
        return absl::OkStatus();
      }));
  ZWK_RETURN_IF_ERROR(ForEach(store, municipality, keys.AllIndexes(), false, [&](auto& item) {
    auto& entries = content.indexes[item.sort_key];
    return ForEach(store, municipality, item.key, false, [&](auto& entry) {
      entries[{entry.sort_key, keys.Unprefixed(entry.key)}] = true;
      return absl::OkStatus();
    });
  }));
  return content;
}

// Removes all that a generation has left behind, in small commits.
class Clearing {
 public:
  Clearing(store::Store& store, std::string municipality)
      : store_(store), municipality_(std::move(municipality)), commit_(municipality_) {}

  absl::Status Clear(const ViewKeys& keys, const std::vector<std::string>& areas) {
    // The lists of what there is go last: a clearing that is interrupted can be repeated.
    ZWK_RETURN_IF_ERROR(Each(keys.AllDocuments(), [&](auto& item) {
      commit_.Delete(item.key, store::Commit::kAnyVersion);
      return absl::OkStatus();
    }));
    ZWK_RETURN_IF_ERROR(Each(keys.AllCounters(), [&](auto& item) { return Zero(item.key); }));
    ZWK_RETURN_IF_ERROR(Each(keys.AllIndexes(), [&](auto& item) {
      return Each(item.key, [&, index = item.key](auto& entry) {
        commit_.IndexRemove(index, entry.sort_key, entry.key);
        return absl::OkStatus();
      });
    }));
    ZWK_RETURN_IF_ERROR(Each(keys.ParkedIndex(), [&](auto& item) {
      commit_.Delete(item.key, store::Commit::kAnyVersion);
      commit_.IndexRemove(keys.ParkedIndex(), item.sort_key, item.key);
      return absl::OkStatus();
    }));
    for (const std::string& area : areas) {
      ZWK_RETURN_IF_ERROR(Zero(keys.Versions(area)));
      commit_.SetGuard(keys.Position(area), "");
    }
    for (const std::string& all : {keys.AllDocuments(), keys.AllCounters(), keys.AllIndexes()}) {
      ZWK_RETURN_IF_ERROR(Each(all, [&](auto& item) {
        commit_.IndexRemove(all, item.sort_key, item.key);
        return absl::OkStatus();
      }));
    }
    return Flush();
  }

 private:
  template <typename Remove>
  absl::Status Each(const std::string& index, Remove remove) {
    return ForEach(store_, municipality_, index, false, [&](auto& item) -> absl::Status {
      ZWK_RETURN_IF_ERROR(remove(item));
      return ++size_ < kClearAtOnce ? absl::OkStatus() : Flush();
    });
  }

  absl::Status Zero(const std::string& counter) {
    store::ReadSet reads;
    reads.counters.push_back(counter);
    ZWK_ASSIGN_OR_RETURN(const store::ReadResult read,
                         SyncWait(store_.Get(municipality_, std::move(reads), kNoDeadline)));
    for (const auto& [field, value] : read.counters[0]) {
      commit_.Add(counter, field, -value);
      if (++size_ >= kClearAtOnce) ZWK_RETURN_IF_ERROR(Flush());
    }
    return absl::OkStatus();
  }

  absl::Status Flush() {
    size_ = 0;
    store::Commit commit = std::exchange(commit_, store::Commit(municipality_));
    return SyncWait(store_.Apply(std::move(commit), kNoDeadline)).status();
  }

  store::Store& store_;
  const std::string municipality_;
  store::Commit commit_;
  size_t size_ = 0;
};

// One view with its thread.
class Follower {
 public:
  Follower(store::Store& store, Bus& bus, ViewRunner::Options options, View& view,
           std::unique_ptr<ConsumerView> owned)
      : store_(store),
        bus_(bus),
        options_(std::move(options)),
        view_(view),
        owned_(std::move(owned)) {}
  ~Follower() { Stop(); }

  View& view() { return view_; }
  bool is_view() const { return owned_ == nullptr; }
  std::mutex& one_at_a_time() { return one_at_a_time_; }
  // Whoever holds it keeps the view where it is (in this process).
  std::mutex& advancing() { return advancing_; }

  void Start() {
    stopping_ = false;
    thread_ = std::thread([this] { Loop(); });
  }
  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  std::vector<ViewRunner::Lag> Lags() const {
    const std::lock_guard lock(mutex_);
    std::vector<ViewRunner::Lag> lags;
    for (const auto& [partition, lag] : lags_) lags.push_back(lag);
    return lags;
  }

  // True once the partition has reached the position.
  bool AwaitPosition(const Partition& partition, const std::string& target,
                     const Subscription& order, Steady::time_point give_up) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, give_up, [&] {
      const auto lag = lags_.find(partition);
      return lag != lags_.end() && order.HasReached(lag->second.position, target);
    });
  }

  absl::Status Redrive(const std::string& municipality) {
    std::promise<absl::Status> answer;
    std::future<absl::Status> answered = answer.get_future();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || !thread_.joinable()) {
        return absl::FailedPreconditionError("the views are not running");
      }
      redrives_.emplace_back(municipality, std::move(answer));
    }
    return answered.get();
  }

 private:
  struct Followed {
    std::unique_ptr<Applier> applier;
    bool loaded = false;
    Steady::time_point not_before{};
    milliseconds backoff{0};
    std::string ahead;      // while a version is missing: how far it was looked for
    std::string aggregate;  // whose version is missing
    uint64_t missing = 0;
  };

  void Loop() {
    std::unique_ptr<Subscription> subscription = bus_.Subscribe(view_.areas());
    bool look_for_partitions = true;
    while (!Stopping()) {
      RunRedrives();
      if (look_for_partitions) {
        const auto partitions = subscription->Partitions();
        if (!partitions.ok()) {
          Pause(options_.retry_backoff);
          continue;
        }
        for (const Partition& partition : *partitions) followed_[partition];
        look_for_partitions = false;
      }
      std::vector<Cursor> cursors;
      milliseconds wait = options_.wait;
      for (auto& [partition, followed] : followed_) {
        if (!Ready(partition, followed)) {
          const auto rest = std::chrono::ceil<milliseconds>(followed.not_before - Steady::now());
          wait = std::clamp(rest, milliseconds(1), wait);
          continue;
        }
        cursors.push_back(
            {partition, followed.missing > 0 ? followed.ahead : followed.applier->position()});
      }
      auto polled = subscription->Poll(cursors, options_.batch, wait);
      if (!polled.ok()) {
        look_for_partitions = true;
        Pause(options_.retry_backoff);
        continue;
      }
      look_for_partitions = polled->new_partitions;
      const std::lock_guard advancing(advancing_);
      for (const auto& [partition, events] : ByPartition(std::move(polled->events))) {
        if (Stopping()) break;
        Process(followed_.at(partition), events);
      }
    }
    // Whoever still waits for a redrive is told.
    std::deque<std::pair<std::string, std::promise<absl::Status>>> left;
    {
      const std::lock_guard lock(mutex_);
      left.swap(redrives_);
    }
    for (auto& [municipality, answer] : left) answer.set_value(absl::CancelledError("stopping"));
  }

  bool Stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  void Pause(milliseconds duration) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, duration, [&] { return stopping_; });
  }

  // Knows where the partition stands and may go on with it.
  bool Ready(const Partition& partition, Followed& followed) {
    if (Steady::now() < followed.not_before) return false;
    if (followed.loaded) return true;
    absl::Status status;
    const auto generation = LiveGeneration(store_, view_.name(), partition.municipality);
    if (!generation.ok()) {
      status = generation.status();
    } else {
      if (followed.applier == nullptr || followed.applier->generation() != *generation) {
        followed.applier =
            std::make_unique<Applier>(store_, view_, one_at_a_time_, partition, *generation, true);
      }
      status = followed.applier->Load();
    }
    followed.loaded = status.ok();
    if (!status.ok()) {
      Defer(followed);
      Report(partition, followed, status.ToString());
      return false;
    }
    Report(partition, followed, "");
    return true;
  }

  void Defer(Followed& followed) const {
    const milliseconds most = 50 * options_.retry_backoff;
    followed.backoff = followed.backoff.count() == 0 ? options_.retry_backoff
                                                     : std::min(most, 2 * followed.backoff);
    followed.not_before = Steady::now() + followed.backoff;
  }

  void Process(Followed& followed, const std::vector<Event>& events) {
    Applier& applier = *followed.applier;
    Applier::Progress progress;
    if (followed.missing > 0) {
      followed.ahead = events.back().position;
      const auto found = std::find_if(events.begin(), events.end(), [&](const Event& event) {
        return event.aggregate == followed.aggregate && event.version == followed.missing;
      });
      if (found == events.end()) return;  // looks further
      progress = applier.ApplyAhead(*found);
    } else {
      progress = applier.Apply(events, static_cast<size_t>(options_.batch));
    }
    followed.missing = 0;
    switch (progress.kind) {
      case Applier::Progress::kAdvanced:
        followed.backoff = milliseconds(0);
        break;
      case Applier::Progress::kGap:
        followed.missing = progress.missing;
        followed.aggregate = progress.aggregate;
        followed.ahead = applier.position();
        break;
      case Applier::Progress::kFenced:
        followed.loaded = false;
        break;
      case Applier::Progress::kRetry:
        followed.loaded = false;
        Defer(followed);
        break;
    }
    Report(applier.partition(), followed, progress.cause);
  }

  void RunRedrives() {
    std::deque<std::pair<std::string, std::promise<absl::Status>>> redrives;
    {
      const std::lock_guard lock(mutex_);
      redrives.swap(redrives_);
    }
    for (auto& [municipality, answer] : redrives) {
      absl::Status status;
      for (auto& [partition, followed] : followed_) {
        if (partition.municipality != municipality || followed.applier == nullptr) continue;
        status.Update(followed.applier->Redrive());
        if (!status.ok()) followed.loaded = false;
        Report(partition, followed, status.ok() ? "" : status.ToString());
      }
      answer.set_value(status);
    }
  }

  void Report(const Partition& partition, const Followed& followed, const std::string& cause) {
    {
      const std::lock_guard lock(mutex_);
      ViewRunner::Lag& lag = lags_[partition];
      lag.view = view_.name();
      lag.partition = partition;
      lag.waiting = !cause.empty();
      lag.cause = cause;
      if (followed.applier != nullptr && followed.loaded) {
        const Applier& applier = *followed.applier;
        lag.position = applier.position();
        lag.last_event = applier.last_event();
        lag.applied = applier.applied();
        lag.duplicates = applier.duplicates();
        lag.parked = static_cast<int64_t>(applier.parked().size());
      }
    }
    changed_.notify_all();
  }

  store::Store& store_;
  Bus& bus_;
  const ViewRunner::Options options_;
  View& view_;
  const std::unique_ptr<ConsumerView> owned_;
  std::mutex advancing_;      // held while events of a poll are applied; before one_at_a_time_
  std::mutex one_at_a_time_;  // held while the view is asked: by the thread, a rebuild or a fold

  std::map<Partition, Followed> followed_;  // the thread alone

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool stopping_ = false;                                                    // guarded by mutex_
  std::map<Partition, ViewRunner::Lag> lags_;                                // guarded by mutex_
  std::deque<std::pair<std::string, std::promise<absl::Status>>> redrives_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace

class ViewRunner::Impl {
 public:
  Impl(store::Store& given_store, Bus& given_bus, Options given_options)
      : store(given_store), bus(given_bus), options(std::move(given_options)) {}

  absl::StatusOr<Follower*> Find(const std::string& name) {
    for (const auto& follower : followers) {
      if (follower->view().name() == name) return follower.get();
    }
    return absl::NotFoundError(absl::StrCat("no view ", Quoted(name)));
  }

  absl::StatusOr<Follower*> FindView(const std::string& name) {
    ZWK_ASSIGN_OR_RETURN(Follower * follower, Find(name));
    if (!follower->is_view()) {
      return absl::InvalidArgumentError(absl::StrCat(Quoted(name), " is a consumer, not a view"));
    }
    return follower;
  }

  Steady::time_point GiveUp(Time deadline) const {
    if (deadline == kNoDeadline) return Steady::now() + std::chrono::hours(24);
    const Time now = options.clock != nullptr ? options.clock->Now() : system_clock.Now();
    return Steady::now() + (deadline - now);
  }

  store::Store& store;
  Bus& bus;
  const Options options;
  const SystemClock system_clock;
  std::vector<std::unique_ptr<Follower>> followers;
};

ViewRunner::ViewRunner(store::Store& store, Bus& bus) : ViewRunner(store, bus, Options()) {}

ViewRunner::ViewRunner(store::Store& store, Bus& bus, Options options)
    : impl_(std::make_unique<Impl>(store, bus, std::move(options))) {}

ViewRunner::~ViewRunner() { Stop(); }

void ViewRunner::Add(View& view) {
  impl_->followers.push_back(
      std::make_unique<Follower>(impl_->store, impl_->bus, impl_->options, view, nullptr));
}

void ViewRunner::Add(Consumer& consumer) {
  auto owned = std::make_unique<ConsumerView>(consumer);
  View& view = *owned;
  impl_->followers.push_back(
      std::make_unique<Follower>(impl_->store, impl_->bus, impl_->options, view, std::move(owned)));
}

void ViewRunner::Start() {
  for (const auto& follower : impl_->followers) follower->Start();
}

void ViewRunner::Stop() {
  // The last one first: a consumer may wait for the views before it.
  for (auto it = impl_->followers.rbegin(); it != impl_->followers.rend(); ++it) (*it)->Stop();
}

absl::Status ViewRunner::CatchUp(Time deadline) { return Await(/*consumers=*/true, deadline); }

absl::Status ViewRunner::CatchUpViews(Time deadline) {
  return Await(/*consumers=*/false, deadline);
}

absl::Status ViewRunner::Await(bool consumers, Time deadline) {
  const Steady::time_point give_up = impl_->GiveUp(deadline);
  std::vector<std::string> behind;
  for (const auto& follower : impl_->followers) {
    if (!consumers && !follower->is_view()) continue;
    const auto subscription = impl_->bus.Subscribe(follower->view().areas());
    ZWK_ASSIGN_OR_RETURN(const std::vector<Partition> partitions, subscription->Partitions());
    for (const Partition& partition : partitions) {
      ZWK_ASSIGN_OR_RETURN(const std::string target, subscription->Last(partition));
      if (!follower->AwaitPosition(partition, target, *subscription, give_up)) {
        behind.push_back(absl::StrCat(follower->view().name(), " of ", partition.area, " in ",
                                      partition.municipality));
      }
    }
  }
  if (behind.empty()) return absl::OkStatus();
  std::vector<std::string> causes;
  for (const Lag& lag : Lags()) {
    if (lag.waiting) causes.push_back(absl::StrCat(lag.view, ": ", lag.cause));
  }
  return absl::DeadlineExceededError(
      absl::StrCat("behind: ", absl::StrJoin(behind, ", "), "; ", absl::StrJoin(causes, ", ")));
}

std::vector<ViewRunner::Lag> ViewRunner::Lags() const {
  std::vector<Lag> all;
  for (const auto& follower : impl_->followers) {
    for (Lag& lag : follower->Lags()) all.push_back(std::move(lag));
  }
  return all;
}

absl::StatusOr<std::vector<ViewRunner::Parked>> ViewRunner::ListParked(
    const std::string& view, const std::string& municipality) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->Find(view));
  ZWK_ASSIGN_OR_RETURN(const std::string generation,
                       LiveGeneration(impl_->store, view, municipality));
  std::vector<Parked> all;
  for (const std::string& area : follower->view().areas()) {
    Applier applier(impl_->store, follower->view(), follower->one_at_a_time(), {area, municipality},
                    generation, true);
    ZWK_RETURN_IF_ERROR(applier.Load());
    for (const auto& [aggregate, parked] : applier.parked()) {
      all.push_back({area, aggregate, parked.cause, parked.version, parked.events});
    }
  }
  return all;
}

absl::Status ViewRunner::Redrive(const std::string& view, const std::string& municipality) {
  ZWK_ASSIGN_OR_RETURN(Follower * follower, impl_->Find(view));
  return follower->Redrive(municipality);
}

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

  ZWK_RETURN_IF_ERROR(Clearing(store, municipality).Clear(new_keys, areas));
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
      return Clearing(store, municipality).Clear(old_keys, areas);
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
