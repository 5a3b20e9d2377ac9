#include "platform/kafka/relay_cursors.h"

#include <chrono>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/store/epoch.h"
#include "platform/store/keys.h"

namespace zwk::kafka {
namespace {

constexpr std::chrono::milliseconds kConnectTimeout{1000};
constexpr std::chrono::milliseconds kReplyTimeout{5000};

// KEYS: the cursor, the outbox. ARGV: epoch, "" to look alone; the log. What was trimmed before anybody
// relayed counts as relayed; what has left for the archive is there for the relay.
constexpr char kClaim[] = R"lua(
local state = redis.call('HMGET', KEYS[1], 'epoch', 'cursor', 'relayed', 'log')
local added, length = 0, 0
if redis.call('EXISTS', KEYS[2]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #info, 2 do
    if info[i] == 'entries-added' then added = info[i + 1] end
    if info[i] == 'length' then length = info[i + 1] end
  end
end
if added > 0 and #redis.call('XINFO', 'GROUPS', KEYS[2]) > 0 then length = added end
local relayed = tonumber(state[3] or added - length)
if ARGV[1] ~= '' then
  if tonumber(state[1] or '0') > tonumber(ARGV[1]) then return {'fenced'} end
  if state[2] and state[4] ~= ARGV[2] then
    state[2], relayed = '', added - length
    redis.call('HDEL', KEYS[1], 'cursor')
  end
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'relayed', relayed, 'log', ARGV[2])
end
return {'ok', state[2] or '', relayed, state[1] or '0', added}
)lua";

// ARGV: epoch, from, to, events.
constexpr char kMove[] = R"lua(
local state = redis.call('HMGET', KEYS[1], 'epoch', 'cursor')
if state[1] ~= ARGV[1] then return 'another relay' end
if (state[2] or '') ~= ARGV[2] then return 'put back' end
redis.call('HSET', KEYS[1], 'cursor', ARGV[3])
redis.call('HINCRBY', KEYS[1], 'relayed', ARGV[4])
return 'ok'
)lua";

// ARGV: to, events that wait behind it.
constexpr char kPutBack[] = R"lua(
local added = 0
local info = redis.call('XINFO', 'STREAM', KEYS[2])
for i = 1, #info, 2 do if info[i] == 'entries-added' then added = info[i + 1] end end
redis.call('HSET', KEYS[1], 'cursor', ARGV[1], 'relayed', added - tonumber(ARGV[2]))
return 'ok'
)lua";

}  // namespace

std::string RelayCursors::KeyOf(const std::string& municipality) const {
  return store::keys::Prefix(municipality, area_) + "relay";
}
std::string RelayCursors::FullKey() const { return absl::StrCat("{zwk}:", area_, ":relay-full"); }

absl::StatusOr<std::string> RelayCursors::StoreEpoch() {
  ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
  return store::Epoch(connection_);
}

absl::StatusOr<store::Reply> RelayCursors::Call(const store::Arguments& call) {
  ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
  ZWK_ASSIGN_OR_RETURN(store::Reply reply, connection_.Call(call));
  if (reply.is_error()) return absl::UnavailableError(reply.text());
  return reply;
}

absl::StatusOr<RelayCursors::State> RelayCursors::Claim(const std::string& municipality,
                                                        uint64_t epoch, const std::string& log) {
  return Ask(municipality, absl::StrCat(epoch), log);
}

absl::StatusOr<RelayCursors::State> RelayCursors::Look(const std::string& municipality) {
  return Ask(municipality, "", "");
}

absl::StatusOr<RelayCursors::State> RelayCursors::Ask(const std::string& municipality,
                                                      const std::string& epoch,
                                                      const std::string& log) {
  ZWK_ASSIGN_OR_RETURN(const store::Reply reply,
                       Call({"EVAL", kClaim, "2", KeyOf(municipality),
                             store::keys::Outbox(municipality, area_), epoch, log}));
  if (reply[0].text() != "ok") return absl::AbortedError("another relay has taken over");
  State state;
  state.cursor = std::string(reply[1].text());
  state.relayed = reply[2].integer();
  (void)absl::SimpleAtoi(reply[3].text(), &state.epoch);
  state.committed = reply[4].integer();
  return state;
}

absl::Status RelayCursors::Move(const std::string& municipality, uint64_t epoch,
                                const std::string& from, const std::string& to, int64_t events) {
  ZWK_ASSIGN_OR_RETURN(const store::Reply reply,
                       Call({"EVAL", kMove, "1", KeyOf(municipality), absl::StrCat(epoch), from, to,
                             absl::StrCat(events)}));
  if (reply.text() != "ok") return absl::AbortedError(reply.text());
  return absl::OkStatus();
}

absl::Status RelayCursors::PutBack(const std::string& municipality, const std::string& to,
                                   int64_t waiting) {
  return Call({"EVAL", kPutBack, "2", KeyOf(municipality), store::keys::Outbox(municipality, area_),
               to, absl::StrCat(waiting)})
      .status();
}

absl::Status RelayCursors::SetFull(const std::string& municipality, bool full) {
  return Call({full ? "SADD" : "SREM", FullKey(), municipality}).status();
}

absl::StatusOr<std::set<std::string>> RelayCursors::Full() {
  ZWK_ASSIGN_OR_RETURN(const store::Reply reply, Call({"SMEMBERS", FullKey()}));
  std::set<std::string> full;
  for (size_t i = 0; i < reply.size(); ++i) full.emplace(reply[i].text());
  return full;
}

}  // namespace zwk::kafka
