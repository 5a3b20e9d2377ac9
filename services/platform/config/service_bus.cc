#include "platform/config/service_bus.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/log/log.h"
#include "platform/stream/embedded_bus.h"

namespace zwk::config {
namespace {

// Views of replicas are shared by city, as many parts as one may have replicas.
constexpr int kShards = 32;
constexpr size_t kMostMeasured = 64;

void LogTrouble(const absl::Status& status) {
  if (status.ok()) return log::Info("relay goes on");
  log::Warning("relay waits", {{"code", absl::StatusCodeToString(status.code())},
                               {"message", status.message()},
                               {"trouble", store::TroubleOf(status)}});
}

kafka::Cluster ClusterOf(const BusOptions& options, const rpc::TlsFiles& tls) {
  return {.brokers = options.brokers,
          .ca = options.ca,
          .certificate = tls.certificate,
          .key = tls.key,
          .user = options.user,
          .password_file = options.password_file,
          .mechanism = options.mechanism,
          .further = {}};
}

}  // namespace

BusOptions::BusOptions(Options& options)
    : bus(options.Text("bus", "Where events go: embedded (the outboxes in Redis) or kafka",
                       "embedded", CheckOneOf({"embedded", "kafka"}))),
      brokers(options.Text("kafka", "host:port of brokers, with commas between them", "")),
      ca(options.Text("kafka-ca", "File with the CA of Kafka's certificates: TLS", "", CheckFile)),
      user(options.Text("kafka-user", "User of Kafka: SASL", "")),
      password_file(options.Text("kafka-password-file", "File with its password", "", CheckFile)),
      mechanism(options.Text("kafka-mechanism", "How it logs in", "SCRAM-SHA-512",
                             CheckOneOf({"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"}))),
      most_waiting(options.Number("events-waiting-limit",
                                  "Events of a municipality that wait for Kafka, then its changes "
                                  "are refused until it has caught up",
                                  100'000, 1, 100'000'000)) {}

absl::Status ServiceBus::Check(const BusOptions& options) {
  if (options.bus == "kafka" && options.brokers.empty()) {
    return absl::InvalidArgumentError("--bus=kafka wants --kafka host:port");
  }
  if (!options.user.empty() && options.password_file.empty()) {
    return absl::InvalidArgumentError("--kafka-user wants --kafka-password-file");
  }
  if (options.bus != "kafka") return absl::OkStatus();
  return kafka::CheckTransport(ClusterOf(options, {}));
}

ServiceBus::ServiceBus(const BusOptions& options, const rpc::TlsFiles& tls, store::Endpoint redis,
                       std::string archive, std::string area) {
  if (options.bus != "kafka") {
    bus_ = std::make_unique<stream::EmbeddedBus>(std::move(redis), std::move(archive));
    return;
  }
  const kafka::Cluster cluster = ClusterOf(options, tls);
  bus_ = std::make_unique<kafka::KafkaBus>(cluster, redis, archive);
  const std::string me = NewUuidV7(SystemClock());
  shares_.emplace(stream::Shares::Options{
      .redis = redis, .work = absl::StrCat("{zwk}:", area, ":views"), .me = me, .shards = kShards});
  relay_.emplace(kafka::Relay::Options{.cluster = cluster,
                                       .redis = std::move(redis),
                                       .archive = std::move(archive),
                                       .area = std::move(area),
                                       .me = me,
                                       .most_waiting = options.most_waiting,
                                       .on_trouble = LogTrouble});
}

bool ServiceBus::IsOurs(const stream::Partition& partition) const {
  return !shares_ || shares_->Held(kafka::PartitionOf(partition.municipality, kShards)).has_value();
}

absl::Status ServiceBus::Admit(const store::Commit& commit) const {
  if (!relay_ || commit.events().empty() || !relay_->IsFull(commit.municipality())) {
    return absl::OkStatus();
  }
  return WithReason(absl::ResourceExhaustedError("too many events wait to be published"),
                    "STORE_QUEUE_FULL");
}

void ServiceBus::Measure(metrics::Registry& registry) {
  const std::lock_guard lock(measuring_);
  if (!relay_) return;
  const kafka::Relay::Figures figures = relay_->figures();
  metrics::Counter published = registry.MakeCounter(
      "zwk_relay_published_events_total", "Events that all replicas in sync of Kafka have.");
  metrics::Counter recreations = registry.MakeCounter("zwk_relay_producer_recreations_total",
                                                      "Producers that failed and were made anew.");
  published.Add(static_cast<double>(figures.published - published_));
  recreations.Add(static_cast<double>(figures.recreations - recreations_));
  published_ = figures.published;
  recreations_ = figures.recreations;
  for (const auto& [municipality, waiting] : figures.waiting) {
    if (!measured_.contains(municipality) && measured_.size() >= kMostMeasured) continue;
    measured_.insert(municipality);
    registry
        .MakeGauge("zwk_relay_waiting_events", "Events that are committed and not in Kafka yet.",
                   {{"municipality", municipality}})
        .Set(static_cast<double>(waiting));
  }
}

void ServiceBus::Stop() {
  const std::lock_guard lock(measuring_);
  relay_.reset();
  shares_.reset();
}

}  // namespace zwk::config
