#include "platform/kafka/message.h"

#include <librdkafka/rdkafka.h>

#include "absl/strings/str_cat.h"
#include "platform/kafka/cluster.h"
#include "platform/store/outbox.h"
#include "platform/stream/attributes.h"

namespace zwk::kafka {
namespace {

constexpr char kPosition[] = "ce_position";
constexpr char kStore[] = "ce_store";

void AddHeader(rd_kafka_headers_t* headers, const std::string& name, const std::string& value) {
  rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                      static_cast<ssize_t>(value.size()));
}

absl::string_view KeyOf(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.key), message.key_len};
}

}  // namespace

absl::Status Produce(rd_kafka_s* producer, const std::string& topic, int partition,
                     const std::string& store, const stream::Event& event, void* ticket) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(12);
  for (const auto& [name, value] : stream::AttributesOf(event)) AddHeader(headers, name, value);
  AddHeader(headers, kPosition, event.position);
  AddHeader(headers, kStore, store);
  AddHeader(headers, "content-type", "application/protobuf");
  const std::string key = absl::StrCat(event.municipality, "/", event.aggregate);
  // An empty payload would be a tombstone; no message of ours is empty.
  const auto error = rd_kafka_producev(
      producer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data(), key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(event.data.data()), event.data.size()),
      RD_KAFKA_V_TIMESTAMP(
          static_cast<int64_t>(store::OutboxPosition::Of(event.position).milliseconds)),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(ticket), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  rd_kafka_headers_destroy(headers);
  if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
    return absl::ResourceExhaustedError("the producer's queue is full");
  }
  return StatusOf(error, topic);
}

absl::string_view MunicipalityOf(const rd_kafka_message_t& message) {
  const absl::string_view key = KeyOf(message);
  const size_t cut = key.find('/');
  return cut == absl::string_view::npos ? absl::string_view() : key.substr(0, cut);
}

std::optional<stream::Event> ToEvent(const rd_kafka_message_t& message, const std::string& area,
                                     const std::string& store) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  stream::Event event;
  event.area = area;
  event.municipality = std::string(MunicipalityOf(message));
  bool is_ours = false;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    const absl::string_view text(static_cast<const char*>(value), size);
    if (absl::string_view(name) == kPosition) {
      event.position = std::string(text);
    } else if (absl::string_view(name) == kStore) {
      is_ours = text == store;
    } else {
      stream::SetAttribute(event, name, text);
    }
  }
  if (!is_ours || event.position.empty()) return std::nullopt;
  if (message.len > 0) event.data.assign(static_cast<const char*>(message.payload), message.len);
  return event;
}

}  // namespace zwk::kafka
