#include "platform/kafka/relay.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/log_position.h"
#include "platform/kafka/mock_fixture.h"
#include "platform/kafka/relay_cursors.h"
#include "platform/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"

namespace zwk::kafka {
namespace {

TEST(RelayCursorsTest, ACursorIsAboutOneLogAndBackAtTheStartForAnother) {
  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "catalog"});
  for (int i = 0; i < 3; ++i) {
    store::Commit commit("aalen");
    commit.Emit("offer/1", store::Commit::kAnyVersion, "zwk.Test", "x");
    ASSERT_TRUE(SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok());
  }
  RelayCursors cursors(redis.address(), "catalog");
  ASSERT_TRUE(cursors.Claim("aalen", 7, "here/3").ok());
  ASSERT_TRUE(cursors.Move("aalen", 7, "", "5-1", 2).ok());
  auto state = cursors.Claim("aalen", 8, "here/3");
  EXPECT_EQ(state->cursor, "5-1");
  EXPECT_EQ(state->waiting(), 1);
  EXPECT_TRUE(absl::IsAborted(cursors.Claim("aalen", 7, "here/4").status()));
  EXPECT_EQ(cursors.Look("aalen")->cursor, "5-1") << "who comes late moves nothing";
  state = cursors.Claim("aalen", 9, "here/4");
  EXPECT_EQ(state->cursor, "");
  EXPECT_EQ(state->waiting(), 3);
  ASSERT_TRUE(cursors.Move("aalen", 9, "", "5-2", 1).ok());
  redis.Command({"HDEL", "{aalen}:catalog:relay", "log"});  // one that does not say
  EXPECT_EQ(cursors.Claim("aalen", 10, "here/4")->waiting(), 3);
}

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

TEST(RelayTest, WhatWaitedBeforeThereWasAKafkaIsNoReasonToRefuse) {
  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "catalog"});
  for (int i = 0; i < 10; ++i) {
    store::Commit commit("aalen");
    for (int event = 0; event < 50; ++event) {
      commit.Emit("offer/1", store::Commit::kAnyVersion, "zwk.Test", "x");
    }
    ASSERT_TRUE(SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok());
  }
  MockCluster mock(1);
  mock.CreateTopic(TopicOf("catalog"), 1, 1);
  const Relay relay({.cluster = mock.cluster(),
                     .redis = redis.address(),
                     .area = "catalog",
                     .me = "here",
                     .most_waiting = 100});
  bool was_full = false;
  EXPECT_TRUE(test::Eventually([&] {
    was_full = was_full || relay.IsFull("aalen");
    return relay.figures().published == 500 && relay.figures().waiting["aalen"] == 0;
  }));
  EXPECT_FALSE(was_full);
}

}  // namespace
}  // namespace zwk::kafka
