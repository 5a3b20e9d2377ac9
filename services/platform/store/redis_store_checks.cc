// What a store can do at the moment, and what it has to carry.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/uuid.h"
#include "platform/store/epoch.h"
#include "platform/store/redis_store_impl.h"

namespace zwk::store {
namespace {

constexpr size_t kProbeBytes = 1'000;        // about what a document has
constexpr int64_t kSpareMemory = 512 << 10;  // what Redis needs beside data while it commits

constexpr std::pair<const char*, const char*> kDurableSettings[] = {
    {"appendonly", "yes"},
    {"appendfsync", "always"},
    {"no-appendfsync-on-rewrite", "no"},
    {"maxmemory-policy", "noeviction"}};

// A line "name:figure" of what Redis says of itself; 0: not said.
int64_t FigureOf(absl::string_view info, absl::string_view name) {
  const size_t at = info.find(absl::StrCat("\n", name, ":"));
  if (at == absl::string_view::npos) return 0;
  info.remove_prefix(at + name.size() + 2);
  int64_t figure = 0;
  return absl::SimpleAtoi(info.substr(0, info.find('\r')), &figure) ? figure : 0;
}

RedisStore::Waiting WaitingIn(const std::vector<std::unique_ptr<Lane>>& lanes) {
  RedisStore::Waiting all;
  for (const auto& lane : lanes) {
    const auto [calls, bytes] = lane->waiting();
    all.calls += calls;
    all.bytes += bytes;
  }
  return all;
}

}  // namespace

// FAILED_PRECONDITION: Redis would acknowledge what it may lose.
Task<absl::Status> RedisStore::Impl::CheckSettings(Lane& lane, Time deadline) {
  for (const auto& [setting, wanted] : kDurableSettings) {
    Arguments ask = {"CONFIG", "GET", setting};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await lane.Call(std::move(ask), true, deadline));
    // A Redis user that may not see the settings is trusted to have been given right ones.
    if (reply.size() == 2 && reply[1].text() != wanted) {
      co_return absl::FailedPreconditionError(absl::StrCat("redis runs with ", setting, " ",
                                                           reply[1].text(),
                                                           "; acknowledged commits need ", wanted));
    }
  }
  co_return absl::OkStatus();
}

// Whoever meets another epoch than before looks at another store.
Task<absl::Status> RedisStore::Impl::CheckEpoch(Lane& lane, Time deadline) {
  std::string now;
  for (int attempt = 0; attempt < 2 && now.empty(); ++attempt) {
    Arguments ask = {"GET", kEpochKey};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await lane.Call(std::move(ask), true, deadline));
    if (reply.is_error()) co_return Unexpected(reply);
    now = std::string(reply.text());
    if (!now.empty()) break;
    Arguments make = {"SET", kEpochKey, NewUuidV7(system_clock), "NX"};
    ZWK_CO_RETURN_IF_ERROR((co_await lane.Call(std::move(make), true, deadline)).status());
  }
  bool other = false;
  {
    const std::lock_guard lock(mutex);
    other = !epoch.empty() && !now.empty() && epoch != now;
    if (!now.empty()) epoch = now;
    if (other) registered.clear();
  }
  if (other && options.on_other_store) options.on_other_store();
  co_return absl::OkStatus();
}

// RESOURCE_EXHAUSTED when the next commits will not fit.
Task<absl::Status> RedisStore::Impl::CheckMemory(Lane& lane, Time deadline) {
  Arguments ask = {"INFO", "memory"};
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await lane.Call(std::move(ask), true, deadline));
  const int64_t used = FigureOf(reply.text(), "used_memory");
  const int64_t most = FigureOf(reply.text(), "maxmemory");
  if (most > 0 && used + kSpareMemory > most) {
    co_return WithReason(absl::ResourceExhaustedError(
                             absl::StrCat("the store has ", used, " of ", most, " bytes in use")),
                         "STORE_FULL");
  }
  co_return absl::OkStatus();
}

Task<absl::Status> RedisStore::CheckWritable(Time deadline) {
  Lane& lane = *impl_->commits[0];
  ZWK_CO_RETURN_IF_ERROR(co_await impl_->CheckSettings(lane, deadline));
  ZWK_CO_RETURN_IF_ERROR(co_await impl_->CheckMemory(lane, deadline));
  // A municipality that nobody can be: what is written here no view and no list ever sees.
  Commit probe("zwk");
  probe.Write("writable", Commit::kAnyVersion,
              absl::StrCat(FormatTime(impl_->Now()), std::string(kProbeBytes, '.')));
  Command call =
      CommitCall(probe, impl_->options.area).ToCommand(impl_->Now(), impl_->options.outbox_limit);
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await lane.Call(std::move(call), true, deadline));
  if (reply.text() != "done") co_return Unexpected(reply);
  co_return absl::OkStatus();
}

Task<absl::Status> RedisStore::CheckAnswers(Time deadline) {
  Lane& lane = *impl_->reads[0];
  ZWK_CO_RETURN_IF_ERROR(co_await impl_->CheckSettings(lane, deadline));
  // A store that takes nothing keeps the epoch it has, or gets one later.
  const absl::Status epoch = co_await impl_->CheckEpoch(lane, deadline);
  co_return epoch.code() == absl::StatusCode::kResourceExhausted ? absl::OkStatus() : epoch;
}

Task<absl::StatusOr<RedisStore::Figures>> RedisStore::Measure(Time deadline) {
  Lane& lane = *impl_->reads[0];
  Figures figures;
  Arguments ask = {"INFO", "memory", "persistence"};
  ZWK_CO_ASSIGN_OR_RETURN(const Reply info, co_await lane.Call(std::move(ask), true, deadline));
  if (info.is_error()) co_return Unexpected(info);
  figures.memory_bytes = FigureOf(info.text(), "used_memory");
  figures.memory_limit_bytes = FigureOf(info.text(), "maxmemory");
  figures.file_bytes = FigureOf(info.text(), "aof_current_size");
  figures.delayed_syncs = FigureOf(info.text(), "aof_delayed_fsync");
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> municipalities,
                          co_await Municipalities(deadline));
  for (const std::string& municipality : municipalities) {
    const std::string outbox = keys::Outbox(municipality, impl_->options.area);
    Arguments count = {"XLEN", outbox};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply events,
                            co_await lane.Call(std::move(count), true, deadline));
    Arguments first = {"XRANGE", outbox, "-", "+", "COUNT", "1"};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply oldest,
                            co_await lane.Call(std::move(first), true, deadline));
    Figures::Outbox& figure = figures.outboxes.emplace_back();
    figure.municipality = municipality;
    figure.events = events.integer();
    // A position begins with the milliseconds at which Redis took it.
    int64_t milliseconds = 0;
    const absl::string_view position = oldest[0][0].text();
    if (absl::SimpleAtoi(position.substr(0, position.find('-')), &milliseconds)) {
      figure.oldest = FromMicros(milliseconds * 1000);
    }
  }
  co_return figures;
}

RedisStore::Waiting RedisStore::WaitingCommits() const { return WaitingIn(impl_->commits); }
RedisStore::Waiting RedisStore::WaitingReads() const { return WaitingIn(impl_->reads); }

}  // namespace zwk::store
