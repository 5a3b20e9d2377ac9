#include "platform/store/lane.h"

#include <algorithm>
#include <utility>

#include <poll.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::store {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr size_t kBatchCalls = 1024;
constexpr size_t kBatchBytes = 8 << 20;
constexpr int kMaxSends = 5;  // a call that ends every connection does not live for ever
constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{15000};
constexpr milliseconds kSilence{5000};   // in the midst of replies, and of connecting
constexpr milliseconds kLastWait{1000};  // for what was sent before the end
constexpr milliseconds kReconnectPause{20};
constexpr milliseconds kBetweenSweeps{50};  // so late a call is answered at most
// Redis reads this much of a connection before it carries out, syncs and answers (PROTO_IOBUF_LEN).
// It also fits into the buffers of an idle connection whatever the other side does: a caller that
// sends less is not held up.
constexpr size_t kReadAtOnce = 16 << 10;

bool IsReadable(int descriptor) {
  pollfd asked{descriptor, POLLIN, 0};
  return poll(&asked, 1, 0) != 0;
}

absl::Status Unknown(const absl::Status& cause) {
  return WithTrouble(
      absl::UnavailableError(absl::StrCat(
          "the store did not answer; whether it happened is not known: ", cause.message())),
      TroubleOf(cause));
}

// Redis is there but does not take commands yet: nothing was carried out, try again.
bool IsPassing(absl::string_view error) {
  return absl::StartsWith(error, "LOADING") || absl::StartsWith(error, "BUSY ") ||
         absl::StartsWith(error, "MASTERDOWN") || absl::StartsWith(error, "TRYAGAIN");
}

// An error that is the state of Redis, not the fault of the call. Nothing was carried out.
absl::Status StateOf(absl::string_view error) {
  if (absl::StartsWith(error, "OOM")) {
    return WithReason(absl::ResourceExhaustedError("the store is full"), "STORE_FULL");
  }
  for (const absl::string_view state : {"MISCONF", "READONLY", "CLUSTERDOWN", "NOREPLICAS"}) {
    if (absl::StartsWith(error, state)) {
      return absl::UnavailableError(absl::StrCat("the store cannot write: ", error));
    }
  }
  return absl::OkStatus();
}

}  // namespace

Lane::Lane(Options options)
    : options_(std::move(options)),
      own_timers_(options_.timers == nullptr ? std::make_optional<Timers>() : std::nullopt),
      timers_(options_.timers == nullptr ? *own_timers_ : *options_.timers),
      heard_at_(Steady::now()) {
  for (int i = 0; i < options_.connections; ++i) connections_.emplace_back(options_.address);
  thread_ = std::thread([this] { Loop(); });
}

Lane::~Lane() {
  uint64_t sweep = 0;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    sweep = sweep_;
  }
  news_.Set();
  thread_.join();
  if (sweep != 0) timers_.Cancel(sweep);
  std::unique_lock lock(mutex_);
  swept_.wait(lock, [this] { return sweep_ == 0 && !sweeping_; });
}

Task<absl::StatusOr<Reply>> Lane::Call(Command command, bool repeatable, Time deadline,
                                       size_t order, size_t owner) {
  Awaiter call{*this,
               std::make_shared<Item>(std::move(command), repeatable, deadline, order, owner)};
  co_return co_await call;
}

Lane::Waiting Lane::waiting() {
  const std::lock_guard lock(mutex_);
  return all_waiting_;
}

bool Lane::Take(const ItemPtr& item) {
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    item->answer = absl::UnavailableError("the store is shutting down");
    return false;
  }
  if (!HasRoom(*item)) {
    item->answer = WithReason(absl::ResourceExhaustedError("too many calls wait for the store"),
                              "STORE_QUEUE_FULL");
    return false;
  }
  ScheduleSweep();
  const bool nothing_sent = idle_ && !sent_;
  if (nothing_sent && item->command.body().size() < kReadAtOnce && Now() < item->deadline &&
      connections_[0].StillThere()) {
    sent_ = true;
    heard_at_ = Steady::now();
    under_way_ = {item};
    Send(under_way_);
    return true;
  }
  Push(item, false);
  if (nothing_sent) {
    idle_ = false;
    heard_at_ = Steady::now();
    news_.Set();
  }
  return true;
}

bool Lane::HasRoom(const Item& item) const {
  const size_t bytes = item.command.body().size();
  if (all_waiting_.calls >= options_.queue_limit ||
      (all_waiting_.calls > 0 && all_waiting_.bytes + bytes > options_.queue_bytes)) {
    return false;
  }
  const auto owner = owners_.find(item.owner);
  if (item.owner == 0 || owner == owners_.end()) return true;
  return 2 * owner->second.calls < options_.queue_limit &&
         2 * (owner->second.bytes + bytes) <= options_.queue_bytes;
}

void Lane::Push(const ItemPtr& item, bool first) {
  if (first) {
    waiting_.push_front(item);
  } else {
    waiting_.push_back(item);
  }
  Count(*item, 1);
}

