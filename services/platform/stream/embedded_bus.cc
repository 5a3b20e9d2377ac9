#include "platform/stream/embedded_bus.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/store/connection.h"
#include "platform/store/keys.h"
#include "platform/stream/attributes.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;
using store::Arguments;
using store::Connection;
using store::Reply;

constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{15000};  // longer than any Poll waits

absl::Status Unready(const Reply& reply) {
  return absl::UnavailableError(absl::StrCat("the event stream: ", reply.text()));
}

Event ToEvent(const Partition& partition, const Reply& entry) {
  Event event;
  event.area = partition.area;
  event.municipality = partition.municipality;
  event.position = std::string(entry[0].text());
  const Reply fields = entry[1];
  for (size_t f = 0; f + 1 < fields.size(); f += 2) {
    const absl::string_view name = fields[f].text();
    const absl::string_view value = fields[f + 1].text();
    if (name == "data") {
      event.data = std::string(value);
    } else {
      SetAttribute(event, name, value);
    }
  }
  if (event.version == 0 && event.unreadable.empty()) ReadVersion("", event);
  return event;
}

// Where a reader of the outbox goes on. A position in the log of Kafka ("1648474200000-3@17") is no
// place here: such a reader begins anew, and what it has it knows by the versions.
std::string ReadAfter(const std::string& position) {
  return position.empty() || absl::StrContains(position, '@') ? "0" : position;
}

// The part of any position that is of the outbox.
absl::string_view OfOutbox(absl::string_view position) {
  return position.substr(0, position.find('@'));
}

class OutboxSubscription : public Subscription {
 public:
  OutboxSubscription(store::Endpoint address, std::vector<std::string> areas)
      : connection_(std::move(address)), areas_(std::move(areas)), news_after_(areas_.size()) {}

  absl::StatusOr<std::vector<Partition>> Partitions() override {
    ZWK_RETURN_IF_ERROR(Connected());
    std::vector<Partition> partitions;
    for (size_t i = 0; i < areas_.size(); ++i) {
      // First where the news ends, then the names: whoever comes between is in both.
      ZWK_ASSIGN_OR_RETURN(const std::string last,
                           LastOf(store::keys::NewMunicipalities(areas_[i])));
      ZWK_ASSIGN_OR_RETURN(const Reply names,
                           connection_.Call({"SMEMBERS", store::keys::Municipalities(areas_[i])}));
      if (!names.is_array()) return Unready(names);
      for (size_t n = 0; n < names.size(); ++n) {
        partitions.push_back({areas_[i], std::string(names[n].text())});
      }
      news_after_[i] = last.empty() ? "0" : last;
    }
    std::sort(partitions.begin(), partitions.end());
    return partitions;
  }

  absl::StatusOr<Polled> Poll(const std::vector<Cursor>& cursors, int limit,
                              milliseconds wait) override {
    ZWK_RETURN_IF_ERROR(Connected());
    Arguments call = {"XREAD", "COUNT", absl::StrCat(std::max(1, limit))};
    if (wait.count() > 0) call.insert(call.end(), {"BLOCK", absl::StrCat(wait.count())});
    call.push_back("STREAMS");
    for (const Cursor& cursor : cursors) {
      call.push_back(store::keys::Outbox(cursor.partition.municipality, cursor.partition.area));
    }
    for (const std::string& area : areas_) call.push_back(store::keys::NewMunicipalities(area));
    const size_t streams = cursors.size() + areas_.size();
    const size_t first = call.size() - streams;
    for (const Cursor& cursor : cursors) call.push_back(ReadAfter(cursor.after));
    for (const std::string& after : news_after_) call.push_back(after.empty() ? "0" : after);

    ZWK_ASSIGN_OR_RETURN(const Reply reply, connection_.Call(call));
    Polled polled;
    if (reply.is_nil()) return polled;
    if (!reply.is_array()) return Unready(reply);
    for (size_t i = 0; i < reply.size(); ++i) {
      const auto name =
          std::find(call.begin() + static_cast<ptrdiff_t>(first),
                    call.begin() + static_cast<ptrdiff_t>(first + streams), reply[i][0].text());
      const size_t stream = static_cast<size_t>(name - call.begin()) - first;
      const Reply entries = reply[i][1];
      if (stream >= cursors.size()) {
        polled.new_partitions = true;  // Partitions() moves the position of the news on
        continue;
      }
      for (size_t e = 0; e < entries.size(); ++e) {
        polled.events.push_back(ToEvent(cursors[stream].partition, entries[e]));
      }
    }
    return polled;
  }

  absl::StatusOr<std::string> Last(const Partition& partition) override {
    ZWK_RETURN_IF_ERROR(Connected());
    return LastOf(store::keys::Outbox(partition.municipality, partition.area));
  }

  bool HasReached(const std::string& position, const std::string& other) const override {
    return OutboxOrder(OfOutbox(position)) >= OutboxOrder(OfOutbox(other));
  }

 private:
  absl::Status Connected() {
    if (connection_.connected()) return absl::OkStatus();
    return connection_.Connect(kConnectTimeout, kReplyTimeout);
  }

  absl::StatusOr<std::string> LastOf(const std::string& stream) {
    ZWK_ASSIGN_OR_RETURN(const Reply reply,
                         connection_.Call({"XREVRANGE", stream, "+", "-", "COUNT", "1"}));
    if (!reply.is_array()) return Unready(reply);
    return std::string(reply[0][0].text());
  }

  Connection connection_;
  const std::vector<std::string> areas_;
  std::vector<std::string> news_after_;  // per area
};

}  // namespace

std::unique_ptr<Subscription> EmbeddedBus::Subscribe(std::vector<std::string> areas) {
  return std::make_unique<OutboxSubscription>(address_, std::move(areas));
}

}  // namespace zwk::stream
