// A broker that lets in by TLS, certificate and password alone.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/relay.h"
#include "platform/kafka/topics.h"
#include "platform/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/kafka_server.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"
#include "zwkctl/certificates.h"

namespace zwk::kafka {
namespace {

TEST(SecureKafkaTest, EventsComeThroughForWhoIsLetInAndNobodyElseIsSpokenTo) {
  ZWK_SKIP_WITHOUT_KAFKA();
  const test::TemporaryFolder folder;
  const auto put = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
    return folder / name;
  };
  ASSERT_TRUE(ctl::InitAuthority(folder.path(), "of a test", 3650, absl::Now()).ok());
  ASSERT_TRUE(ctl::IssueCertificate(folder.path(), {"kafka", {"ip:127.0.0.1"}}, absl::Now()).ok());
  ASSERT_TRUE(ctl::IssueCertificate(folder.path(), {"catalog", {}}, absl::Now()).ok());
  const std::string other = folder / "other";
  ASSERT_TRUE(ctl::InitAuthority(other, "elsewhere", 3650, absl::Now()).ok());

  test::KafkaServer broker(
      1, {"listener.security.protocol.map=PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT",
          "ssl.keystore.type=PEM", absl::StrCat("ssl.keystore.location=", folder / "kafka.pem"),
          "ssl.truststore.type=PEM", absl::StrCat("ssl.truststore.location=", folder / "ca.pem"),
          "listener.name.plaintext.ssl.client.auth=required", "sasl.enabled.mechanisms=PLAIN",
          "sasl.mechanism.inter.broker.protocol=PLAIN",
          "listener.name.plaintext.plain.sasl.jaas.config="
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" "
          "password=\"among brokers\" user_broker=\"among brokers\" user_catalog=\"secret\";"});
  const Cluster good{.brokers = broker.brokers(),
                     .ca = folder / "ca.pem",
                     .certificate = folder / "catalog.pem",
                     .key = folder / "catalog.pem",
                     .user = "catalog",
                     .password_file = put("password", "secret\n"),
                     .mechanism = "PLAIN",
                     .further = {}};
  const TopicShape shape{.partitions = 2};
  ASSERT_TRUE(test::Eventually([&] { return Topics(good).Create(TopicOf("catalog"), shape).ok(); },
                               std::chrono::seconds(60)));

  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "catalog"});
  store::Commit commit("bremerhaven");
  commit.Emit("offer/1", store::Commit::kAnyVersion, "zwk.Test", "secret enough");
  ASSERT_TRUE(SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok());
  const Relay relay({.cluster = good, .redis = redis.address(), .area = "catalog", .me = "here"});
  KafkaBus bus(good, redis.address());
  const auto reader = bus.Subscribe({"catalog"});
  std::string data;
  EXPECT_TRUE(test::Eventually([&] {
    const auto polled =
        reader->Poll({{{"catalog", "bremerhaven"}, ""}}, 1, std::chrono::milliseconds(200));
    if (polled.ok() && !polled->events.empty()) data = polled->events[0].data;
    return !data.empty();
  }));
  EXPECT_EQ(data, "secret enough");

  const auto refused = [&](const std::string& what, const Cluster& cluster) {
    EXPECT_FALSE(Topics(cluster).Partitions(TopicOf("catalog")).ok()) << what;
  };
  Cluster wrong = good;
  wrong.password_file = put("wrong", "guessed");
  refused("another password", wrong);
  wrong = good;
  wrong.ca = other + "/ca.pem";
  refused("a broker that nobody vouches for", wrong);
  wrong = good;
  wrong.certificate = wrong.key = "";
  refused("no certificate", wrong);
  wrong = {.brokers = broker.brokers()};
  refused("plain text", wrong);
}

}  // namespace
}  // namespace zwk::kafka
