#include "platform/config/service_bus.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/kafka/mock_fixture.h"
#include "platform/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"

namespace zwk::config {
namespace {

struct Given {
  explicit Given(const std::vector<std::string>& words)
      : options("catalog", "", "0"), bus(options) {
    const auto end = options.Parse(words, [](const char*) { return nullptr; });
    EXPECT_FALSE(end) << end->text;
  }
  Options options;
  BusOptions bus;
};

TEST(ServiceBusTest, TheOutboxesAreTheBusUnlessKafkaIsSaidAndWhereItIs) {
  EXPECT_TRUE(ServiceBus::Check(Given({}).bus).ok());
  EXPECT_EQ(ServiceBus::Check(Given({"--bus=kafka"}).bus).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(ServiceBus::Check(Given({"--bus=kafka", "--kafka=127.0.0.1:1"}).bus).ok());
  for (const char* plain :
       {"--kafka=kafka.example:9092", "--kafka=127.0.0.1:1,kafka.example:9092"}) {
    EXPECT_EQ(ServiceBus::Check(Given({"--bus=kafka", plain}).bus).code(),
              absl::StatusCode::kFailedPrecondition)
        << plain;
  }
  Options options("catalog", "", "0");
  const BusOptions bus(options);
  const auto end = options.Parse({"--bus=pigeon"}, [](const char*) { return nullptr; });
  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 2);
}

TEST(ServiceBusTest, ACityWhoseEventsWaitForKafkaIsRefusedAndNoOther) {
  test::RedisServer redis;
  kafka::MockCluster mock(1);
  mock.CreateTopic(kafka::TopicOf("catalog"), 2, 1);
  const Given given(
      {"--bus=kafka", "--kafka=" + mock.cluster().brokers, "--events-waiting-limit=20"});
  ServiceBus bus(given.bus, {}, redis.address(), "", "catalog");
  store::RedisStore store(
      {.address = redis.address(), .area = "catalog", .admit = [&](const store::Commit& commit) {
         return bus.Admit(commit);
       }});
  const auto commit = [&](const std::string& city, bool with_event = true) {
    store::Commit commit(city);
    commit.Write("offer/1", store::Commit::kAnyVersion, "x");
    if (with_event) commit.Emit("offer/1", store::Commit::kAnyVersion, "zwk.Test", "x");
    return SyncWait(store.Apply(std::move(commit), kNoDeadline)).status();
  };
  EXPECT_TRUE(commit("bremerhaven").ok());
  EXPECT_TRUE(commit("lehe").ok());
  metrics::Registry registry;
  EXPECT_TRUE(test::Eventually([&] {
    bus.Measure(registry);
    return registry.Text().find("zwk_relay_published_events_total 2") != std::string::npos;
  }));
  mock.Down(1);
  absl::Status refused;
  EXPECT_TRUE(test::Eventually([&] {
    refused = commit("bremerhaven");
    return !refused.ok();
  }));
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "STORE_QUEUE_FULL");
  EXPECT_TRUE(commit("bremerhaven", /*with_event=*/false).ok()) << "a view, say";
  EXPECT_TRUE(commit("lehe").ok());
  mock.Up(1);
  EXPECT_TRUE(test::Eventually([&] { return commit("bremerhaven").ok(); }));
  bus.Measure(registry);
  EXPECT_NE(registry.Text().find("zwk_relay_waiting_events{municipality=\"bremerhaven\"}"),
            std::string::npos);
  bus.Stop();
}

}  // namespace
}  // namespace zwk::config
