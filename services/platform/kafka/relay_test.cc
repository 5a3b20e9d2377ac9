#include "platform/kafka/relay.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/log_position.h"
#include "platform/kafka/mock_fixture.h"
#include "platform/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"

namespace zwk::kafka {
namespace {

// Of one partition, so that the order of all cities can be read off it.
TEST(RelayTest, ACityWithLittleToSayDoesNotWaitForOneWithMuch) {
  constexpr int kMuch = 500;
  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "catalog"});
  const auto publish = [&](const std::string& city, int events) {
    store::Commit commit(city);
    for (int i = 0; i < events; ++i) {
      commit.Emit(absl::StrCat("offer/", i), store::Commit::kAnyVersion, "zwk.Test", "x");
    }
    ASSERT_TRUE(SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok());
  };
  for (int i = 0; i < kMuch / 50; ++i) publish("aalen", 50);
  publish("zossen", 1);

  MockCluster mock(1);
  mock.CreateTopic(TopicOf("catalog"), 1, 1);
  Cluster cluster = mock.cluster();
  cluster.further.emplace_back("queue.buffering.max.messages",
                               "10");  // room is short from the start
  const Relay relay(
      {.cluster = cluster, .redis = redis.address(), .area = "catalog", .me = "here"});
  ASSERT_TRUE(test::Eventually([&] { return relay.figures().published == kMuch + 1; },
                               std::chrono::seconds(60)));

  const auto reader = KafkaBus(cluster, redis.address()).Subscribe({"catalog"});
  int64_t offset = LogPosition::kNoOffset;
  ASSERT_TRUE(test::Eventually([&] {
    const auto polled =
        reader->Poll({{{"catalog", "zossen"}, ""}}, 1, std::chrono::milliseconds(200));
    if (!polled.ok() || polled->events.empty()) return false;
    offset = LogPosition::Parse(polled->events[0].position).offset;
    return true;
  }));
  EXPECT_LT(offset, kMuch / 4) << "of " << kMuch;
}

}  // namespace
}  // namespace zwk::kafka
