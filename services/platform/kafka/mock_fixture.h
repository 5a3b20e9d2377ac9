#pragma once

// The cluster that librdkafka brings along for tests: it speaks the protocol, forgets everything and
// answers with the errors that it is told to.

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "platform/kafka/cluster.h"

namespace zwk::kafka {

class MockCluster {
 public:
  explicit MockCluster(int brokers = 3)
      : handle_(*MakeConsumer({.brokers = "127.0.0.1:1"}, {{"log_level", "0"}})),
        mock_(rd_kafka_mock_cluster_new(handle_.get(), brokers)) {}
  ~MockCluster() { rd_kafka_mock_cluster_destroy(mock_); }

  // One request at a time: a real broker refuses what comes after a request that it did not take, and
  // the library relies on that; the mock checks no sequences and takes it.
  Cluster cluster() const {
    return {.brokers = rd_kafka_mock_cluster_bootstraps(mock_),
            .further = {{"max.in.flight.requests.per.connection", "1"}}};
  }

  void CreateTopic(const std::string& topic, int partitions, int replication = 3) {
    if (rd_kafka_mock_topic_create(mock_, topic.c_str(), partitions, replication) != 0) {
      std::abort();
    }
  }

  // The next answers to requests of this kind (0: produce, 1: fetch, 3: metadata, 22: producer ids).
  void AnswerNext(int16_t kind, const std::vector<rd_kafka_resp_err_t>& errors) {
    rd_kafka_mock_push_request_errors_array(mock_, kind, errors.size(), errors.data());
  }

  void Down(int broker) { rd_kafka_mock_broker_set_down(mock_, broker); }
  void Up(int broker) { rd_kafka_mock_broker_set_up(mock_, broker); }

 private:
  Handle handle_;
  rd_kafka_mock_cluster_t* const mock_;
};

}  // namespace zwk::kafka
