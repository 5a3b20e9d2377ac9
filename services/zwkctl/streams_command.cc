#include "zwkctl/streams_command.h"

#include <algorithm>
#include <chrono>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/kafka/cluster.h"
#include "platform/kafka/operations.h"
#include "platform/kafka/topics.h"
#include "platform/store/endpoint.h"

namespace zwk::ctl {
namespace {

const std::vector<std::string>& Areas() {
  static const std::vector<std::string> areas = {"participation", "forecasting", "catalog",
                                                 "reporting"};
  return areas;
}

struct Given {
  kafka::Cluster cluster;
  store::Endpoint redis;
  kafka::TopicShape shape;
  int retention_days = 7;
  std::vector<std::string> areas = Areas();
};

void AddKafka(CLI::App* command, Given& given) {
  command->add_option("--kafka", given.cluster.brokers, "host:port of brokers, with commas")
      ->envname("ZWK_KAFKA")
      ->required();
  command->add_option("--kafka-ca", given.cluster.ca, "File with the CA of their certificates: TLS")
      ->envname("ZWK_KAFKA_CA");
  command->add_option("--tls-certificate", given.cluster.certificate, "File: who this is")
      ->envname("ZWK_TLS_CERTIFICATE");
  command->add_option("--tls-key", given.cluster.key, "File with its key")->envname("ZWK_TLS_KEY");
  command->add_option("--kafka-user", given.cluster.user, "User: SASL")->envname("ZWK_KAFKA_USER");
  command->add_option("--kafka-password-file", given.cluster.password_file, "Its password")
      ->envname("ZWK_KAFKA_PASSWORD_FILE");
  command->add_option("--kafka-mechanism", given.cluster.mechanism, "How it logs in")
      ->envname("ZWK_KAFKA_MECHANISM")
      ->capture_default_str();
}

void AddRedis(CLI::App* command, Given& given) {
  command->add_option("--redis", given.redis.address, "unix:/path or host:port")
      ->envname("ZWK_REDIS")
      ->required();
  command->add_option("--redis-user", given.redis.user, "One that sees the keys of all services")
      ->envname("ZWK_REDIS_USER");
  command->add_option("--redis-password-file", given.redis.password_file, "Its password")
      ->envname("ZWK_REDIS_PASSWORD_FILE");
  command->add_option("--redis-ca", given.redis.tls_ca, "File with the CA of its certificate: TLS")
      ->envname("ZWK_REDIS_CA");
}

void AddAreas(CLI::App* command, Given& given) {
  command->add_option("AREA", given.areas, "Of which services; without one: of all")
      ->check(CLI::IsMember(Areas()));
}

absl::Status Create(const Given& given, std::ostream& out) {
  kafka::Topics topics(given.cluster);
  for (const std::string& area : given.areas) {
    const std::string topic = kafka::TopicOf(area);
    const auto made = topics.Create(topic, given.shape);
    if (!made.ok()) return made.status();
    out << topic << (*made == kafka::Topics::kMade ? " is made\n" : " is there\n");
  }
  return absl::OkStatus();
}

absl::Status TellLag(const Given& given, std::ostream& out) {
  const auto states = kafka::MeasureStreams(given.redis, given.areas);
  if (!states.ok()) return states.status();
  out << absl::StreamFormat("%-14s %-24s %10s %10s\n", "area", "municipality", "committed",
                            "waiting");
  for (const kafka::StreamState& state : *states) {
    out << absl::StreamFormat("%-14s %-24s %10d %10s\n", state.area, state.municipality,
                              state.committed, state.waiting ? absl::StrCat(*state.waiting) : "-");
    for (const kafka::StreamState::Reader& reader : state.readers) {
      out << absl::StreamFormat("  %-48s behind by %s%d\n", reader.view,
                                reader.behind >= kafka::kMostCounted ? "at least " : "",
                                reader.behind);
    }
  }
  return absl::OkStatus();
}

absl::Status Reconcile(const Given& given, std::ostream& out) {
  for (const std::string& area : given.areas) {
    const absl::Status done =
        kafka::Reconcile(given.cluster, given.redis, area, [&](const kafka::Reconciled& found) {
          out << absl::StreamFormat("%-14s %-24s %d of %d missing%s\n", area, found.municipality,
                                    found.missing, found.kept,
                                    found.missing > 0 ? ", published again" : "");
        });
    if (!done.ok()) return done;
  }
  return absl::OkStatus();
}

}  // namespace

int StreamsCommand(const std::vector<std::string>& arguments, std::ostream& out,
                   std::ostream& errors) {
  CLI::App app("The streams of events", "zwkctl streams");
  app.require_subcommand(1);
  Given given;
  CLI::App* create = app.add_subcommand("create", "Makes the topics of Kafka; twice is once");
  create->add_option("--partitions", given.shape.partitions, "Of each; stays so for ever")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  create->add_option("--replication", given.shape.replication, "Brokers that have each event")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  create->add_option("--min-in-sync", given.shape.min_in_sync, "Of those, that must have it")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  create->add_option("--retention-days", given.retention_days, "How long events are kept")
      ->capture_default_str()
      ->check(CLI::Range(1, 36'500));
  AddKafka(create, given);
  CLI::App* lag = app.add_subcommand("lag", "How many events wait, for Kafka and for each view");
  AddRedis(lag, given);
  CLI::App* reconcile =
      app.add_subcommand("reconcile", "Publishes again what a lost log misses of the outboxes");
  AddKafka(reconcile, given);
  AddRedis(reconcile, given);
  for (CLI::App* command : {create, lag, reconcile}) AddAreas(command, given);

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  }
  given.shape.retention = std::chrono::hours(24 * given.retention_days);
  const absl::Status done = create->parsed() ? Create(given, out)
                            : lag->parsed()  ? TellLag(given, out)
                                             : Reconcile(given, out);
  if (done.ok()) return 0;
  const std::string trouble = store::TroubleOf(done);
  errors << "zwkctl: " << done.message() << (trouble.empty() ? "" : ": ") << trouble << '\n';
  return 1;
}

}  // namespace zwk::ctl
