#include "platform/kafka/kafka_bus.h"

#include <algorithm>
#include <chrono>

#include "platform/base/status_macros.h"
#include "platform/kafka/log_position.h"
#include "platform/kafka/log_reader.h"
#include "platform/store/connection.h"
#include "platform/store/epoch.h"
#include "platform/stream/embedded_bus.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// For one look at what there is: whoever does not wait wants to know that there is no more.
constexpr milliseconds kPatience{15'000};
constexpr milliseconds kStep{50};
constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{5000};

class KafkaSubscription : public stream::Subscription {
 public:
  KafkaSubscription(const Cluster& cluster, const store::Endpoint& redis,
                    std::unique_ptr<stream::Subscription> outboxes)
      : connection_(redis), outboxes_(std::move(outboxes)), log_(cluster) {}

  absl::StatusOr<std::vector<stream::Partition>> Partitions() override {
    return outboxes_->Partitions();
  }

  absl::StatusOr<stream::Polled> Committed(const std::vector<stream::Cursor>& cursors,
                                           int limit) override {
    std::vector<stream::Cursor> of_outboxes = cursors;
    for (stream::Cursor& cursor : of_outboxes) {
      cursor.after = LogPosition::Parse(cursor.after).furthest;
    }
    return outboxes_->Committed(of_outboxes, limit);
  }

  absl::StatusOr<std::string> Last(const stream::Partition& partition) override {
    return outboxes_->Last(partition);
  }

  bool HasReached(const std::string& position, const std::string& other) const override {
    return LogPosition::Parse(position).HasReached(LogPosition::Parse(other));
  }

  absl::StatusOr<stream::Polled> Poll(const std::vector<stream::Cursor>& cursors, int limit,
                                      milliseconds wait) override {
    if (cursors.empty()) return outboxes_->Poll({}, 1, wait);  // for a city to come
    const Steady::time_point start = Steady::now();
    const bool to_the_end = wait.count() == 0;
    milliseconds patience{0};
    while (true) {
      ZWK_RETURN_IF_ERROR(Follow(cursors));
      ZWK_ASSIGN_OR_RETURN(stream::Polled polled, PollOutboxes(cursors, limit));
      ZWK_RETURN_IF_ERROR(log_.Receive(polled.events.empty() ? patience : milliseconds(0)));
      for (const stream::Cursor& cursor : cursors) {
        log_.HandOut(cursor.partition, std::max(1, limit), polled.events);
      }
      const auto spent = std::chrono::duration_cast<milliseconds>(Steady::now() - start);
      if (!polled.events.empty() || !polled.failed.empty()) return polled;
      if (to_the_end ? log_.AtEnd() : polled.new_partitions || spent >= wait) return polled;
      if (spent >= std::max(wait, kPatience))
        return absl::UnavailableError("Kafka does not answer");
      patience = to_the_end ? kStep : std::min(kStep, wait - spent);
    }
  }

 private:
  absl::Status Follow(const std::vector<stream::Cursor>& cursors) {
    if (!log_.AreAt(cursors)) {  // what the outboxes are may have changed as well
      ZWK_RETURN_IF_ERROR(connection_.Connected(kConnectTimeout, kReplyTimeout));
      ZWK_ASSIGN_OR_RETURN(const std::string epoch, store::Epoch(connection_));
      log_.SetStore(epoch);
    }
    return log_.Follow(cursors);
  }

  // Whether there are new cities, and for those whose place is lost in the log what comes next. Once
  // that is nothing, they go on with the log.
  absl::StatusOr<stream::Polled> PollOutboxes(const std::vector<stream::Cursor>& cursors,
                                              int limit) {
    std::vector<stream::Cursor> lost;
    for (const stream::Cursor& cursor : cursors) {
      if (log_.IsLost(cursor.partition)) lost.push_back(cursor);
    }
    if (lost.empty()) return outboxes_->Poll({}, 1, milliseconds(0));
    ZWK_ASSIGN_OR_RETURN(stream::Polled polled, Committed(lost, limit));
    for (const stream::Cursor& cursor : lost) {
      const bool goes_on =
          std::none_of(polled.events.begin(), polled.events.end(), [&](const stream::Event& event) {
            return event.municipality == cursor.partition.municipality &&
                   event.area == cursor.partition.area;
          });
      if (!goes_on || polled.failed.contains(cursor.partition)) continue;
      // Nothing is also seen of what has just left for the archive; the next look finds it there.
      ZWK_ASSIGN_OR_RETURN(const std::string last, outboxes_->Last(cursor.partition));
      if (HasReached(cursor.after, last)) log_.GoOnFromStart(cursor.partition);
    }
    return polled;
  }

  store::Connection connection_;
  const std::unique_ptr<stream::Subscription> outboxes_;
  LogReader log_;
};

}  // namespace

std::unique_ptr<stream::Subscription> KafkaBus::Subscribe(std::vector<std::string> areas) {
  stream::EmbeddedBus outboxes(redis_, archive_);
  return std::make_unique<KafkaSubscription>(cluster_, redis_,
                                             outboxes.Subscribe(std::move(areas)));
}

}  // namespace zwk::kafka
