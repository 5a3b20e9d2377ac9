#include <algorithm>
#include <cassert>
#include <chrono>
#include <random>

#include "platform/base/hash.h"
#include "platform/base/mac.h"
#include "platform/base/timers.h"
#include "platform/store/documents.h"
#include "platform/store/personal.h"

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

absl::Status Reused() {
  return WithReason(absl::AlreadyExistsError("the request_id was used for other content"),
                    "REQUEST_ID_REUSED");
}

// How the answer of a request is kept: whole, or not at all.
struct Remembering {
  std::string group;
  Recall recall;  // empty: the record holds the answer
};

Task<absl::StatusOr<std::string>> Run(Store& store, Caller caller, ReadSet reads, Prepare prepare,
                                      Remembering remembering) {
  reads.request_id = caller.request.id;
  reads.request_group = remembering.group;
  std::string obstacle;
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    if (caller.cancellation.cancelled()) co_return absl::CancelledError("no longer wanted");
    ZWK_CO_ASSIGN_OR_RETURN(ReadResult read,
                            co_await store.Get(caller.municipality, reads, caller.deadline));
    if (read.repeated) {
      if (read.repeated->fingerprint != caller.request.fingerprint) co_return Reused();
      if (remembering.recall) co_return remembering.recall(read);
      co_return std::move(read.repeated->answer);
    }
    ZWK_CO_ASSIGN_OR_RETURN(Prepared prepared, co_await prepare(std::move(read)));
    prepared.commit.Request(caller.request, remembering.recall ? "" : prepared.answer,
                            remembering.group);
    const std::vector<Commit::GuardWish> guards = prepared.commit.guards();
    const std::vector<Commit::AddWish> adds = prepared.commit.adds();
    ZWK_CO_ASSIGN_OR_RETURN(Outcome outcome,
                            co_await store.Apply(std::move(prepared.commit), caller.deadline));
    switch (outcome.kind) {
      case Outcome::kDone:
        co_return std::move(prepared.answer);
      case Outcome::kRepeated:
        // Somebody carried it out in between. What is not kept is read again.
        if (remembering.recall) continue;
        co_return std::move(outcome.answer);
      case Outcome::kRequestReused:
        co_return Reused();
      case Outcome::kGuardFailed:
        for (const Commit::GuardWish& guard : guards) {
          if (guard.key == outcome.key && !guard.refusal.ok()) co_return guard.refusal;
        }
        for (const Commit::AddWish& add : adds) {
          if (add.key == outcome.key && !add.refusal.ok()) co_return add.refusal;
        }
        [[fallthrough]];
      case Outcome::kConflict:
        obstacle = std::move(outcome.key);
    }
    const std::chrono::microseconds pause = Backoff(attempt);
    if (pause.count() > 0) co_await RetryTimers().Sleep(pause, caller.cancellation);
  }
  co_return WithReason(
      absl::AbortedError(absl::StrCat("'", obstacle, "' kept changing; read again and retry")),
      "CONCURRENT_CHANGE");
}

}  // namespace

Task<absl::StatusOr<std::string>> Transact(Store& store, Caller caller, ReadSet reads,
                                           Prepare prepare) {
  return Run(store, std::move(caller), std::move(reads), std::move(prepare), {});
}

Task<absl::StatusOr<std::string>> TransactPersonally(Store& store, Caller caller, std::string group,
                                                     ReadSet reads, Prepare prepare,
                                                     Recall recall) {
  // Two requests of one person with the same content leave records that are not alike.
  RequestKey& request = caller.request;
  if (!request.empty()) {
    request.fingerprint = Sha256Hex(absl::StrCat(request.id, "/", request.fingerprint));
  }
  return Run(store, std::move(caller), std::move(reads), std::move(prepare),
             {std::move(group), std::move(recall)});
}

std::string PersonalOrigin(const Caller& caller, absl::string_view key) {
  return Sha256Hex(absl::StrCat(key, "/", caller.request.fingerprint));
}

Caller Personally(Caller caller, absl::string_view secret) {
  assert(!secret.empty());
  RequestKey& request = caller.request;
  if (request.empty()) return caller;
  const absl::string_view zero("\0", 1);
  request.fingerprint = HmacSha256Hex(
      secret,
      absl::StrCat("zwk request fingerprint", zero, request.fingerprint, zero, caller.subject_ref));
  request.id = HmacSha256Hex(secret, absl::StrCat("zwk request id", zero, request.id));
  return caller;
}

}  // namespace zwk::store
