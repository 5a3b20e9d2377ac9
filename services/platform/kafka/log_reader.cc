#include "platform/kafka/log_reader.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/kafka/log_position.h"
#include "platform/kafka/message.h"
#include "platform/log/log.h"
#include "platform/store/outbox.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;

// Of one city, that wait to be asked for.
constexpr size_t kMostWaiting = 4000;
constexpr size_t kMostWaitingBytes = 8 << 20;
constexpr size_t kAtOnce = 512;
// A partition that nobody asks about any more is not read for nothing.
constexpr std::chrono::seconds kUnasked{10};

}  // namespace

void LogReader::FreeTopic::operator()(rd_kafka_topic_s* topic) const {
  rd_kafka_topic_destroy(topic);
}
void LogReader::FreeQueue::operator()(rd_kafka_queue_s* queue) const {
  rd_kafka_queue_destroy(queue);
}

LogReader::LogReader(Cluster cluster) : cluster_(std::move(cluster)), topics_(cluster_) {}

LogReader::~LogReader() {
  for (auto& [name, log] : logs_) Stop(log);
}

absl::Status LogReader::Open() {
  if (handle_ != nullptr) return absl::OkStatus();
  ZWK_ASSIGN_OR_RETURN(handle_, MakeConsumer(cluster_, {{"enable.partition.eof", "true"},
                                                        {"fetch.wait.max.ms", "200"},
                                                        {"fetch.error.backoff.ms", "100"},
                                                        {"fetch.queue.backoff.ms", "10"},
                                                        {"queued.min.messages", "2000"},
                                                        {"queued.max.messages.kbytes", "16384"}}));
  queue_.reset(rd_kafka_queue_new(handle_.get()));
  return absl::OkStatus();
}

absl::StatusOr<LogReader::Log*> LogReader::LogOf(const stream::Partition& partition) {
  Area& area = areas_[partition.area];
  if (area.partitions == 0) {
    const std::string topic = TopicOf(partition.area);
    ZWK_ASSIGN_OR_RETURN(area.partitions, topics_.Partitions(topic));
    area.counted = Steady::now();
    if (area.topic == nullptr) {
      area.topic.reset(rd_kafka_topic_new(handle_.get(), topic.c_str(), nullptr));
    }
  }
  const int number = PartitionOf(partition.municipality, area.partitions);
  Log& log = logs_[{partition.area, number}];
  log.area = partition.area;
  log.topic = area.topic.get();
  log.partition = number;
  return &log;
}

// With another number of partitions a city's events are elsewhere: everything is looked up anew.
void LogReader::CountPartitions() {
  const Steady::time_point now = Steady::now();
  for (auto& [name, area] : areas_) {
    if (area.partitions == 0 || now - area.counted < cluster_.between_looks) continue;
    area.counted = now;
    const auto partitions = topics_.Partitions(TopicOf(name));
    if (!partitions.ok() || *partitions == area.partitions) continue;
    for (auto& [key, log] : logs_) Stop(log);
    logs_.clear();
    areas_.clear();
    queue_.reset();
    handle_.reset();
    return;
  }
}

const LogReader::City* LogReader::Find(const stream::Partition& partition) const {
  const auto area = areas_.find(partition.area);
  if (area == areas_.end() || area->second.partitions == 0) return nullptr;
  const auto log =
      logs_.find({partition.area, PartitionOf(partition.municipality, area->second.partitions)});
  if (log == logs_.end()) return nullptr;
  const auto found = log->second.cities.find(partition.municipality);
  return found == log->second.cities.end() ? nullptr : &found->second;
}

LogReader::City* LogReader::Find(const stream::Partition& partition) {
  return const_cast<City*>(std::as_const(*this).Find(partition));
}

bool LogReader::AreAt(const std::vector<stream::Cursor>& cursors) const {
  return std::all_of(cursors.begin(), cursors.end(), [this](const stream::Cursor& cursor) {
    const City* const city = Find(cursor.partition);
    return city != nullptr && city->at == cursor.after;
  });
}

