#include "platform/kafka/topics.h"

#include <librdkafka/rdkafka.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::kafka {
namespace {

constexpr int kPatience = 3000;  // ms, for one question
constexpr int kPatienceOfChanges = 20'000;
constexpr char kMostBytes[] = "16777216";

template <typename T, void (*destroy)(T*)>
struct With {
  void operator()(T* thing) const { destroy(thing); }
};
template <typename T, void (*destroy)(T*)>
using Owned = std::unique_ptr<T, With<T, destroy>>;

// What the broker said about the one topic that it was asked about.
absl::Status Answer(rd_kafka_event_t* event, const std::string& topic) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return absl::UnavailableError(absl::StrCat(topic, ": ", rd_kafka_event_error_string(event)));
  }
  size_t count = 0;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  const char* why = nullptr;
  if (const auto* altered = rd_kafka_event_AlterConfigs_result(event)) {
    const auto* const* resources = rd_kafka_AlterConfigs_result_resources(altered, &count);
    for (size_t i = 0; i < count; ++i) {
      error = rd_kafka_ConfigResource_error(resources[i]);
      why = rd_kafka_ConfigResource_error_string(resources[i]);
    }
  } else {
    const auto* created = rd_kafka_event_CreateTopics_result(event);
    const auto* deleted = rd_kafka_event_DeleteTopics_result(event);
    const auto* const* topics = created != nullptr
                                    ? rd_kafka_CreateTopics_result_topics(created, &count)
                                    : rd_kafka_DeleteTopics_result_topics(deleted, &count);
    for (size_t i = 0; i < count; ++i) {
      error = rd_kafka_topic_result_error(topics[i]);
      why = rd_kafka_topic_result_error_string(topics[i]);
    }
  }
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:  // another one made it at the same time
      return absl::OkStatus();
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return absl::FailedPreconditionError(
          absl::StrCat(topic, ": ", why != nullptr ? why : rd_kafka_err2str(error)));
    default:
      return StatusOf(error, topic);
  }
}

}  // namespace

absl::Status Topics::Open() {
  if (handle_ != nullptr) return absl::OkStatus();
  ZWK_ASSIGN_OR_RETURN(handle_, MakeConsumer(cluster_));
  return absl::OkStatus();
}

absl::StatusOr<Topics::Found> Topics::Find(const std::string& topic) {
  ZWK_RETURN_IF_ERROR(Open());
  const Owned<rd_kafka_topic_t, rd_kafka_topic_destroy> asked(
      rd_kafka_topic_new(handle_.get(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* said = nullptr;
  if (const auto error = rd_kafka_metadata(handle_.get(), 0, asked.get(), &said, kPatience);
      error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return StatusOf(error, absl::StrCat("Kafka, asked about ", topic));
  }
  Found found;
  absl::Status status = absl::NotFoundError(topic);
  if (said->topic_cnt == 1) {
    status = StatusOf(said->topics[0].err, topic);
    found.partitions = said->topics[0].partition_cnt;
    if (found.partitions > 0) found.replication = said->topics[0].partitions[0].replica_cnt;
  }
  rd_kafka_metadata_destroy(said);
  ZWK_RETURN_IF_ERROR(status);
  return found;
}

absl::StatusOr<int> Topics::Partitions(const std::string& topic) {
  ZWK_ASSIGN_OR_RETURN(const Found found, Find(topic));
  return found.partitions;
}

absl::StatusOr<Topics::Span> Topics::SpanOf(const std::string& topic, int partition) {
  ZWK_RETURN_IF_ERROR(Open());
  Span span;
  ZWK_RETURN_IF_ERROR(
      StatusOf(rd_kafka_query_watermark_offsets(handle_.get(), topic.c_str(), partition,
                                                &span.begin, &span.end, kPatience),
               topic));
  return span;
}

absl::Status Topics::Ask(int kind, const std::string& topic, const TopicShape& shape) {
  const Owned<rd_kafka_queue_t, rd_kafka_queue_destroy> answers(rd_kafka_queue_new(handle_.get()));
  const std::vector<std::pair<std::string, std::string>> configuration = {
      {"retention.ms",
       absl::StrCat(
           std::chrono::duration_cast<std::chrono::milliseconds>(shape.retention).count())},
      {"min.insync.replicas", absl::StrCat(shape.min_in_sync)},
      {"cleanup.policy", "delete"},
      {"max.message.bytes", kMostBytes}};
  if (kind == RD_KAFKA_ADMIN_OP_CREATETOPICS) {
    char why[256] = "";
    const Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy> wanted(rd_kafka_NewTopic_new(
        topic.c_str(), shape.partitions, shape.replication, why, sizeof(why)));
    if (wanted == nullptr) return absl::InvalidArgumentError(why);
    for (const auto& [name, value] : configuration) {
      rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
    }
    rd_kafka_NewTopic_t* topics[] = {wanted.get()};
    rd_kafka_CreateTopics(handle_.get(), topics, 1, nullptr, answers.get());
  } else if (kind == RD_KAFKA_ADMIN_OP_ALTERCONFIGS) {
    const Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy> wanted(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    for (const auto& [name, value] : configuration) {
      rd_kafka_ConfigResource_set_config(wanted.get(), name.c_str(), value.c_str());
    }
    rd_kafka_ConfigResource_t* resources[] = {wanted.get()};
    rd_kafka_AlterConfigs(handle_.get(), resources, 1, nullptr, answers.get());
  } else {
    const Owned<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy> wanted(
        rd_kafka_DeleteTopic_new(topic.c_str()));
    rd_kafka_DeleteTopic_t* topics[] = {wanted.get()};
    rd_kafka_DeleteTopics(handle_.get(), topics, 1, nullptr, answers.get());
  }
  const Owned<rd_kafka_event_t, rd_kafka_event_destroy> event(
      rd_kafka_queue_poll(answers.get(), kPatienceOfChanges));
  if (event == nullptr) return absl::UnavailableError("Kafka does not answer");
  return Answer(event.get(), topic);
}

absl::StatusOr<Topics::Made> Topics::Create(const std::string& topic, const TopicShape& shape) {
  const auto found = Find(topic);
  if (absl::IsNotFound(found.status())) {
    ZWK_RETURN_IF_ERROR(Ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, topic, shape));
    return kMade;
  }
  ZWK_RETURN_IF_ERROR(found.status());
  if (found->partitions != shape.partitions || found->replication != shape.replication) {
    return absl::FailedPreconditionError(absl::StrCat(
        topic, " is there with ", found->partitions, " partitions and ", found->replication,
        " replicas; wanted are ", shape.partitions, " and ", shape.replication));
  }
  ZWK_RETURN_IF_ERROR(Ask(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, topic, shape));
  return kWasThere;
}

absl::Status Topics::Delete(const std::string& topic) {
  ZWK_RETURN_IF_ERROR(Open());
  return Ask(RD_KAFKA_ADMIN_OP_DELETETOPICS, topic, {});
}

}  // namespace zwk::kafka
