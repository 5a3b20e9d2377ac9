#include "platform/kafka/cluster.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/files.h"
#include "platform/base/loopback.h"
#include "platform/base/status_macros.h"
#include "platform/log/log.h"

namespace zwk::kafka {
namespace {

// Before it, an idempotent producer ended fatally because a broker was away, and an unclean end of a
// TLS connection could reset offsets.
constexpr int kOldestLibrary = 0x02030000;

// An event may be as big as a commit lets it be.
constexpr char kMostBytes[] = "16777216";

// A broker that is away is tried again many times a second, by several clients.
constexpr std::chrono::seconds kBetweenLines{10};

// 0 to 3 are errors, 4 warnings. Of a kind one line now and then; what it thinks of settings is ours.
void Log(const rd_kafka_t*, int level, const char* facility, const char* text) {
  if (level > 4 || absl::string_view(facility) == "CONFWARN") return;
  static std::mutex mutex;
  static std::map<std::string, std::chrono::steady_clock::time_point> said;
  {
    const std::lock_guard lock(mutex);
    const auto now = std::chrono::steady_clock::now();
    const auto [last, first] = said.try_emplace(facility, now);
    if (!first && now - last->second < kBetweenLines) return;
    last->second = now;
  }
  log::Warning("kafka", {{"facility", facility}, {"message", text}});
}

// What is wrong is told by whoever waits for it; the library would say it every second.
void Ignore(rd_kafka_t*, int, const char*, void*) {}

bool IsOnThisMachine(const std::string& brokers) {
  const std::vector<std::string> all = absl::StrSplit(brokers, ',');
  return std::all_of(all.begin(), all.end(),
                     [](const std::string& broker) { return IsLoopback(broker); });
}

absl::StatusOr<Settings> SettingsOf(const Cluster& cluster) {
  Settings settings = {
      {"bootstrap.servers", cluster.brokers},
      {"client.id", "zwk"},
      {"message.max.bytes", kMostBytes},
      {"socket.keepalive.enable", "true"},
      {"reconnect.backoff.ms", "50"},
      {"reconnect.backoff.max.ms", "1000"},
      {"topic.metadata.refresh.fast.interval.ms", "100"},
      {"log.connection.close", "false"},
  };
  if (!cluster.ca.empty()) {
    settings.emplace_back("ssl.ca.location", cluster.ca);
    settings.emplace_back("ssl.endpoint.identification.algorithm", "https");
    if (!cluster.certificate.empty()) {
      settings.emplace_back("ssl.certificate.location", cluster.certificate);
      settings.emplace_back("ssl.key.location", cluster.key);
    }
  }
  if (const absl::Status allowed = CheckTransport(cluster); !allowed.ok()) return allowed;
  if (!cluster.user.empty()) {
    ZWK_ASSIGN_OR_RETURN(const std::string file, ReadFile(cluster.password_file));
    const std::string password(absl::StripAsciiWhitespace(file));
    settings.emplace_back("sasl.mechanisms", cluster.mechanism);
    settings.emplace_back("sasl.username", cluster.user);
    settings.emplace_back("sasl.password", password);
  }
  settings.emplace_back(
      "security.protocol",
      absl::StrCat(cluster.user.empty() ? "" : "sasl_", cluster.ca.empty() ? "plaintext" : "ssl"));
  return settings;
}

absl::StatusOr<Handle> Make(rd_kafka_type_t type, const Cluster& cluster, const Settings& settings,
                            Delivered delivered, void* opaque) {
  if (rd_kafka_version() < kOldestLibrary) {
    return absl::FailedPreconditionError(
        absl::StrCat("librdkafka ", rd_kafka_version_str(), " is too old: 2.3 is wanted"));
  }
  ZWK_ASSIGN_OR_RETURN(const Settings common, SettingsOf(cluster));
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char why[256] = "";
  for (const Settings* all : {&common, &settings, &cluster.further}) {
    for (const auto& [name, value] : *all) {
      if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof(why)) !=
          RD_KAFKA_CONF_OK) {
        rd_kafka_conf_destroy(conf);
        return absl::FailedPreconditionError(why);  // names the setting, not a password
      }
    }
  }
  rd_kafka_conf_set_log_cb(conf, Log);
  rd_kafka_conf_set_error_cb(conf, Ignore);
  rd_kafka_conf_set_opaque(conf, opaque);
  if (delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  Handle handle(rd_kafka_new(type, conf, why, sizeof(why)));
  if (handle == nullptr) {
    rd_kafka_conf_destroy(conf);  // else the handle owns it
    return absl::FailedPreconditionError(why);
  }
  return handle;
}

}  // namespace

absl::Status CheckTransport(const Cluster& cluster) {
  if (!cluster.ca.empty()) return absl::OkStatus();
  if (!cluster.user.empty()) {
    return absl::FailedPreconditionError(
        "a user of Kafka wants the CA of its certificates: no password goes in plain text");
  }
  if (IsOnThisMachine(cluster.brokers)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("Kafka at ", cluster.brokers,
                   " is not on this machine: the CA of its certificates is wanted, for TLS"));
}

void DestroyHandle::operator()(rd_kafka_s* handle) const { rd_kafka_destroy(handle); }

absl::StatusOr<Handle> MakeProducer(const Cluster& cluster, Settings settings, Delivered delivered,
                                    void* opaque) {
  settings.emplace_back("acks", "all");
  settings.emplace_back("enable.idempotence", "true");
  return Make(RD_KAFKA_PRODUCER, cluster, settings, delivered, opaque);
}

absl::StatusOr<Handle> MakeConsumer(const Cluster& cluster, Settings settings) {
  settings.emplace_back("allow.auto.create.topics", "false");
  settings.emplace_back("enable.auto.commit", "false");
  settings.emplace_back("auto.offset.reset", "error");
  return Make(RD_KAFKA_CONSUMER, cluster, settings, nullptr, nullptr);
}

std::string TopicOf(absl::string_view area) { return absl::StrCat("zwk.", area, ".v1"); }

int PartitionOf(absl::string_view municipality, int partitions) {
  return rd_kafka_msg_partitioner_murmur2(nullptr, municipality.data(), municipality.size(),
                                          partitions, nullptr, nullptr);
}

absl::Status StatusOf(int error, absl::string_view doing) {
  const auto code = static_cast<rd_kafka_resp_err_t>(error);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  const std::string message = absl::StrCat(doing, ": ", rd_kafka_err2str(code));
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
      code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) {
    return absl::NotFoundError(absl::StrCat(message, " ('zwkctl streams create' makes it)"));
  }
  return absl::UnavailableError(message);
}

}  // namespace zwk::kafka