void LogReader::SetStore(const std::string& epoch) {
  if (store_ == epoch) return;
  store_ = epoch;
  for (auto& [name, log] : logs_) {
    Stop(log);
    log.cities.clear();
  }
}

bool LogReader::IsLost(const stream::Partition& partition) const {
  const City* const city = Find(partition);
  return city != nullptr && city->lost;
}

void LogReader::GoOnFromStart(const stream::Partition& partition) {
  City* const city = Find(partition);
  if (city == nullptr) return;
  city->lost = false;
  // A place in another log is exchanged for one in this: what comes is met again.
  if (LogPosition::Parse(city->at).offset == LogPosition::kNoOffset) city->known = city->furthest;
  city->from = city->begin;
  city->cut = true;
}

absl::Status LogReader::Follow(const std::vector<stream::Cursor>& cursors) {
  CountPartitions();
  ZWK_RETURN_IF_ERROR(Open());
  const Steady::time_point now = Steady::now();
  for (const stream::Cursor& cursor : cursors) {
    ZWK_ASSIGN_OR_RETURN(Log* const log, LogOf(cursor.partition));
    log->asked = now;
    const auto [found, fresh] = log->cities.try_emplace(cursor.partition.municipality);
    City& city = found->second;
    if (fresh || city.at != cursor.after) {
      if (const absl::Status placed = Place(*log, city, cursor.after); !placed.ok()) {
        log->cities.erase(found);
        return placed;
      }
    } else if (!city.cut || !city.queue.empty()) {
      continue;
    }
    if (city.lost) continue;
    city.cut = false;
    if (log->next < 0 || city.from < log->next) ZWK_RETURN_IF_ERROR(ReadFrom(*log, city.from));
  }
  for (auto& [name, log] : logs_) {
    if (log.next < 0 || now - log.asked < kUnasked) continue;
    Stop(log);
    log.cities.clear();
  }
  return absl::OkStatus();
}

// Only a reader that has nothing yet believes a log without a hint, and only one that has forgotten
// nothing.
absl::Status LogReader::Place(Log& log, City& city, const std::string& after) {
  const LogPosition position = LogPosition::Parse(after);
  ZWK_ASSIGN_OR_RETURN(const Topics::Span span,
                       topics_.SpanOf(rd_kafka_topic_name(log.topic), log.partition));
  city = City();
  city.at = after;
  city.furthest = position.furthest;
  city.begin = city.from = span.begin;
  if (span.begin <= position.offset && position.offset < span.end) {
    city.from = position.offset;
    city.expected = position.own;
    log.verified = false;
  } else {
    city.lost = !after.empty() || span.begin > 0;
  }
  return absl::OkStatus();
}

absl::Status LogReader::ReadFrom(Log& log, int64_t offset) {
  Stop(log);
  if (rd_kafka_consume_start_queue(log.topic, log.partition, offset, queue_.get()) != 0) {
    return StatusOf(rd_kafka_last_error(), rd_kafka_topic_name(log.topic));
  }
  log.next = offset;
  log.at_end = false;
  return absl::OkStatus();
}

void LogReader::Stop(Log& log) {
  if (log.next >= 0) (void)rd_kafka_consume_stop(log.topic, log.partition);
  log.next = -1;
}

absl::Status LogReader::Receive(milliseconds wait) {
  trouble_ = absl::OkStatus();
  const auto take = [this](rd_kafka_message_t* message) {
    Take(*message);
    rd_kafka_message_destroy(message);
  };
  // One wakes us; what is there beside it comes at once.
  if (rd_kafka_message_t* first =
          rd_kafka_consume_queue(queue_.get(), static_cast<int>(wait.count()))) {
    take(first);
    rd_kafka_message_t* more[kAtOnce];
    const ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), 0, more, kAtOnce);
    for (ssize_t i = 0; i < count; ++i) take(more[i]);
  }
  return trouble_;
}

