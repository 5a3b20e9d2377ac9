#include "platform/stream/shares.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{2000};

// Who takes part ("m:<who>" -> until when) and who holds what ("<shard>" -> "<epoch> <until> <who>"),
// by the clock of Redis. Epochs grow also where the hash was lost: they are never below the time.
// ARGV: who asks, life of a lease in ms, number of shards, "stay" or "leave". Answers shard, epoch, ...
constexpr char kScript[] = R"lua(
local key, me, life, shards = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local members, leases = 1, {}
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  local who = string.match(all[i], '^m:(.*)$')
  if not who then
    local epoch, till, owner = string.match(all[i + 1], '^(%d+) (%d+) (.*)$')
    leases[tonumber(all[i])] = {epoch = tonumber(epoch), till = tonumber(till), owner = owner}
  elseif tonumber(all[i + 1]) < now then
    redis.call('HDEL', key, all[i])
  elseif who ~= me then
    members = members + 1
  end
end
local function keep(shard, epoch, till, owner)
  redis.call('HSET', key, shard, string.format('%.0f %.0f %s', epoch, till, owner))
end
if ARGV[4] == 'leave' then
  redis.call('HDEL', key, 'm:' .. me)
  for shard, lease in pairs(leases) do
    if lease.owner == me then keep(shard, lease.epoch, 0, '-') end
  end
  return {}
end
redis.call('HSET', key, 'm:' .. me, string.format('%.0f', now + life))
local most, held = math.ceil(shards / members), {}
for shard = 0, shards - 1 do
  local lease = leases[shard]
  if lease and lease.owner == me and lease.till >= now then
    if #held < 2 * most then
      keep(shard, lease.epoch, now + life, me)
      held[#held + 1], held[#held + 2] = shard, string.format('%.0f', lease.epoch)
    else
      keep(shard, lease.epoch, 0, '-')
    end
  end
end
for shard = 0, shards - 1 do
  local lease = leases[shard]
  if #held < 2 * most and (not lease or lease.till < now) then
    local epoch = math.max(lease and lease.epoch + 1 or 0, now)
    keep(shard, epoch, now + life, me)
    held[#held + 1], held[#held + 2] = shard, string.format('%.0f', epoch)
  end
end
return held
)lua";

}  // namespace

Shares::Shares(Options options)
    : options_(std::move(options)), connection_(options_.redis), thread_([this] { Loop(); }) {}

Shares::~Shares() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

std::optional<uint64_t> Shares::Held(int shard) const {
  const std::lock_guard lock(mutex_);
  if (stopping_ || Steady::now() >= held_until_) return std::nullopt;
  const auto held = held_.find(shard);
  return held == held_.end() ? std::nullopt : std::optional(held->second);
}

absl::Status Shares::Ask(absl::string_view wish) {
  ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
  const Steady::time_point asked = Steady::now();  // the lease began later
  ZWK_ASSIGN_OR_RETURN(
      const store::Reply reply,
      connection_.Call({"EVAL", kScript, "1", options_.work, options_.me,
                        absl::StrCat(options_.life.count()), absl::StrCat(options_.shards), wish}));
  if (!reply.is_array()) return absl::UnavailableError(reply.text());
  std::map<int, uint64_t> held;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    held[static_cast<int>(reply[i].integer())] = static_cast<uint64_t>(reply[i + 1].integer());
  }
  const std::lock_guard lock(mutex_);
  held_ = std::move(held);
  held_until_ = asked + options_.life;
  return absl::OkStatus();
}

void Shares::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool asked = Ask("stay").ok();
    lock.lock();
    // What could not be asked is asked again soon: until then the lease goes on.
    stop_.wait_for(lock,
                   asked ? options_.life / 3 : std::min(options_.life / 10, milliseconds(200)),
                   [this] { return stopping_; });
  }
  lock.unlock();
  (void)Ask("leave");  // if it cannot be said, the lease ends by itself
}

}  // namespace zwk::stream
