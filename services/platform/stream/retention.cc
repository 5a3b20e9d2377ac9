#include "platform/stream/retention.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/store/connection.h"
#include "platform/store/keys.h"
#include "platform/store/outbox.h"
#include "platform/stream/archive.h"
#include "platform/stream/outbox_entry.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;
using store::ArchivedUpTo;
using store::Connection;
using store::Reply;

constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{15000};
constexpr char kEventsAtOnce[] = "500";
// Of a file: what a reader unpacks at once.
constexpr size_t kFileEvents = 10'000;
constexpr size_t kFileBytes = 8 << 20;

// Moves the cursor on and takes away what is before it, unless somebody else has moved it.
// KEYS: outbox. ARGV: where the cursor was, where it goes, the least position that stays.
constexpr char kMoveScript[] = R"lua(
local at
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
  if fields['name'] == 'archived' then at = fields['last-delivered-id'] end
end
if (at or '0-0') ~= ARGV[1] then return 0 end
redis.call('XGROUP', at and 'SETID' or 'CREATE', KEYS[1], 'archived', ARGV[2])
redis.call('XTRIM', KEYS[1], 'MINID', '=', ARGV[3])
return 1
)lua";

absl::Status Unexpected(const Reply& reply) {
  return absl::UnavailableError(absl::StrCat("the event stream: ", reply.text()));
}

// One municipality's outbox.
class Leaving {
 public:
  Leaving(Connection& connection, const Retention::Options& options, std::string municipality)
      : connection_(connection),
        options_(options),
        partition_{options.area, std::move(municipality)},
        outbox_(store::keys::Outbox(partition_.municipality, partition_.area)) {}

  absl::StatusOr<int64_t> Run(Time now) {
    ZWK_ASSIGN_OR_RETURN(archived_, Cursor());
    ZWK_ASSIGN_OR_RETURN(const Reply length, connection_.Call({"XLEN", outbox_}));
    if (length.is_error()) return Unexpected(length);
    surplus_ = length.integer() - options_.most_events;
    oldest_to_stay_ =
        static_cast<uint64_t>(std::max<int64_t>(0, ToMicros(now - options_.age) / 1000));
    int64_t left = 0;
    while (true) {
      ZWK_ASSIGN_OR_RETURN(const std::vector<Event> events, Next());
      if (events.empty()) return left;
      // Where another replica does the same at this moment: what was read while it took entries away
      // may have a hole, and becomes no file.
      ZWK_ASSIGN_OR_RETURN(const OutboxPosition now_at, Cursor());
      if (now_at != archived_) return left;
      // First the file, then what it has goes: whoever misses entries finds it.
      const OutboxPosition to = OutboxPosition::Of(events.back().position);
      ZWK_RETURN_IF_ERROR(Archive(options_.archive).Append(partition_, archived_, events));
      ZWK_ASSIGN_OR_RETURN(const Reply moved,
                           connection_.Call({"EVAL", kMoveScript, "1", outbox_, archived_.Text(),
                                             to.Text(), to.Next().Text()}));
      if (moved.is_error()) return Unexpected(moved);
      if (moved.integer() == 0) return left;  // the other one was faster; the file is as good
      archived_ = to;
      left += static_cast<int64_t>(events.size());
      surplus_ -= static_cast<int64_t>(events.size());
    }
  }

 private:
  // How far the archive goes.
  absl::StatusOr<OutboxPosition> Cursor() {
    ZWK_ASSIGN_OR_RETURN(const Reply cursors, connection_.Call({"XINFO", "GROUPS", outbox_}));
    return ArchivedUpTo(cursors);
  }

  // Those that leave next, at most what a file holds.
  absl::StatusOr<std::vector<Event>> Next() {
    std::vector<Event> events;
    OutboxPosition after = archived_;
    size_t bytes = 0;
    while (events.size() < kFileEvents && bytes < kFileBytes) {
      ZWK_ASSIGN_OR_RETURN(
          const Reply page,
          connection_.Call({"XRANGE", outbox_, "(" + after.Text(), "+", "COUNT", kEventsAtOnce}));
      if (!page.is_array()) return Unexpected(page);
      for (size_t i = 0; i < page.size(); ++i) {
        Event event = ToEvent(partition_, page[i]);
        after = OutboxPosition::Of(event.position);
        const bool leaves =
            after.milliseconds < oldest_to_stay_ || static_cast<int64_t>(events.size()) < surplus_;
        if (!leaves) return events;
        bytes += event.data.size();
        events.push_back(std::move(event));
      }
      if (page.size() == 0) break;
    }
    return events;
  }

  Connection& connection_;
  const Retention::Options& options_;
  const Partition partition_;
  const std::string outbox_;
  OutboxPosition archived_;
  int64_t surplus_ = 0;
  uint64_t oldest_to_stay_ = 0;
};

}  // namespace

absl::StatusOr<int64_t> Retention::Run(Time now) const {
  Connection connection(options_.address);
  ZWK_RETURN_IF_ERROR(connection.Connect(kConnectTimeout, kReplyTimeout));
  ZWK_ASSIGN_OR_RETURN(const Reply names,
                       connection.Call({"SMEMBERS", store::keys::Municipalities(options_.area)}));
  if (!names.is_array()) return Unexpected(names);
  int64_t left = 0;
  absl::Status failed;  // of one city; the others' events leave all the same
  for (size_t i = 0; i < names.size(); ++i) {
    ZWK_RETURN_IF_ERROR(connection.Connected(kConnectTimeout, kReplyTimeout));
    const absl::StatusOr<int64_t> more =
        Leaving(connection, options_, std::string(names[i].text())).Run(now);
    failed.Update(more.status());
    left += more.value_or(0);
  }
  if (!failed.ok()) return failed;
  return left;
}

}  // namespace zwk::stream
