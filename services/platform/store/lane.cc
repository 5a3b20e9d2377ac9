#include "platform/store/lane.h"

#include <algorithm>
#include <utility>

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
constexpr milliseconds kReconnectPause{20};
// Redis reads this much of a connection before it carries out, syncs and answers (PROTO_IOBUF_LEN).
// It also fits into the buffers of an idle connection whatever the other side does: a caller that
// sends less is not held up.
constexpr size_t kReadAtOnce = 16 << 10;

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

Lane::Lane(Options options) : options_(std::move(options)) {
  for (int i = 0; i < options_.connections; ++i) connections_.emplace_back(options_.address);
  thread_ = std::thread([this] { Loop(); });
}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.Set();
  thread_.join();
}

Task<absl::StatusOr<Reply>> Lane::Call(Command command, bool repeatable, Time deadline,
                                       size_t order) {
  Item item{*this, std::move(command), repeatable, deadline, order};
  co_return co_await item;
}

bool Lane::Take(Item& item) {
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    item.answer = absl::UnavailableError("the store is shutting down");
    return false;
  }
  if (waiting_.size() >= options_.queue_limit) {
    item.answer = WithReason(absl::ResourceExhaustedError("too many calls wait for the store"),
                             "STORE_QUEUE_FULL");
    return false;
  }
  const bool nothing_sent = idle_ && sent_ == nullptr;
  if (nothing_sent && item.command.body().size() < kReadAtOnce && Now() < item.deadline &&
      connections_[0].StillThere()) {
    sent_ = &item;
    Send({&item});
    return true;
  }
  waiting_.push_back(&item);
  if (nothing_sent) {
    idle_ = false;
    news_.Set();
  }
  return true;
}

void Lane::Loop() {
  std::optional<Steady::time_point> lost_since;
  Items answered;  // of the batch before
  while (true) {
    std::optional<Batch> next = NextBatch(answered.empty());
    if (!next) break;
    Items& batch = next->items;
    if (next->sent) {
      Receive(batch, answered);
      continue;
    }
    DropExpired(batch, Now(), answered);
    if (batch.empty()) {
      GoOn(answered);
      continue;
    }
    if (StillThere()) {
      Send(batch);
      GoOn(answered);
      Receive(batch, answered);
      continue;
    }
    GoOn(answered);
    const absl::Status connected = Connect();
    if (connected.ok()) {
      lost_since.reset();
      PutBack(batch);
      continue;
    }
    if (!lost_since) lost_since = Steady::now();
    if (Steady::now() - *lost_since >= options_.give_up_after) {
      for (Item* item : batch) {
        item->answer = item->in_doubt ? Unknown(connected) : connected;
        answered.push_back(item);
      }
      continue;
    }
    PutBack(batch);
    news_.Wait(-1, kReconnectPause);  // only the end is news now
  }

  GoOn(answered);
  Items left;
  {
    const std::lock_guard lock(mutex_);
    left.assign(waiting_.begin(), waiting_.end());
    waiting_.clear();
  }
  for (Item* item : left) item->answer = absl::UnavailableError("the store is shutting down");
  GoOn(left);
}

Time Lane::Now() const {
  return options_.clock != nullptr ? options_.clock->Now() : system_clock_.Now();
}

std::optional<Lane::Batch> Lane::NextBatch(bool wait) {
  std::unique_lock lock(mutex_);
  while (wait && !stopping_ && waiting_.empty() && sent_ == nullptr) {
    idle_ = true;
    const int descriptor = connections_[0].descriptor();
    lock.unlock();
    // A bound, because nobody else notices that what a caller has sent gets no answer.
    news_.Wait(descriptor, kReplyTimeout);
    lock.lock();
    idle_ = false;
    if (sent_ == nullptr && !connections_[0].StillThere()) connections_[0].Close();
  }
  if (sent_ != nullptr) return Batch{{std::exchange(sent_, nullptr)}, true};
  if (stopping_) return std::nullopt;
  Batch batch;
  size_t bytes = 0;
  while (!waiting_.empty() && batch.items.size() < kBatchCalls && bytes < kBatchBytes) {
    bytes += waiting_.front()->command.body().size();
    batch.items.push_back(waiting_.front());
    waiting_.pop_front();
  }
  return batch;
}

void Lane::PutBack(const Items& items) {
  const std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.begin(), items.begin(), items.end());
}

void Lane::DropExpired(Items& batch, Time now, Items& answered) {
  const auto alive = std::stable_partition(batch.begin(), batch.end(),
                                           [&](const Item* item) { return now < item->deadline; });
  for (auto expired = alive; expired != batch.end(); ++expired) {
    Item& item = **expired;
    item.answer = item.in_doubt
                      ? Unknown(absl::DeadlineExceededError("the deadline passed"))
                      : absl::DeadlineExceededError("expired before it reached the store");
    answered.push_back(&item);
  }
  batch.erase(alive, batch.end());
}

void Lane::GoOn(Items& answered) {
  for (const Item* item : answered) item->waiter.resume();
  answered.clear();
}

bool Lane::StillThere() const {
  return std::all_of(connections_.begin(), connections_.end(),
                     [](const Connection& connection) { return connection.StillThere(); });
}

absl::Status Lane::Connect() {
  for (Connection& connection : connections_)
    ZWK_RETURN_IF_ERROR(connection.Connect(kConnectTimeout, kReplyTimeout));
  Connection& first = connections_[0];
  for (const std::string& script : options_.scripts) {
    ZWK_ASSIGN_OR_RETURN(const Reply reply, first.Call({"SCRIPT", "LOAD", script}));
    if (reply.is_error()) {
      first.Close();
      return WithTrouble(absl::UnavailableError("the store is not ready"),
                         absl::StrCat("redis: ", reply.text()));
    }
  }
  return absl::OkStatus();
}

void Lane::Send(absl::Span<Item* const> batch) {
  sent_at_ = Steady::now();
  size_t bytes = 0;
  for (const Item* item : batch) bytes += item->command.body().size();
  const size_t used = std::min(connections_.size(), 1 + bytes / kReadAtOnce);
  for (Item* item : batch) {
    item->connection = &connections_[item->order % used];
    item->connection->Append(item->command);
    ++item->sends;
  }
  for (size_t i = 0; i < used; ++i) connections_[i].Flush();
}

void Lane::Receive(const Items& batch, Items& answered) {
  Items again;
  bool connect_anew = false;
  for (Item* item : batch) {
    item->answer = item->connection->Read();
    if (!item->answer.ok()) {  // this one and all behind it on the connection
      item->in_doubt = true;
      if (item->repeatable && item->sends < kMaxSends) {
        again.push_back(item);
        continue;
      }
      item->answer = Unknown(item->answer.status());
    } else if (item->answer->is_error()) {
      const absl::string_view error = item->answer->text();
      if (absl::StartsWith(error, "NOSCRIPT") || IsPassing(error)) {
        connect_anew = true;
        --item->sends;
        again.push_back(item);
        continue;
      }
      if (absl::Status state = StateOf(error); !state.ok()) item->answer = std::move(state);
    }
    answered.push_back(item);
  }
  if (options_.on_flush) {
    options_.on_flush(batch.size(), std::chrono::duration_cast<std::chrono::microseconds>(
                                        Steady::now() - sent_at_));
  }
  // Connecting anew loads the scripts, or finds out that Redis is not ready, and pauses then.
  if (connect_anew) connections_[0].Close();
  if (!again.empty()) PutBack(again);
}

}  // namespace zwk::store
