#include "forecasting/forecast/run_listener_consumer.h"

#include <chrono>
#include <map>
#include <vector>

#include "absl/strings/strip.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::forecasting {
namespace {

constexpr std::chrono::milliseconds kWait{200};  // bounds the time of Stop
constexpr std::chrono::milliseconds kRetry{500};
constexpr int kEventsAtOnce = 256;

}  // namespace

RunListener::RunListener(stream::Bus& bus, OnRun go_on, OnRun cancel)
    : subscription_(bus.Subscribe({"forecasting"})),
      go_on_(std::move(go_on)),
      cancel_(std::move(cancel)),
      thread_([this] { Listen(); }) {}

void RunListener::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void RunListener::Hear(const stream::Event& event) const {
  absl::string_view id = event.aggregate;
  if (!absl::ConsumePrefix(&id, "forecast/")) return;
  if (stream::Unpack<v1::ForecastChunksQueued>(event) ||
      stream::Unpack<v1::ForecastResumed>(event)) {
    go_on_(event.municipality, std::string(id));
  } else if (stream::Unpack<v1::ForecastCancelled>(event)) {
    cancel_(event.municipality, std::string(id));
  }
}

void RunListener::Listen() {
  std::map<stream::Partition, std::string> positions;
  bool known = false;   // the partitions
  bool before = false;  // partitions that come later are heard from their start
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    bool failed = false;
    if (!known) {
      const auto partitions = subscription_->Partitions();
      failed = !partitions.ok();
      for (size_t i = 0; !failed && i < partitions->size(); ++i) {
        const stream::Partition& partition = (*partitions)[i];
        if (positions.contains(partition)) continue;
        const absl::StatusOr<std::string> last =
            before ? std::string() : subscription_->Last(partition);
        failed = !last.ok();
        if (last.ok()) positions[partition] = *last;
      }
      known = !failed;
      before = before || known;
    }
    if (known) {
      std::vector<stream::Cursor> cursors;
      for (const auto& [partition, position] : positions) cursors.push_back({partition, position});
      const auto polled = subscription_->Poll(cursors, kEventsAtOnce, kWait);
      failed = !polled.ok();
      if (polled.ok()) {
        for (const stream::Event& event : polled->events) {
          Hear(event);
          positions[{event.area, event.municipality}] = event.position;
        }
        known = !polled->new_partitions;
      }
    }
    if (failed) {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kRetry, [this] { return stopping_; });
    }
  }
}

}  // namespace zwk::forecasting
