#include "platform/kafka/operations.h"

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/status_macros.h"
#include "platform/kafka/log_reader.h"
#include "platform/kafka/relay_cursors.h"
#include "platform/store/connection.h"
#include "platform/store/keys.h"
#include "platform/store/outbox.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_keys.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;

constexpr int kPage = 1000;
constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{30'000};
constexpr milliseconds kPatience{15'000};
constexpr milliseconds kStep{50};

// Of all events of the partition that the log has.
absl::StatusOr<std::set<std::string>> IdsInLog(const Cluster& cluster, const std::string& store,
                                               const stream::Partition& partition) {
  LogReader log(cluster);
  log.SetStore(store);
  std::set<std::string> ids;
  stream::Cursor cursor{partition, ""};
  auto heard = std::chrono::steady_clock::now();
  while (true) {
    ZWK_RETURN_IF_ERROR(log.Follow({cursor}));
    if (log.IsLost(partition)) log.GoOnFromStart(partition);  // what it has forgotten is missing
    ZWK_RETURN_IF_ERROR(log.Receive(kStep));
    std::vector<stream::Event> events;
    log.HandOut(partition, kPage, events);
    for (const stream::Event& event : events) ids.insert(event.id);
    const auto now = std::chrono::steady_clock::now();
    if (!events.empty()) {
      cursor.after = events.back().position;
      heard = now;
    } else if (log.AtEnd()) {
      return ids;
    } else if (now - heard > kPatience) {
      return absl::UnavailableError("Kafka does not answer");
    }
  }
}

// All events of a partition after a position, in its order.
absl::Status ForEach(stream::Subscription& subscription, const stream::Partition& partition,
                     const std::string& after,
                     const std::function<void(const stream::Event&)>& each) {
  stream::Cursor cursor{partition, after};
  while (true) {
    ZWK_ASSIGN_OR_RETURN(const stream::Polled polled,
                         subscription.Poll({cursor}, kPage, milliseconds(0)));
    if (!polled.failed.empty()) return polled.failed.begin()->second;
    if (polled.events.empty()) return absl::OkStatus();
    for (const stream::Event& event : polled.events) each(event);
    cursor.after = polled.events.back().position;
  }
}

// Where the outbox begins: what is before it has left for the archive. "" where nothing has.
absl::StatusOr<std::string> BeginOf(const store::Endpoint& redis,
                                    const stream::Partition& partition) {
  store::Connection connection(redis);
  ZWK_RETURN_IF_ERROR(connection.Connect(kConnectTimeout, kReplyTimeout));
  ZWK_ASSIGN_OR_RETURN(
      const store::Reply groups,
      connection.Call(
          {"XINFO", "GROUPS", store::keys::Outbox(partition.municipality, partition.area)}));
  const store::OutboxPosition archived = store::ArchivedUpTo(groups);
  return archived == store::OutboxPosition() ? "" : archived.Text();
}

// "{bremerhaven}:reporting:g:view/profiles/1/position/catalog" -> area, municipality, view.
struct ReaderKey {
  std::string area, municipality, view, generation, live_key;
};
std::optional<ReaderKey> ParseReaderKey(absl::string_view key) {
  const std::vector<std::string> parts = absl::StrSplit(key, absl::MaxSplits(':', 3));
  if (parts.size() != 4) return std::nullopt;
  const std::vector<std::string> words = absl::StrSplit(parts[3], '/');
  if (words.size() != 5 || words[0] != "view" || words[3] != "position") return std::nullopt;
  absl::string_view city = parts[0];
  if (!absl::ConsumePrefix(&city, "{") || !absl::ConsumeSuffix(&city, "}")) return std::nullopt;
  return ReaderKey{
      words[4], std::string(city), absl::StrCat(parts[1], "/", words[1]), words[2],
      absl::StrCat(parts[0], ":", parts[1], ":", parts[2], ":", stream::LiveKey(words[1]))};
}

class Measuring {
 public:
  explicit Measuring(const store::Endpoint& redis) : redis_(redis), connection_(redis) {}

  absl::StatusOr<std::vector<StreamState>> Run(const std::vector<std::string>& areas) {
    ZWK_RETURN_IF_ERROR(connection_.Connect(kConnectTimeout, kReplyTimeout));
    const auto partitions = stream::EmbeddedBus(redis_).Subscribe(areas)->Partitions();
    ZWK_RETURN_IF_ERROR(partitions.status());
    std::map<stream::Partition, StreamState> states;
    for (const stream::Partition& partition : *partitions) {
      RelayCursors cursors(redis_, partition.area);
      ZWK_ASSIGN_OR_RETURN(const RelayCursors::State state, cursors.Look(partition.municipality));
      StreamState& found = states[partition];
      found.area = partition.area;
      found.municipality = partition.municipality;
      found.committed = state.committed;
      if (state.epoch > 0) found.waiting = state.waiting();
    }
    ZWK_RETURN_IF_ERROR(FindReaders(states));
    std::vector<StreamState> all;
    for (auto& [partition, state] : states) all.push_back(std::move(state));
    return all;
  }

 private:
  absl::StatusOr<store::Reply> Call(const store::Arguments& call) {
    ZWK_ASSIGN_OR_RETURN(store::Reply reply, connection_.Call(call));
    if (reply.is_error()) return absl::UnavailableError(reply.text());
    return reply;
  }

  absl::Status FindReaders(std::map<stream::Partition, StreamState>& states) {
    std::string place = "0";
    do {
      ZWK_ASSIGN_OR_RETURN(const store::Reply page,
                           Call({"SCAN", place, "MATCH", "{*}:*:g:view/*/position/*", "COUNT",
                                 absl::StrCat(kPage)}));
      place = std::string(page[0].text());
      const store::Reply keys = page[1];
      for (size_t i = 0; i < keys.size(); ++i) {
        const std::string key(keys[i].text());
        const auto reader = ParseReaderKey(key);
        if (!reader) continue;
        const auto state = states.find({reader->area, reader->municipality});
        if (state == states.end()) continue;
        ZWK_ASSIGN_OR_RETURN(const store::Reply live, Call({"GET", reader->live_key}));
        const std::string generation(live.is_nil() ? stream::kFirstGeneration : live.text());
        if (generation != reader->generation) continue;  // one that is being built, or was
        ZWK_ASSIGN_OR_RETURN(const store::Reply position, Call({"GET", key}));
        StreamState::Reader found{reader->view, std::string(position.text()), 0};
        ZWK_ASSIGN_OR_RETURN(found.behind, Behind(state->first, found.position));
        state->second.readers.push_back(std::move(found));
      }
    } while (place != "0");
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> Behind(const stream::Partition& partition, const std::string& position) {
    const std::string outbox = position.substr(0, position.find('@'));
    ZWK_ASSIGN_OR_RETURN(
        const store::Reply rest,
        Call({"EVAL", "return #redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])", "1",
              store::keys::Outbox(partition.municipality, partition.area),
              outbox.empty() ? "-" : absl::StrCat("(", outbox), absl::StrCat(kMostCounted)}));
    return rest.integer();
  }

  const store::Endpoint redis_;
  store::Connection connection_;
};

}  // namespace

absl::StatusOr<std::vector<StreamState>> MeasureStreams(const store::Endpoint& redis,
                                                        const std::vector<std::string>& areas) {
  return Measuring(redis).Run(areas);
}

absl::Status Reconcile(const Cluster& cluster, const store::Endpoint& redis,
                       const std::string& area,
                       const std::function<void(const Reconciled&)>& tell) {
  const auto outboxes = stream::EmbeddedBus(redis).Subscribe({area});
  RelayCursors cursors(redis, area);
  ZWK_ASSIGN_OR_RETURN(const std::string store, cursors.StoreEpoch());
  ZWK_ASSIGN_OR_RETURN(const std::vector<stream::Partition> partitions, outboxes->Partitions());
  for (const stream::Partition& partition : partitions) {
    // First how far the relay is: what it sends meanwhile is not missing.
    ZWK_ASSIGN_OR_RETURN(const RelayCursors::State state, cursors.Look(partition.municipality));
    ZWK_ASSIGN_OR_RETURN(const std::set<std::string> there, IdsInLog(cluster, store, partition));
    ZWK_ASSIGN_OR_RETURN(const std::string begin, BeginOf(redis, partition));
    Reconciled found{partition.municipality, 0, 0};
    std::string before = begin, put_back_to;
    int64_t behind = 0;  // events of the outbox behind the place to put it back to
    ZWK_RETURN_IF_ERROR(ForEach(*outboxes, partition, begin, [&](const stream::Event& event) {
      ++found.kept;
      const bool relayed =
          !state.cursor.empty() && outboxes->HasReached(state.cursor, event.position);
      if (relayed && !there.contains(event.id)) {
        if (found.missing++ == 0) put_back_to = before;
      }
      if (found.missing > 0) ++behind;
      before = event.position;
    }));
    if (found.missing > 0) {
      ZWK_RETURN_IF_ERROR(cursors.PutBack(partition.municipality, put_back_to, behind));
    }
    tell(found);
  }
  return absl::OkStatus();
}

}  // namespace zwk::kafka
