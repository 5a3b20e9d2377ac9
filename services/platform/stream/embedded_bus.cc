#include "platform/stream/embedded_bus.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
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
using store::Arguments;
using store::Connection;
using store::Reply;

constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kBetweenLooks{1000};   // for what has left, while nothing comes
constexpr milliseconds kReplyTimeout{15000};  // longer than any Poll waits

absl::Status Unready(const Reply& reply) {
  return absl::UnavailableError(absl::StrCat("the event stream: ", reply.text()));
}

// Where a reader of the outbox is. A position in the log of Kafka ("1648474200000-3@17") is no place
// here: such a reader begins anew, and what it has it knows by the versions.
OutboxPosition ReadAfter(const std::string& position) {
  return absl::StrContains(position, '@') ? OutboxPosition() : OutboxPosition::Of(position);
}

// The part of any position that is of the outbox.
OutboxPosition OfOutbox(absl::string_view position) {
  return OutboxPosition::Of(position.substr(0, position.find('@')));
}

class OutboxSubscription : public Subscription {
 public:
  OutboxSubscription(store::Endpoint address, std::vector<std::string> areas,
                     const std::string& archive)
      : connection_(std::move(address)), areas_(std::move(areas)), news_after_(areas_.size()) {
    if (!archive.empty()) archive_.emplace(archive);
  }

  absl::StatusOr<std::vector<Partition>> Partitions() override {
    ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
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
    ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
    // Events may leave before they are read, and none come after them: then no entry says so.
    if (const auto now = std::chrono::steady_clock::now(); now - looked_ > kBetweenLooks) {
      archived_.clear();
      looked_ = now;
    }
    Polled polled;
    ZWK_ASSIGN_OR_RETURN(const std::vector<Cursor> in_store, PollArchive(cursors, limit, polled));
    if (!polled.events.empty()) wait = milliseconds(0);
    ZWK_RETURN_IF_ERROR(PollStore(in_store, limit, wait, polled));
    return polled;
  }

  absl::StatusOr<std::string> Last(const Partition& partition) override {
    ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
    ZWK_ASSIGN_OR_RETURN(std::string last,
                         LastOf(store::keys::Outbox(partition.municipality, partition.area)));
    if (!last.empty()) return last;
    ZWK_RETURN_IF_ERROR(LookForArchived({partition}));
    const OutboxPosition archived = archived_[partition];
    return archived == OutboxPosition() ? "" : archived.Text();
  }

  bool HasReached(const std::string& position, const std::string& other) const override {
    return OfOutbox(position) >= OfOutbox(other);
  }

 private:
  absl::StatusOr<std::string> LastOf(const std::string& stream) {
    ZWK_ASSIGN_OR_RETURN(const Reply reply,
                         connection_.Call({"XREVRANGE", stream, "+", "-", "COUNT", "1"}));
    if (!reply.is_array()) return Unready(reply);
    return std::string(reply[0][0].text());
  }

  // What is behind the cursors in the archive; answers those that go on in the store.
  absl::StatusOr<std::vector<Cursor>> PollArchive(const std::vector<Cursor>& cursors, int limit,
                                                  Polled& polled) {
    std::vector<Partition> unknown;
    for (const Cursor& cursor : cursors) {
      if (!archived_.contains(cursor.partition)) unknown.push_back(cursor.partition);
    }
    ZWK_RETURN_IF_ERROR(LookForArchived(unknown));
    std::vector<Cursor> in_store;
    for (const Cursor& cursor : cursors) {
      const OutboxPosition after = ReadAfter(cursor.after);
      const OutboxPosition archived = archived_.at(cursor.partition);
      if (after >= archived) {
        in_store.push_back(cursor);
        continue;
      }
      const absl::Status read =
          ReadArchive(cursor.partition, after, archived, limit, polled.events);
      if (!read.ok()) polled.failed[cursor.partition] = read;
    }
    return in_store;
  }

