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

Task<absl::StatusOr<Reply>> Lane::Call(Command command, bool repeatable, Time deadline) {
  Item item{std::move(command), repeatable, deadline, 0, false, {}};
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
  std::optional<Steady::time_point> lost_since;
  std::vector<Answer> answers;  // of the batch before
  while (true) {
    std::optional<std::vector<Item>> batch = NextBatch(answers.empty());
    if (!batch) break;
    DropExpired(*batch, clock.Now(), answers);
    if (batch->empty()) {
      GoOn(answers);
      continue;
    }
    if (connection_.StillThere()) {
      Send(*batch);
      GoOn(answers);
      answers = Receive(*std::move(batch));
      continue;
    }
    GoOn(answers);
    const absl::Status connected = Connect();
    if (connected.ok()) {
      lost_since.reset();
      PutBack(*std::move(batch));
      continue;
    }
    if (!lost_since) lost_since = Steady::now();
    if (Steady::now() - *lost_since >= options_.give_up_after) {
      for (Item& item : *batch) {
        answers.push_back({item.done, item.in_doubt ? Unknown(connected) : connected});
      }
      continue;
    }
    PutBack(*std::move(batch));
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kReconnectPause, [&] { return stopping_; });
  }

  GoOn(answers);
  std::deque<Item> left;
  {
    const std::lock_guard lock(mutex_);
    left.swap(waiting_);
  }
  for (Item& item : left) item.done.Set(absl::UnavailableError("the store is shutting down"));
}

std::optional<std::vector<Lane::Item>> Lane::NextBatch(bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
  if (stopping_) return std::nullopt;
  std::vector<Item> batch;
  size_t bytes = 0;
  while (!waiting_.empty() && batch.size() < kBatchCalls && bytes < kBatchBytes) {
    bytes += waiting_.front().command.body().size();
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

void Lane::DropExpired(std::vector<Item>& batch, Time now, std::vector<Answer>& answers) {
  const auto alive = std::stable_partition(batch.begin(), batch.end(),
                                           [&](const Item& item) { return now < item.deadline; });
  for (auto item = alive; item != batch.end(); ++item) {
    answers.push_back(
        {item->done, item->in_doubt
                         ? Unknown(absl::DeadlineExceededError("the deadline passed"))
                         : absl::DeadlineExceededError("expired before it reached the store")});
  }
  batch.erase(alive, batch.end());
}

void Lane::GoOn(std::vector<Answer>& answers) {
  for (Answer& answer : answers) answer.done.Set(std::move(answer.reply));
  answers.clear();
}

absl::Status Lane::Connect() {
  ZWK_RETURN_IF_ERROR(connection_.Connect(kConnectTimeout, kReplyTimeout));
  for (const std::string& script : options_.scripts) {
    ZWK_ASSIGN_OR_RETURN(const Reply reply, connection_.Call({"SCRIPT", "LOAD", script}));
    if (reply.is_error()) {
      connection_.Close();
      return absl::UnavailableError(absl::StrCat("redis: ", reply.text()));
    }
  }
  return absl::OkStatus();
}

void Lane::Send(std::vector<Item>& batch) {
  sent_at_ = Steady::now();
  for (Item& item : batch) {
    connection_.Append(item.command);
    ++item.sends;
  }
  connection_.Flush();
}

std::vector<Lane::Answer> Lane::Receive(std::vector<Item> batch) {
  std::vector<Answer> answers;
  std::vector<Item> again;
  bool connect_anew = false;
  for (Item& item : batch) {
    absl::StatusOr<Reply> reply = connection_.Read();
    if (!reply.ok()) {  // this one and all behind it
      item.in_doubt = true;
      if (item.repeatable && item.sends < kMaxSends) {
        again.push_back(std::move(item));
      } else {
        answers.push_back({item.done, Unknown(reply.status())});
      }
      continue;
    }
    if (reply->is_error()) {
      const absl::string_view error = reply->text();
      if (absl::StartsWith(error, "NOSCRIPT") || IsPassing(error)) {
        connect_anew = true;
        --item.sends;
        again.push_back(std::move(item));
        continue;
      }
      if (absl::Status state = StateOf(error); !state.ok()) {
        answers.push_back({item.done, std::move(state)});
        continue;
      }
    }
    answers.push_back({item.done, std::move(reply)});
  }
  if (options_.on_flush) {
    options_.on_flush(batch.size(), std::chrono::duration_cast<std::chrono::microseconds>(
                                        Steady::now() - sent_at_));
  }
  // Connecting anew loads the scripts, or finds out that Redis is not ready, and pauses then.
  if (connect_anew) connection_.Close();
  if (!again.empty()) PutBack(std::move(again));
  return answers;
}

}  // namespace zwk::store
