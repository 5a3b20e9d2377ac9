// The bus of a service: what its options say about it, and what runs for it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "platform/config/options.h"
#include "platform/kafka/cluster.h"
#include "platform/kafka/relay.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/tls.h"
#include "platform/store/commit.h"
#include "platform/store/endpoint.h"
#include "platform/stream/bus.h"
#include "platform/stream/shares.h"

namespace zwk::config {

struct BusOptions {
  explicit BusOptions(Options& options);

  const std::string& bus;
  const std::string& brokers;
  const std::string& ca;
  const std::string& user;
  const std::string& password_file;
  const std::string& mechanism;
  const int64_t& most_waiting;
};

// The outboxes themselves, or Kafka: then the service's own events are relayed here, and replicas
// share that work and the partitions that views follow.
class ServiceBus {
 public:
  // `tls`: who this service is, for brokers that ask. `archive`: stream::EmbeddedBus.
  ServiceBus(const BusOptions& options, const rpc::TlsFiles& tls, store::Endpoint redis,
             std::string archive, std::string area);

  // Of what cannot be: a wrong combination of options.
  static absl::Status Check(const BusOptions& options);

  stream::Bus& bus() { return *bus_; }
  // ViewRunner::Options::is_ours
  bool IsOurs(const stream::Partition& partition) const;
  // RESOURCE_EXHAUSTED: too many events of the city wait for Kafka.
  absl::Status Admit(const store::Commit& commit) const;
  void Measure(metrics::Registry& registry);
  // What is committed and not relayed yet is relayed, shortly.
  void Stop();

 private:
  std::unique_ptr<stream::Bus> bus_;
  std::optional<stream::Shares> shares_;
  std::mutex measuring_;  // held while figures are asked for, and while it stops
  std::optional<kafka::Relay> relay_;
  int64_t recreations_ = 0;  // as last told to the registry
  int64_t published_ = 0;
  std::set<std::string> measured_;  // municipalities
};

}  // namespace zwk::config