  // What is behind `after`, of which up to `archived` is in the archive.
  absl::Status ReadArchive(const Partition& partition, OutboxPosition after,
                           OutboxPosition archived, int limit, std::vector<Event>& events) {
    const std::string what =
        absl::StrCat("events of ", partition.area, " in ", partition.municipality, " up to ",
                     archived.Text(), " are in the archive");
    if (!archive_) return absl::UnavailableError(absl::StrCat(what, ", which is not at hand"));
    ZWK_ASSIGN_OR_RETURN(std::vector<Event> found,
                         archive_->Read(partition, after, static_cast<size_t>(std::max(1, limit))));
    if (found.empty()) return absl::DataLossError(absl::StrCat(what, ", but not there"));
    std::move(found.begin(), found.end(), std::back_inserter(events));
    return absl::OkStatus();
  }

  absl::Status PollStore(const std::vector<Cursor>& cursors, int limit, milliseconds wait,
                         Polled& polled) {
    Arguments call = {"XREAD", "COUNT", absl::StrCat(std::max(1, limit))};
    if (wait.count() > 0) call.insert(call.end(), {"BLOCK", absl::StrCat(wait.count())});
    call.push_back("STREAMS");
    for (const Cursor& cursor : cursors) {
      call.push_back(store::keys::Outbox(cursor.partition.municipality, cursor.partition.area));
    }
    for (const std::string& area : areas_) call.push_back(store::keys::NewMunicipalities(area));
    const size_t streams = cursors.size() + areas_.size();
    const size_t first = call.size() - streams;
    for (const Cursor& cursor : cursors) call.push_back(ReadAfter(cursor.after).Text());
    for (const std::string& after : news_after_) call.push_back(after.empty() ? "0" : after);

    ZWK_ASSIGN_OR_RETURN(const Reply reply, connection_.Call(call));
    if (reply.is_nil()) return absl::OkStatus();
    if (!reply.is_array()) return Unready(reply);
    std::vector<std::pair<size_t, Reply>> found;  // number of the cursor, entries
    std::vector<Partition> partitions;
    for (size_t i = 0; i < reply.size(); ++i) {
      const auto name =
          std::find(call.begin() + static_cast<ptrdiff_t>(first),
                    call.begin() + static_cast<ptrdiff_t>(first + streams), reply[i][0].text());
      const size_t stream = static_cast<size_t>(name - call.begin()) - first;
      if (stream >= cursors.size()) {
        polled.new_partitions = true;  // Partitions() moves the position of the news on
        continue;
      }
      found.emplace_back(stream, reply[i][1]);
      partitions.push_back(cursors[stream].partition);
    }
    // Between cursor and entries something may have left for the archive: then it is read from there
    // the next time.
    ZWK_RETURN_IF_ERROR(LookForArchived(partitions));
    for (const auto& [stream, entries] : found) {
      const Cursor& cursor = cursors[stream];
      if (ReadAfter(cursor.after) < archived_.at(cursor.partition)) continue;
      for (size_t e = 0; e < entries.size(); ++e) {
        polled.events.push_back(ToEvent(cursor.partition, entries[e]));
      }
    }
    return absl::OkStatus();
  }

  absl::Status LookForArchived(const std::vector<Partition>& partitions) {
    for (const Partition& partition : partitions) {
      connection_.Append(
          {"XINFO", "GROUPS", store::keys::Outbox(partition.municipality, partition.area)});
    }
    for (const Partition& partition : partitions) {
      ZWK_ASSIGN_OR_RETURN(const Reply groups, connection_.Read());
      if (groups.is_error() && !absl::StrContains(groups.text(), "no such key")) {
        connection_.Close();  // the other answers are still on their way
        return Unready(groups);
      }
      archived_[partition] = store::ArchivedUpTo(groups);
    }
    return absl::OkStatus();
  }

  Connection connection_;
  std::optional<Archive> archive_;
  std::map<Partition, OutboxPosition> archived_;  // as seen last
  std::chrono::steady_clock::time_point looked_{};
  const std::vector<std::string> areas_;
  std::vector<std::string> news_after_;  // per area
};

}  // namespace

std::unique_ptr<Subscription> EmbeddedBus::Subscribe(std::vector<std::string> areas) {
  return std::make_unique<OutboxSubscription>(address_, std::move(areas), archive_);
}

}  // namespace zwk::stream