void Lane::Count(const Item& item, int sign) {
  Waiting& owner = owners_[item.owner];
  for (Waiting* waiting : {&all_waiting_, &owner}) {
    waiting->calls += static_cast<size_t>(sign);
    waiting->bytes += static_cast<size_t>(sign) * item.command.body().size();
  }
  if (owner.calls == 0) owners_.erase(item.owner);
}

void Lane::Loop() {
  std::optional<Steady::time_point> lost_since;
  Items answered;  // of the batch before
  while (true) {
    const Next next = NextBatch(answered.empty());
    if (next == Next::kStop) break;
    if (next == Next::kSent) {
      Receive(answered);
      continue;
    }
    DropExpired(answered);
    if (under_way_.empty()) {
      GoOn(answered);
      continue;
    }
    if (StillThere()) {
      Send(under_way_);
      GoOn(answered);
      Receive(answered);
      continue;
    }
    GoOn(answered);
    const absl::Status connected = Connect();
    Remember(connected);
    if (connected.ok()) {
      lost_since.reset();
      PutBack(under_way_);
      continue;
    }
    if (!lost_since) lost_since = Steady::now();
    if (Steady::now() - *lost_since >= options_.give_up_after) {
      GiveUp(connected, answered);
      continue;
    }
    PutBack(under_way_);
    news_.Wait(-1, kReconnectPause);  // only the end is news now
  }

  GoOn(answered);
  Items left;
  {
    const std::lock_guard lock(mutex_);
    left.assign(waiting_.begin(), waiting_.end());
    for (const ItemPtr& item : left) Count(*item, -1);
    waiting_.clear();
    under_way_.clear();
  }
  for (const ItemPtr& item : left) {
    Settle(item, absl::UnavailableError("the store is shutting down"), answered);
  }
  GoOn(answered);
}

void Lane::Remember(const absl::Status& connected) {
  const std::lock_guard lock(mutex_);
  trouble_ = connected;
}

Time Lane::Now() const {
  return options_.clock != nullptr ? options_.clock->Now() : system_clock_.Now();
}

Lane::Next Lane::NextBatch(bool wait) {
  std::unique_lock lock(mutex_);
  if (!sent_) under_way_.clear();
  while (wait && !stopping_ && waiting_.empty() && !sent_) {
    idle_ = true;
    const int descriptor = connections_[0].descriptor();
    lock.unlock();
    // A bound, because nobody else notices that what a caller has sent gets no answer.
    news_.Wait(descriptor, kReplyTimeout);
    lock.lock();
    idle_ = false;
    if (!sent_ && !connections_[0].StillThere()) connections_[0].Close();
  }
  if (std::exchange(sent_, false)) return Next::kSent;
  if (stopping_) return Next::kStop;
  size_t bytes = 0;
  while (!waiting_.empty() && under_way_.size() < kBatchCalls && bytes < kBatchBytes) {
    bytes += waiting_.front()->command.body().size();
    Count(*waiting_.front(), -1);
    under_way_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return Next::kToSend;
}

void Lane::PutBack(const Items& items) {
  const std::lock_guard lock(mutex_);
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    if (!(*item)->answered) Push(*item, true);
  }
}

void Lane::Settle(const ItemPtr& item, absl::StatusOr<Reply> answer, Items& answered) {
  if (item->answered.exchange(true)) return;
  item->answer = std::move(answer);
  answered.push_back(item);
}

absl::Status Lane::Expired(const Item& item) {
  return item.in_doubt ? Unknown(absl::DeadlineExceededError("the deadline passed"))
                       : absl::DeadlineExceededError("expired before it reached the store");
}

void Lane::DropExpired(Items& answered) {
  const Time now = Now();
  const std::lock_guard lock(mutex_);
  for (const ItemPtr& item : under_way_) {
    if (now >= item->deadline) Settle(item, Expired(*item), answered);
  }
  std::erase_if(under_way_, [](const ItemPtr& item) { return item->answered.load(); });
}

void Lane::GiveUp(const absl::Status& cause, Items& answered) {
  for (const ItemPtr& item : under_way_) {
    Settle(item, item->in_doubt ? Unknown(cause) : cause, answered);
  }
}

void Lane::ScheduleSweep() {
  if (sweep_ != 0 || stopping_) return;
  sweep_ = timers_.Schedule(Steady::now() + kBetweenSweeps, [this](bool fired) {
    if (fired) Sweep();
    const std::lock_guard lock(mutex_);
    sweeping_ = false;
    if (!fired) sweep_ = 0;
    swept_.notify_all();
  });
}

