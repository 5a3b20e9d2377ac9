// What a RedisStore is made of; for its own files.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/mac.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"
#include "platform/store/commit_call.h"
#include "platform/store/connection.h"
#include "platform/store/keys.h"
#include "platform/store/lane.h"
#include "platform/store/redis_store.h"
#include "platform/store/scripts.h"  // made from the .lua files

namespace zwk::store {

// For commits: a large batch of them shares an fsync.
inline constexpr int kConnectionsOfALane = 4;
inline constexpr size_t kMacBytes = 16;

// Whose share of a lane it takes.
inline size_t OwnerOf(const std::string& municipality) {
  return std::max<size_t>(1, std::hash<std::string>()(municipality));
}

// An answer that nobody expects of Redis.
absl::Status Unexpected(const Reply& reply);

class RedisStore::Impl {
 public:
  explicit Impl(Options given) : options(std::move(given)) {
    InitCrypto();
    Lane::Options lane;
    lane.address = options.address;
    lane.queue_limit = options.queue_limit;
    lane.timers = &timers;
    lane.on_reconnect = [this] { Forget(); };
    lane.scripts = {kCommitScript, kReadScript, kScanScript, kRegisterScript};
    lane.clock = options.clock;
    for (int i = 0; i < std::max(1, options.read_lanes); ++i) {
      reads.push_back(std::make_unique<Lane>(lane));
    }
    lane.on_flush = options.on_flush;
    lane.connections = kConnectionsOfALane;
    for (int i = 0; i < std::max(1, options.lanes); ++i) {
      commits.push_back(std::make_unique<Lane>(lane));
    }
  }

  Time Now() const { return options.clock != nullptr ? options.clock->Now() : system_clock.Now(); }

  Task<absl::StatusOr<Reply>> Send(Command command, const Commit& commit, Time deadline) {
    const size_t order = OrderOf(commit);
    const bool repeatable = !commit.request().id.empty();
    return commits[order % commits.size()]->Call(std::move(command), repeatable, deadline,
                                                 order / commits.size(),
                                                 OwnerOf(commit.municipality()));
  }

  // What one city reads holds up no other.
  Task<absl::StatusOr<Reply>> Read(const std::string& municipality, Command command,
                                   Time deadline) {
    const size_t owner = OwnerOf(municipality);
    return reads[owner % reads.size()]->Call(std::move(command), true, deadline, 0, owner);
  }

  void Forget() {
    const std::lock_guard lock(mutex);
    registered.clear();
  }

  // --- redis_store_checks.cc ---
  // FAILED_PRECONDITION: Redis would acknowledge what it may lose.
  Task<absl::Status> CheckSettings(Lane& lane, Time deadline);
  // Notices another store behind the same address.
  Task<absl::Status> CheckEpoch(Lane& lane, Time deadline);
  // RESOURCE_EXHAUSTED when the next commits will not fit.
  Task<absl::Status> CheckMemory(Lane& lane, Time deadline);

  bool IsRegistered(const std::string& municipality) {
    const std::lock_guard lock(mutex);
    return registered.contains(municipality);
  }

  // Before the first commit of a municipality, so that no reader of the streams misses it.
  Task<absl::Status> Register(std::string municipality, Time deadline) {
    Arguments call = {"EVALSHA",
                      kRegisterSha,
                      "2",
                      keys::Municipalities(options.area),
                      keys::NewMunicipalities(options.area),
                      municipality};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await commits[0]->Call(call, true, deadline));
    if (reply.is_error()) co_return Unexpected(reply);
    const std::lock_guard lock(mutex);
    registered.insert(std::move(municipality));
    co_return absl::OkStatus();
  }

  std::string Mac(const std::string& municipality, const ScanQuery& query,
                  const std::string& member) const {
    const absl::string_view zero("\0", 1);
    return HmacSha256(Sha256("zwk page token " + options.page_token_key),
                      absl::StrCat(options.area, zero, municipality, zero, query.index, zero,
                                   query.prefix, zero, member))
        .substr(0, kMacBytes);
  }

  // The member of the index after which to go on.
  absl::StatusOr<std::string> OpenCursor(const std::string& municipality,
                                         const ScanQuery& query) const {
    std::string bytes;
    if (absl::WebSafeBase64Unescape(query.after, &bytes) && bytes.size() > kMacBytes) {
      std::string member = bytes.substr(kMacBytes);
      if (bytes.substr(0, kMacBytes) == Mac(municipality, query, member)) return member;
    }
    return InvalidField("page_token", "does not belong to this list");
  }

  const Options options;
  const SystemClock system_clock;
  std::mutex mutex;
  std::set<std::string> registered;  // guarded by mutex
  std::string epoch;                 // guarded by mutex; of the store as last seen
  Timers timers;                     // of the lanes
  std::vector<std::unique_ptr<Lane>> reads;
  std::vector<std::unique_ptr<Lane>> commits;
};

}  // namespace zwk::store