void LogReader::Take(const rd_kafka_message_t& message) {
  const auto of_log = std::find_if(logs_.begin(), logs_.end(), [&](const auto& entry) {
    return entry.second.topic == message.rkt && entry.second.partition == message.partition;
  });
  if (of_log == logs_.end() || of_log->second.next < 0) return;
  Log& log = of_log->second;
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      if (message.offset < log.next) return;  // from before it was read anew
      log.next = message.offset + 1;
      log.at_end = false;
      if (!log.verified) Verify(log, message);
      return TakeEvent(log, message);
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      log.at_end = message.offset >= log.next;
      return;
    default:
      return Fail(log, StatusOf(message.err,
                                absl::StrCat(rd_kafka_topic_name(log.topic), "/", log.partition)));
  }
}

// The place is lost, or the topic: whoever asks next is placed anew.
void LogReader::Fail(Log& log, const absl::Status& status) {
  Stop(log);
  log.cities.clear();
  areas_[log.area].partitions = 0;
  trouble_ = status;
}

// Offsets follow each other: at the first one that is not before it, a city's hint is right or wrong.
void LogReader::Verify(Log& log, const rd_kafka_message_t& message) {
  log.verified = true;
  for (auto& [name, city] : log.cities) {
    if (city.expected.empty()) continue;
    if (message.offset < city.from) {
      log.verified = false;
      continue;
    }
    const auto event =
        MunicipalityOf(message) == name ? ToEvent(message, log.area, store_) : std::nullopt;
    if (message.offset == city.from && event && event->position == city.expected) {
      ++city.from;
    } else {  // another log than the one that was read
      city.lost = true;
    }
    city.expected.clear();
  }
}

void LogReader::TakeEvent(Log& log, const rd_kafka_message_t& message) {
  const auto found = log.cities.find(std::string(MunicipalityOf(message)));
  if (found == log.cities.end()) return;
  City& city = found->second;
  if (city.cut || city.lost || message.offset < city.from) return;
  if (city.queue.size() >= kMostWaiting || city.bytes >= kMostWaitingBytes) {
    city.cut = true;
    city.from = message.offset;
    return;
  }
  auto event = ToEvent(message, log.area, store_);
  city.from = message.offset + 1;
  if (!event) return TellOfForeign(log, message);
  if (store::OutboxPosition::Of(event->position) <= store::OutboxPosition::Of(city.known)) return;
  const std::string own = std::move(event->position);
  if (store::OutboxPosition::Of(city.furthest) < store::OutboxPosition::Of(own))
    city.furthest = own;
  event->position = LogPosition{city.furthest, message.offset, own}.ToText();
  city.bytes += event->data.size();
  city.queue.push_back(*std::move(event));
}

// Once for each power of two.
void LogReader::TellOfForeign(Log& log, const rd_kafka_message_t& message) {
  const int64_t count = ++log.foreign;
  if ((count & (count - 1)) != 0) return;
  log::Warning("messages that are no events of this store are left out",
               {{"topic", rd_kafka_topic_name(log.topic)},
                {"partition", absl::StrCat(log.partition)},
                {"offset", absl::StrCat(message.offset)},
                {"so far", absl::StrCat(count)}});
}

void LogReader::HandOut(const stream::Partition& partition, int limit,
                        std::vector<stream::Event>& events) {
  City* const of_city = Find(partition);
  if (of_city == nullptr) return;
  City& city = *of_city;
  for (int i = 0; i < limit && !city.queue.empty(); ++i) {
    city.at = city.queue.front().position;
    city.bytes -= city.queue.front().data.size();
    events.push_back(std::move(city.queue.front()));
    city.queue.pop_front();
  }
}

bool LogReader::AtEnd() const {
  return std::all_of(logs_.begin(), logs_.end(), [](const auto& entry) {
    const Log& log = entry.second;
    if (log.next < 0) return log.cities.empty();
    return log.at_end && std::none_of(log.cities.begin(), log.cities.end(), [](const auto& of) {
             return of.second.cut || of.second.lost;
           });
  });
}

}  // namespace zwk::kafka