void Lane::Sweep() {
  Items answered;
  {
    const std::lock_guard lock(mutex_);
    sweep_ = 0;
    sweeping_ = true;
    const Time now = Now();
    const Steady::time_point tick = Steady::now();
    const bool silent = awaited_ && tick - heard_at_.load() >= options_.give_up_after;
    const milliseconds attempt = std::min(kConnectTimeout, options_.give_up_after);
    const absl::Status nothing =
        trouble_.ok() ? absl::UnavailableError("the store does not answer") : trouble_;
    const auto look_at = [&](const ItemPtr& item) {
      const bool in_vain = silent && tick - item->since >= attempt && !item->in_doubt;
      if (now < item->deadline && !in_vain) return;
      if (item->answered.exchange(true)) return;
      // Read behind the exchange: what is about to be sent sees it, or is seen to be in doubt.
      item->answer = now >= item->deadline ? Expired(*item)
                     : item->in_doubt      ? Unknown(nothing)
                                           : nothing;
      answered.push_back(item);
    };
    std::for_each(under_way_.begin(), under_way_.end(), look_at);
    std::for_each(waiting_.begin(), waiting_.end(), look_at);
    std::erase_if(waiting_, [this](const ItemPtr& item) {
      if (!item->answered) return false;
      Count(*item, -1);
      return true;
    });
    const bool done =
        waiting_.empty() && std::all_of(under_way_.begin(), under_way_.end(),
                                        [](auto& item) { return item->answered.load(); });
    if (!done) ScheduleSweep();
  }
  GoOn(answered);
}

void Lane::GoOn(Items& answered) {
  for (const ItemPtr& item : answered) item->waiter.resume();
  answered.clear();
}

bool Lane::StillThere() const {
  return std::all_of(connections_.begin(), connections_.end(),
                     [](const Connection& connection) { return connection.StillThere(); });
}

absl::Status Lane::Connect() {
  if (!awaited_.exchange(true)) heard_at_ = Steady::now();
  for (Connection& connection : connections_)
    ZWK_RETURN_IF_ERROR(connection.Connect(kConnectTimeout, kSilence));
  Connection& first = connections_[0];
  for (const std::string& script : options_.scripts) {
    ZWK_ASSIGN_OR_RETURN(const Reply reply, first.Call({"SCRIPT", "LOAD", script}));
    if (reply.is_error()) {
      first.Close();
      return WithTrouble(absl::UnavailableError("the store is not ready"),
                         absl::StrCat("redis: ", reply.text()));
    }
  }
  heard_at_ = Steady::now();
  awaited_ = false;
  if (std::exchange(was_connected_, true) && options_.on_reconnect) options_.on_reconnect();
  return absl::OkStatus();
}

void Lane::Send(const Items& batch) {
  sent_at_ = Steady::now();
  if (!awaited_.exchange(true)) heard_at_ = sent_at_;
  size_t bytes = 0;
  for (const ItemPtr& item : batch) bytes += item->command.body().size();
  const size_t used = std::min(connections_.size(), 1 + bytes / kReadAtOnce);
  for (const ItemPtr& item : batch) {
    item->connection = nullptr;
    const bool was_in_doubt = item->in_doubt.exchange(true);
    if (item->answered) {  // before it was sent, by the sweep
      item->in_doubt = was_in_doubt;
      continue;
    }
    item->connection = &connections_[item->order % used];
    item->connection->Append(item->command);
    ++item->sends;
  }
  for (size_t i = 0; i < used; ++i) connections_[i].Flush();
}

void Lane::AwaitReply() {
  const auto first = std::find_if(under_way_.begin(), under_way_.end(),
                                  [](const ItemPtr& item) { return item->connection != nullptr; });
  if (first == under_way_.end()) return;
  Connection& connection = *(*first)->connection;
  Steady::time_point give_up = Steady::now() + kReplyTimeout;
  bool last = false;
  while (connection.connected() && !IsReadable(connection.descriptor())) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ && !std::exchange(last, true))
        give_up = std::min(give_up, Steady::now() + kLastWait);
    }
    const auto left = std::chrono::ceil<milliseconds>(give_up - Steady::now());
    if (left.count() <= 0) return connection.Close();
    news_.Wait(connection.descriptor(), left);
  }
}

void Lane::Receive(Items& answered) {
  Items again;
  bool connect_anew = false;
  AwaitReply();
  for (const ItemPtr& item : under_way_) {
    if (item->connection == nullptr) continue;
    absl::StatusOr<Reply> answer = item->connection->Read();
    heard_at_ = Steady::now();
    if (!answer.ok()) {  // this one and all behind it on the connection
      if (item->repeatable && item->sends < kMaxSends) {
        again.push_back(item);
        continue;
      }
      answer = Unknown(answer.status());
    } else if (answer->is_error()) {
      const absl::string_view error = answer->text();
      if (absl::StartsWith(error, "NOSCRIPT") || IsPassing(error)) {
        connect_anew = true;
        --item->sends;
        item->in_doubt = item->sends > 0;
        again.push_back(item);
        continue;
      }
      if (absl::Status state = StateOf(error); !state.ok()) answer = std::move(state);
    }
    Settle(item, std::move(answer), answered);
  }
  if (again.empty()) awaited_ = false;
  if (options_.on_flush) {
    options_.on_flush(under_way_.size(), std::chrono::duration_cast<std::chrono::microseconds>(
                                             Steady::now() - sent_at_));
  }
  // Connecting anew loads the scripts, or finds out that Redis is not ready, and pauses then.
  if (connect_anew) connections_[0].Close();
  if (!again.empty()) PutBack(again);
}

}  // namespace zwk::store
