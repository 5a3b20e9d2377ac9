#include "platform/kafka/relay.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/kafka/message.h"
#include "platform/stream/embedded_bus.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;

constexpr int kReadAtOnce = 1000;
constexpr size_t kMostInFlight = 40'000;
constexpr size_t kMostBytes = 64 << 20;  // in flight; below what the producer takes
// No city takes the room of the others.
constexpr size_t kMostOfACity = kMostInFlight / 4;
constexpr size_t kMostBytesOfACity = kMostBytes / 4;
constexpr milliseconds kIdle{100};         // for events to come; bounds the time of stopping
constexpr milliseconds kBetweenMoves{20};  // of cursors: each is an fsync
constexpr milliseconds kBetweenChecks{1000};
constexpr milliseconds kBackoff{100};
constexpr milliseconds kGoodbye{2000};
constexpr milliseconds kSilence{10'000};  // of Kafka, before an operator hears of it
// And before another producer is tried. Messages have no time limit of their own: what ran out while
// others behind it did not would leave a hole.
constexpr milliseconds kLongSilence{120'000};

// A ticket says which event of which city a delivery is about. Numbers of cities are not used again,
// so a late one finds nobody.
constexpr int kBitsOfEvent = 40;
constexpr uint64_t kEventMask = (uint64_t{1} << kBitsOfEvent) - 1;

}  // namespace

Relay::Relay(Options options)
    : options_(std::move(options)),
      topic_(TopicOf(options_.area)),
      topics_(options_.cluster),
      cursors_(options_.redis, options_.area),
      outboxes_(stream::EmbeddedBus(options_.redis, options_.archive).Subscribe({options_.area})),
      thread_([this] { Loop(); }) {}

Relay::~Relay() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

Relay::Figures Relay::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

bool Relay::IsFull(const std::string& municipality) const {
  const std::lock_guard lock(mutex_);
  return full_.contains(municipality);
}

bool Relay::Stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Relay::Say(const absl::Status& status) {
  if (status.code() == said_.code() && status.message() == said_.message()) return;
  said_ = status;
  if (options_.on_trouble) options_.on_trouble(status);
}

void Relay::Loop() {
  while (!Stopping()) {
    const absl::Status status = Step();
    Say(status);
    if (status.ok()) continue;
    std::unique_lock lock(mutex_);
    stop_.wait_for(lock, kBackoff, [this] { return stopping_; });
  }
  if (producer_ != nullptr) {
    (void)rd_kafka_flush(producer_.get(), static_cast<int>(kGoodbye.count()));
    advanced_ = {};
    (void)Advance();  // what is not said now is sent again by whoever comes next
  }
  DropProducer();
}

absl::Status Relay::Step() {
  ZWK_RETURN_IF_ERROR(LookAround());
  if (producer_failed_) {
    DropProducer();
    partitions_ = 0;  // perhaps it was the topic
    const std::lock_guard lock(mutex_);
    ++figures_.recreations;
  }
  ZWK_RETURN_IF_ERROR(LookAtTopic());
  ZWK_RETURN_IF_ERROR(OpenProducer());
  LetGo();
  ZWK_RETURN_IF_ERROR(Claim(known_));
  ZWK_ASSIGN_OR_RETURN(const size_t sent, Send());
  (void)rd_kafka_poll(producer_.get(), sent == 0 && in_flight_ > 0 ? 1 : 0);
  char why[256] = "";
  if (rd_kafka_fatal_error(producer_.get(), why, sizeof(why)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    producer_failed_ = true;
  }
  ZWK_RETURN_IF_ERROR(Advance());
  if (producer_failed_) {
    return absl::UnavailableError(
        absl::StrCat("a producer ended: ", why[0] ? why : "not delivered"));
  }
  if (in_flight_ == 0) acknowledged_ = Steady::now();
  const auto silence = Steady::now() - acknowledged_;
  if (silence < kSilence) return absl::OkStatus();
  producer_failed_ = silence >= kLongSilence;
  return absl::UnavailableError("Kafka does not acknowledge what is sent");
}

// With another number of partitions a city's events go on elsewhere: from the start, since readers
// there find nothing of what was before.
absl::Status Relay::LookAtTopic() {
  const Steady::time_point now = Steady::now();
  const bool is_time =
      now - counted_ >= options_.cluster.between_looks && now - acknowledged_ < kSilence;
  if (partitions_ != 0 && !is_time) return absl::OkStatus();
  const auto partitions = topics_.Partitions(topic_);
  if (!partitions.ok()) return partitions_ == 0 ? partitions.status() : absl::OkStatus();
  counted_ = now;
  partitions_ = *partitions;
  if (shares_ && shares_->shards() == partitions_) return absl::OkStatus();
  DropProducer();  // it knows the topic as it was
  for (auto& city : cities_) city.reset();
  shares_.emplace(stream::Shares::Options{options_.redis,
                                          absl::StrCat("{zwk}:", options_.area, ":relay"),
                                          options_.me, partitions_, options_.lease});
  return absl::OkStatus();
}

// Who there is, and how much waits: also while Kafka is away.
absl::Status Relay::LookAround() {
  if (look_for_cities_) {
    ZWK_ASSIGN_OR_RETURN(known_, outboxes_->Partitions());
    look_for_cities_ = false;
  }
  if (Steady::now() - checked_ < kBetweenChecks) return absl::OkStatus();
  if (!shares_) {  // nobody else asks
    ZWK_ASSIGN_OR_RETURN(const stream::Polled polled, outboxes_->Poll({}, 1, milliseconds(0)));
    look_for_cities_ = polled.new_partitions;
  }
  ZWK_RETURN_IF_ERROR(CheckCities());
  checked_ = Steady::now();
  return absl::OkStatus();
}

// What gets less is only carried on, and no reason to refuse: whoever goes over to Kafka has all of
// the outbox waiting at first.
bool Relay::IsTooMuch(const std::string& municipality, int64_t waiting, bool was) const {
  if (was) return waiting > options_.most_waiting / 2;
  const auto before = figures_.waiting.find(municipality);  // nobody else changes them
  return waiting >= options_.most_waiting && before != figures_.waiting.end() &&
         before->second >= options_.most_waiting && waiting >= before->second;
}

absl::Status Relay::CheckCities() {
  ZWK_ASSIGN_OR_RETURN(const std::string epoch, cursors_.StoreEpoch());
  if (epoch != store_epoch_) {
    for (auto& city : cities_) city.reset();
    store_epoch_ = epoch;
  }
  ZWK_ASSIGN_OR_RETURN(std::set<std::string> full, cursors_.Full());
  std::map<std::string, int64_t> waiting;
  for (const stream::Partition& partition : known_) {
    const std::string& name = partition.municipality;
    ZWK_ASSIGN_OR_RETURN(const RelayCursors::State state, cursors_.Look(name));
    waiting[name] = state.waiting();
    for (auto& city : cities_) {
      // Put back by an operator, or taken over.
      if (city == nullptr || city->name != name) continue;
      if (city->cursor != state.cursor || city->epoch != state.epoch) city.reset();
    }
    const bool was_full = full.contains(name);
    const bool is_full = IsTooMuch(name, state.waiting(), was_full);
    if (was_full == is_full) continue;
    ZWK_RETURN_IF_ERROR(cursors_.SetFull(name, is_full));
    is_full ? (void)full.insert(name) : (void)full.erase(name);
  }
  const std::lock_guard lock(mutex_);
  figures_.waiting = std::move(waiting);
  full_ = std::move(full);
  return absl::OkStatus();
}

void Relay::LetGo() {
  for (auto& city : cities_) {
    if (city != nullptr && shares_->Held(city->shard) != city->epoch) city.reset();
  }
  if (in_flight_ == 0) std::erase(cities_, nullptr);  // no ticket is out that has their number
}

absl::Status Relay::Claim(const std::vector<stream::Partition>& partitions) {
  std::set<std::string> have;
  for (const auto& city : cities_) {
    if (city != nullptr) have.insert(city->name);
  }
  if (have.size() == partitions.size()) return absl::OkStatus();
  for (const stream::Partition& partition : partitions) {
    if (have.contains(partition.municipality)) continue;
    const int shard = PartitionOf(partition.municipality, partitions_);
    const std::optional<uint64_t> epoch = shares_->Held(shard);
    if (!epoch) continue;
    const auto state = cursors_.Claim(partition.municipality, *epoch,
                                      absl::StrCat(store_epoch_, "/", partitions_));
    if (absl::IsAborted(state.status())) continue;  // the lease is over, it has not been seen yet
    ZWK_RETURN_IF_ERROR(state.status());
    auto city = std::make_unique<City>();
    city->name = partition.municipality;
    city->shard = shard;
    city->epoch = *epoch;
    city->cursor = city->read_after = state->cursor;
    cities_.push_back(std::move(city));
  }
  return absl::OkStatus();
}

// In turns, since what is read behind the first may find no room.
std::vector<stream::Cursor> Relay::WhoMaySend(std::map<std::string, uint64_t>& numbers) {
  std::vector<stream::Cursor> cursors;
  size_t bytes = 0;
  for (size_t i = 0; i < cities_.size(); ++i) {
    const size_t number = (turn_ + i) % cities_.size();
    const City* const city = cities_[number].get();
    if (city == nullptr) continue;
    bytes += city->bytes;
    if (city->sent.size() >= kMostOfACity || city->bytes >= kMostBytesOfACity) continue;
    cursors.push_back({{options_.area, city->name}, city->read_after});
    numbers[city->name] = number;
  }
  if (in_flight_ >= kMostInFlight || bytes >= kMostBytes) cursors.clear();
  return cursors;
}

absl::StatusOr<size_t> Relay::Send() {
  std::map<std::string, uint64_t> numbers;
  const std::vector<stream::Cursor> cursors = WhoMaySend(numbers);
  if (cursors.empty() && in_flight_ > 0) return 0;
  ZWK_ASSIGN_OR_RETURN(
      const stream::Polled polled,
      outboxes_->Poll(cursors, kReadAtOnce, in_flight_ == 0 ? kIdle : milliseconds(0)));
  look_for_cities_ = look_for_cities_ || polled.new_partitions;
  size_t sent = 0;
  for (const stream::Event& event : polled.events) {
    const uint64_t number = numbers.at(event.municipality);
    City& city = *cities_[number];
    const uint64_t ticket = number << kBitsOfEvent | ((city.first + city.sent.size()) & kEventMask);
    const absl::Status produced = Produce(producer_.get(), topic_, city.shard, store_epoch_, event,
                                          reinterpret_cast<void*>(ticket));  // NOLINT
    if (absl::IsResourceExhausted(produced)) break;
    if (!produced.ok()) {
      producer_failed_ = true;
      return produced;
    }
    city.sent.push_back({event.position, event.data.size()});
    city.bytes += event.data.size();
    city.read_after = event.position;
    ++in_flight_;
    ++sent;
  }
  if (sent > 0) ++turn_;
  if (sent == 0 && !polled.failed.empty()) return polled.failed.begin()->second;
  return sent;
}

void Relay::Acknowledge(uint64_t ticket, bool delivered) {
  --in_flight_;
  acknowledged_ = Steady::now();
  if (!delivered) {
    producer_failed_ = true;
    return;
  }
  const uint64_t number = ticket >> kBitsOfEvent;
  City* const city = number < cities_.size() ? cities_[number].get() : nullptr;
  const uint64_t event = ticket & kEventMask;
  if (city == nullptr || event < city->first || event - city->first >= city->sent.size()) return;
  city->sent[event - city->first].acknowledged = true;
}

absl::Status Relay::Advance() {
  if (Steady::now() - advanced_ < kBetweenMoves) return absl::OkStatus();
  advanced_ = Steady::now();
  for (auto& city : cities_) {
    if (city == nullptr) continue;
    const auto end = std::find_if(city->sent.begin(), city->sent.end(),
                                  [](const Sent& sent) { return !sent.acknowledged; });
    const auto count = end - city->sent.begin();
    if (count == 0) continue;
    const std::string to = std::prev(end)->position;
    const absl::Status moved = cursors_.Move(city->name, city->epoch, city->cursor, to, count);
    if (absl::IsAborted(moved)) {
      city.reset();  // claimed again, if it is still ours
      continue;
    }
    ZWK_RETURN_IF_ERROR(moved);
    city->cursor = to;
    for (auto sent = city->sent.begin(); sent != end; ++sent) city->bytes -= sent->bytes;
    city->sent.erase(city->sent.begin(), end);
    city->first += static_cast<uint64_t>(count);
    const std::lock_guard lock(mutex_);
    figures_.published += count;
  }
  return absl::OkStatus();
}

absl::Status Relay::OpenProducer() {
  if (producer_ != nullptr) return absl::OkStatus();
  const Delivered delivered = [](rd_kafka_t*, const rd_kafka_message_t* message, void* relay) {
    static_cast<Relay*>(relay)->Acknowledge(reinterpret_cast<uint64_t>(message->_private),
                                            message->err == RD_KAFKA_RESP_ERR_NO_ERROR);
  };
  ZWK_ASSIGN_OR_RETURN(producer_, MakeProducer(options_.cluster,
                                               {{"enable.gapless.guarantee", "true"},
                                                {"linger.ms", "1"},
                                                {"retry.backoff.ms", "50"},
                                                {"message.timeout.ms", "0"},
                                                {"queue.buffering.max.messages", "100000"},
                                                {"queue.buffering.max.kbytes", "131072"}},
                                               delivered, this));
  producer_failed_ = false;
  acknowledged_ = Steady::now();
  return absl::OkStatus();
}

// What it has not delivered, the next one sends: everything behind the cursors.
void Relay::DropProducer() {
  if (producer_ == nullptr) return;
  (void)rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  (void)rd_kafka_flush(producer_.get(), static_cast<int>(kBackoff.count()));
  producer_.reset();
  producer_failed_ = false;
  in_flight_ = 0;
  for (auto& city : cities_) {
    if (city == nullptr) continue;
    city->first += city->sent.size();
    city->sent.clear();
    city->bytes = 0;
    city->read_after = city->cursor;
  }
}

}  // namespace zwk::kafka
