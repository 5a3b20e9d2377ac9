#include "platform/stream/follower.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/stream/generation.h"
#include "platform/stream/view_keys.h"

namespace zwk::stream {
namespace {

// At where another replica is, while nobody waits for it.
constexpr milliseconds kBetweenLooks{2000};

}  // namespace

std::map<Partition, std::vector<Event>> ByPartition(std::vector<Event> events) {
  std::map<Partition, std::vector<Event>> split;
  for (Event& event : events) {
    Partition partition{event.area, event.municipality};
    split[std::move(partition)].push_back(std::move(event));
  }
  return split;
}

void Follower::Start() {
  stopping_ = false;
  thread_ = std::thread([this] { Loop(); });
}

void Follower::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<ViewRunner::Lag> Follower::Lags() const {
  const std::lock_guard lock(mutex_);
  std::vector<ViewRunner::Lag> lags;
  for (const auto& [partition, lag] : lags_) lags.push_back(lag);
  return lags;
}

bool Follower::AwaitPosition(const Partition& partition, const std::string& target,
                             const Subscription& order, Steady::time_point give_up) {
  std::unique_lock lock(mutex_);
  ++awaiting_;
  const bool reached = changed_.wait_until(lock, give_up, [&] {
    const auto lag = lags_.find(partition);
    return lag != lags_.end() && order.HasReached(lag->second.position, target);
  });
  --awaiting_;
  return reached;
}

absl::Status Follower::Redrive(const std::string& municipality) {
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

void Follower::Loop() {
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
      for (const Cursor& cursor : cursors) Wait(followed_.at(cursor.partition), polled.status());
      Pause(options_.retry_backoff);
      continue;
    }
    look_for_partitions = polled->new_partitions;
    const std::lock_guard advancing(advancing_);
    const std::map<Partition, std::vector<Event>> found = ByPartition(std::move(polled->events));
    for (const Cursor& cursor : cursors) {
      if (Stopping()) break;
      Followed& followed = followed_.at(cursor.partition);
      const auto events = found.find(cursor.partition);
      if (const auto failed = polled->failed.find(cursor.partition);
          failed != polled->failed.end()) {
        Defer(followed);
        Wait(followed, failed->second);
      } else if (events != found.end()) {
        Process(followed, events->second);
      } else {
        ProcessNothing(cursor.partition, followed);
      }
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

bool Follower::Stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

bool Follower::Awaited() const {
  const std::lock_guard lock(mutex_);
  return awaiting_ > 0;
}

void Follower::Pause(milliseconds duration) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, duration, [&] { return stopping_; });
}

bool Follower::LookAt(const Partition& partition, Followed& followed) {
  const bool ours = !options_.is_ours || options_.is_ours(partition);
  if (ours != followed.ours) {
    followed.ours = ours;
    followed.loaded = false;
    followed.missing = followed.pending = 0;
    followed.cause.clear();
    followed.not_before = followed.looked = {};
  }
  if (ours || Steady::now() < followed.not_before) return ours;
  followed.not_before = Steady::now() + options_.wait;
  followed.loaded = false;
  const milliseconds between = Awaited() ? options_.wait : kBetweenLooks;
  if (Steady::now() - followed.looked < between) return false;
  followed.looked = Steady::now();
  return true;
}

bool Follower::Ready(const Partition& partition, Followed& followed) {
  if (!LookAt(partition, followed)) return false;
  if (followed.ours && Steady::now() < followed.not_before) return false;
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
  Report(partition, followed, followed.cause);
  return followed.ours;
}

void Follower::Defer(Followed& followed) const {
  const milliseconds most = 50 * options_.retry_backoff;
  followed.backoff =
      followed.backoff.count() == 0 ? options_.retry_backoff : std::min(most, 2 * followed.backoff);
  followed.not_before = Steady::now() + followed.backoff;
}

void Follower::Process(Followed& followed, const std::vector<Event>& events) {
  Applier& applier = *followed.applier;
  Applier::Progress progress;
  if (followed.pending == 0) followed.oldest = events.front().time;
  followed.pending = std::max(followed.pending, static_cast<int64_t>(events.size()));
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
      followed.pending = 0;
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
  // Who is fenced waits for nothing: it goes on from where the other is.
  followed.cause = progress.kind == Applier::Progress::kFenced ? "" : progress.cause;
  Report(applier.partition(), followed, followed.cause);
}

void Follower::Wait(Followed& followed, const absl::Status& unread) {
  followed.cause = unread.ToString();
  Report(followed.applier->partition(), followed, followed.cause);
}

void Follower::ProcessNothing(const Partition& partition, Followed& followed) {
  if (followed.missing > 0 || (followed.cause.empty() && followed.pending == 0)) return;
  followed.cause.clear();
  followed.pending = 0;
  followed.backoff = milliseconds(0);
  Report(partition, followed, "");
}

void Follower::RunRedrives() {
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

void Follower::Report(const Partition& partition, const Followed& followed,
                      const std::string& cause) {
  ViewRunner::Lag before, now;
  {
    const std::lock_guard lock(mutex_);
    ViewRunner::Lag& lag = lags_[partition];
    before = lag;
    lag.view = view_.name();
    lag.partition = partition;
    lag.waiting = !cause.empty();
    lag.cause = cause;
    lag.pending = followed.pending;
    lag.oldest = followed.oldest;
    if (followed.applier != nullptr && followed.loaded) {
      const Applier& applier = *followed.applier;
      lag.position = applier.position();
      lag.last_event = applier.last_event();
      lag.applied = applier.applied();
      lag.duplicates = applier.duplicates();
      lag.parked = static_cast<int64_t>(applier.parked().size());
    }
    now = lag;
  }
  changed_.notify_all();
  if (options_.on_news) Tell(before, now, followed);
}

void Follower::Tell(const ViewRunner::Lag& before, const ViewRunner::Lag& now,
                    const Followed& followed) const {
  using News = ViewRunner::News;
  if (now.waiting && now.cause != before.cause) {
    options_.on_news({News::kWaits, now.view, now.partition, now.cause});
  } else if (before.waiting && !now.waiting) {
    options_.on_news({News::kGoesOn, now.view, now.partition, before.cause});
  }
  if (now.parked > before.parked) {
    const auto& [aggregate, parked] = *followed.applier->parked().rbegin();
    options_.on_news(
        {News::kParked, now.view, now.partition,
         absl::StrCat(now.parked, " parked, among them ", aggregate, ": ", parked.cause)});
  } else if (now.parked < before.parked) {
    options_.on_news({News::kGoesOn, now.view, now.partition,
                      absl::StrCat(before.parked - now.parked, " no longer parked")});
  }
}

}  // namespace zwk::stream
