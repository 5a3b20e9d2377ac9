#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct rd_kafka_s;
struct rd_kafka_message_s;

namespace zwk::kafka {

// Settings of librdkafka by their names there.
using Settings = std::vector<std::pair<std::string, std::string>>;

// Where Kafka is and how a service gets in. Certificates and passwords stand in files.
struct Cluster {
  std::string brokers;           // "host:port,host:port", to ask for the others
  std::string ca;                // file; set: TLS, with brokers that it vouches for
  std::string certificate, key;  // files: what is shown to brokers that ask for it
  std::string user;              // set: SASL
  std::string password_file;
  std::string mechanism = "SCRAM-SHA-512";
  Settings further;  // wins over everything here
  // At how many partitions a topic has: it may have been made anew, or enlarged.
  std::chrono::milliseconds between_looks{30'000};
};

// FAILED_PRECONDITION: a password, or anything off this machine, would go in plain text.
absl::Status CheckTransport(const Cluster& cluster);

struct DestroyHandle {
  void operator()(rd_kafka_s* handle) const;
};
// A client of the cluster, with threads of its own. Nothing is sent before it is asked for something.
using Handle = std::unique_ptr<rd_kafka_s, DestroyHandle>;

// Called from the thread that polls the producer.
using Delivered = void (*)(rd_kafka_s*, const rd_kafka_message_s*, void* opaque);

// FAILED_PRECONDITION: the library is too old, a file cannot be read, a setting does not exist.
absl::StatusOr<Handle> MakeProducer(const Cluster& cluster, Settings settings, Delivered delivered,
                                    void* opaque);
// Reads, and is asked about topics: never makes one by asking.
absl::StatusOr<Handle> MakeConsumer(const Cluster& cluster, Settings settings = {});

// The stream of an area: "zwk.participation.v1".
std::string TopicOf(absl::string_view area);

// Which partition has a city's events, of all areas alike: what Kafka's own clients choose for a
// message whose key is the name of the city.
int PartitionOf(absl::string_view municipality, int partitions);

// What librdkafka answered, as UNAVAILABLE; NOT_FOUND where there is no such topic.
absl::Status StatusOf(int error, absl::string_view doing);

}  // namespace zwk::kafka
