#include "platform/kafka/kafka_bus.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk::kafka {
namespace {

TEST(KafkaBusTest, WhatIsCommittedIsToldWhileKafkaIsAway) {
  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "catalog"});
  for (const char* data : {"one", "two", "three"}) {
    store::Commit commit("bremerhaven");
    commit.Emit("offer/1", store::Commit::kAnyVersion, "zwk.Test", data);
    ASSERT_TRUE(SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok());
  }
  KafkaBus bus({.brokers = "127.0.0.1:1"}, redis.address());
  const auto reader = bus.Subscribe({"catalog"});
  const stream::Partition partition{"catalog", "bremerhaven"};
  const auto all = reader->Committed({{partition, ""}}, 10);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->events.size(), 3u);
  // A position as views on Kafka keep it.
  const auto rest = reader->Committed({{partition, all->events[1].position + "@17"}}, 10);
  ASSERT_TRUE(rest.ok()) << rest.status();
  ASSERT_EQ(rest->events.size(), 1u);
  EXPECT_EQ(rest->events[0].data, "three");
}

}  // namespace
}  // namespace zwk::kafka
