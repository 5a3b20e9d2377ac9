#include "platform/kafka/kafka_bus.h"

#include <algorithm>
#include <chrono>

#include "platform/base/status_macros.h"
#include "platform/kafka/log_position.h"
#include "platform/kafka/log_reader.h"
#include "platform/stream/embedded_bus.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// For one look at what there is: whoever does not wait wants to know that there is no more.
constexpr milliseconds kPatience{15'000};
constexpr milliseconds kStep{50};

class KafkaSubscription : public stream::Subscription {
 public:
  KafkaSubscription(const Cluster& cluster, std::unique_ptr<stream::Subscription> outboxes)
      : outboxes_(std::move(outboxes)), log_(cluster) {}

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
    ZWK_RETURN_IF_ERROR(log_.Follow(cursors));
    ZWK_RETURN_IF_ERROR(log_.Receive(milliseconds(0)));
    while (true) {
      ZWK_ASSIGN_OR_RETURN(stream::Polled polled, outboxes_->Poll({}, 1, milliseconds(0)));
      for (const stream::Cursor& cursor : cursors) {
        log_.HandOut(cursor.partition, std::max(1, limit), polled.events);
      }
      const auto spent = std::chrono::duration_cast<milliseconds>(Steady::now() - start);
      const bool to_the_end = wait.count() == 0;
      if (!polled.events.empty()) return polled;
      if (to_the_end ? log_.AtEnd() : polled.new_partitions || spent >= wait) return polled;
      if (spent >= std::max(wait, kPatience))
        return absl::UnavailableError("Kafka does not answer");
      ZWK_RETURN_IF_ERROR(log_.Follow(cursors));
      ZWK_RETURN_IF_ERROR(log_.Receive(to_the_end ? kStep : std::min(kStep, wait - spent)));
    }
  }

 private:
  const std::unique_ptr<stream::Subscription> outboxes_;
  LogReader log_;
};

}  // namespace

std::unique_ptr<stream::Subscription> KafkaBus::Subscribe(std::vector<std::string> areas) {
  stream::EmbeddedBus outboxes(redis_);
  return std::make_unique<KafkaSubscription>(cluster_, outboxes.Subscribe(std::move(areas)));
}

}  // namespace zwk::kafka
