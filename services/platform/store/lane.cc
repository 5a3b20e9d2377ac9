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

absl::Status Unknown(const absl::Status& cause) {
  return absl::UnavailableError(absl::StrCat(
      "the store did not answer; whether it happened is not known: ", cause.message()));
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
    : options_(std::move(options)), connection_(options_.address), thread_([this] { Loop(); }) {}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Task<absl::StatusOr<Reply>> Lane::Call(Arguments arguments, bool repeatable, Time deadline) {
  Item item{std::move(arguments), repeatable, deadline, 0, false, {}};
  const OneShot<absl::StatusOr<Reply>> done = item.done;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) co_return absl::UnavailableError("the store is shutting down");
    if (waiting_.size() >= options_.queue_limit) {
      co_return WithReason(absl::ResourceExhaustedError("too many calls wait for the store"),
                           "STORE_QUEUE_FULL");
    }
    waiting_.push_back(std::move(item));
    if (waiting_.size() == 1) changed_.notify_one();
  }
  co_return co_await done;
}

void Lane::Loop() {
  const Clock& clock = options_.clock != nullptr ? *options_.clock : system_clock_;
  Steady::time_point lost_since{};  // {} while connected
  while (true) {
    std::vector<Item> batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (stopping_) break;
      batch = TakeBatch();
    }
    AnswerExpired(batch, clock.Now());
    if (batch.empty()) continue;
    const absl::Status connected = Connected();
    if (connected.ok()) {
      lost_since = {};
      Exchange(std::move(batch));
      continue;
    }
    if (lost_since == Steady::time_point{}) lost_since = Steady::now();
    if (Steady::now() - lost_since >= options_.give_up_after) {
      for (Item& item : batch) {
        item.done.Set(item.in_doubt ? Unknown(connected) : connected);
      }
      continue;
    }
    PutBack(std::move(batch));
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kReconnectPause, [&] { return stopping_; });
  }

  std::deque<Item> left;
  {
    const std::lock_guard lock(mutex_);
    left.swap(waiting_);
  }
  for (Item& item : left) item.done.Set(absl::UnavailableError("the store is shutting down"));
}

std::vector<Lane::Item> Lane::TakeBatch() {
  std::vector<Item> batch;
  size_t bytes = 0;
  while (!waiting_.empty() && batch.size() < kBatchCalls && bytes < kBatchBytes) {
    for (const std::string& argument : waiting_.front().arguments) bytes += argument.size();
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return batch;
}

void Lane::PutBack(std::vector<Item> items) {
  const std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.begin(), std::make_move_iterator(items.begin()),
                  std::make_move_iterator(items.end()));
}

void Lane::AnswerExpired(std::vector<Item>& batch, Time now) {
  const auto alive = std::stable_partition(batch.begin(), batch.end(),
                                           [&](const Item& item) { return now < item.deadline; });
  for (auto item = alive; item != batch.end(); ++item) {
    item->done.Set(item->in_doubt
                       ? Unknown(absl::DeadlineExceededError("the deadline passed"))
                       : absl::DeadlineExceededError("expired before it reached the store"));
  }
  batch.erase(alive, batch.end());
}

absl::Status Lane::Connected() {
  if (connection_.StillThere()) return absl::OkStatus();
  ZWK_RETURN_IF_ERROR(connection_.Connect(kConnectTimeout, kReplyTimeout));
  return LoadScripts();
}

absl::Status Lane::LoadScripts() {
  for (const std::string& script : options_.scripts) {
    ZWK_ASSIGN_OR_RETURN(const Reply reply, connection_.Call({"SCRIPT", "LOAD", script}));
    if (reply.is_error()) {
      connection_.Close();
      return absl::UnavailableError(absl::StrCat("redis: ", reply.text()));
    }
  }
  return absl::OkStatus();
}

void Lane::Exchange(std::vector<Item> batch) {
  const Steady::time_point start = Steady::now();
  for (Item& item : batch) {
    connection_.Append(item.arguments);
    ++item.sends;
  }
  std::vector<absl::StatusOr<Reply>> replies;
  replies.reserve(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    replies.push_back(connection_.Read());
    if (!replies.back().ok()) break;
  }
  if (options_.on_flush) {
    options_.on_flush(batch.size(),
                      std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start));
  }

  // First what is to be sent again, so that it comes before what its awaiting coroutines enqueue.
  std::vector<Item> again;
  std::vector<std::pair<Item, absl::StatusOr<Reply>>> answered;
  bool reload = false;
  for (size_t i = 0; i < batch.size(); ++i) {
    Item& item = batch[i];
    if (i >= replies.size() || !replies[i].ok()) {  // the connection was lost
      const absl::Status& cause = replies.back().status();
      item.in_doubt = true;
      if (item.repeatable && item.sends < kMaxSends) {
        again.push_back(std::move(item));
      } else {
        answered.emplace_back(std::move(item), Unknown(cause));
      }
      continue;
    }
    if (replies[i]->is_error()) {
      const absl::string_view error = replies[i]->text();
      if (absl::StartsWith(error, "NOSCRIPT") || IsPassing(error)) {
        reload = true;
        --item.sends;
        again.push_back(std::move(item));
        continue;
      }
      if (absl::Status state = StateOf(error); !state.ok()) {
        answered.emplace_back(std::move(item), std::move(state));
        continue;
      }
    }
    answered.emplace_back(std::move(item), std::move(replies[i]));
  }
  // Connecting anew loads the scripts, or finds out that Redis is not ready, and pauses then.
  if (reload) connection_.Close();
  if (!again.empty()) PutBack(std::move(again));
  for (auto& [item, reply] : answered) item.done.Set(std::move(reply));
}

}  // namespace zwk::store
