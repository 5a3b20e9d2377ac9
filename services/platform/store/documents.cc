#include "platform/store/documents.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <random>

#include "platform/base/errors.h"
#include "platform/base/timers.h"

namespace zwk::store {
namespace {

// Enough for a hall of sixty that writes to one document at once, on a slow build.
constexpr int kMaxAttempts = 48;

// Full jitter: parallel writers of one document spread out instead of meeting again. The first
// retry comes at once, because most conflicts are over by then.
std::chrono::microseconds Backoff(int attempt) {
  if (attempt <= 1) return std::chrono::microseconds(0);
  thread_local std::minstd_rand random(std::random_device{}());
  const int64_t most = std::min<int64_t>(50'000, int64_t{500} << std::min(attempt, 10));
  return std::chrono::microseconds(std::uniform_int_distribution<int64_t>(0, most)(random));
}

Timers& RetryTimers() {
  static Timers timers;
  return timers;
}

absl::Status Reused(const RequestKey& request) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat("request_id ", Quoted(request.id),
                                                          " was used for other content")),
                    "REQUEST_ID_REUSED");
}

}  // namespace

absl::StatusOr<int> PageLimit(int page_size) {
  if (page_size < 0) return InvalidField("page_size", "must not be negative");
  return page_size == 0 ? 50 : std::min(page_size, 500);
}

std::string PackAnswer(uint64_t version, const std::string& bytes) {
  std::string answer(sizeof(version), '\0');
  std::memcpy(answer.data(), &version, sizeof(version));
  return answer + bytes;
}

absl::StatusOr<Document> UnpackAnswer(const std::string& answer) {
  Document document;
  if (answer.size() < sizeof(document.version)) {
    return absl::DataLossError("the stored answer of a request is cut short");
  }
  std::memcpy(&document.version, answer.data(), sizeof(document.version));
  document.bytes = answer.substr(sizeof(document.version));
  return document;
}

Task<absl::StatusOr<std::string>> Transact(Store& store, Caller caller, ReadSet reads,
                                           Prepare prepare) {
  reads.request_id = caller.request.id;
  std::string obstacle;
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    if (caller.cancellation.cancelled()) co_return absl::CancelledError("no longer wanted");
    ZWK_CO_ASSIGN_OR_RETURN(ReadResult read,
                            co_await store.Get(caller.municipality, reads, caller.deadline));
    if (read.repeated) {
      if (read.repeated->fingerprint != caller.request.fingerprint) {
        co_return Reused(caller.request);
      }
      co_return std::move(read.repeated->answer);
    }
    ZWK_CO_ASSIGN_OR_RETURN(Prepared prepared, co_await prepare(std::move(read)));
    prepared.commit.Request(caller.request, prepared.answer);
    const std::vector<Commit::GuardWish> guards = prepared.commit.guards();
    ZWK_CO_ASSIGN_OR_RETURN(Outcome outcome,
                            co_await store.Apply(std::move(prepared.commit), caller.deadline));
    switch (outcome.kind) {
      case Outcome::kDone:
        co_return std::move(prepared.answer);
      case Outcome::kRepeated:
        co_return std::move(outcome.answer);
      case Outcome::kRequestReused:
        co_return Reused(caller.request);
      case Outcome::kGuardFailed:
        for (const Commit::GuardWish& guard : guards) {
          if (guard.key == outcome.key && !guard.refusal.ok()) co_return guard.refusal;
        }
        [[fallthrough]];
      case Outcome::kConflict:
        obstacle = std::move(outcome.key);
    }
    const std::chrono::microseconds pause = Backoff(attempt);
    if (pause.count() > 0) co_await RetryTimers().Sleep(pause, caller.cancellation);
  }
  co_return WithReason(
      absl::AbortedError(absl::StrCat(Quoted(obstacle), " kept changing; read again and retry")),
      "CONCURRENT_CHANGE");
}

}  // namespace zwk::store
