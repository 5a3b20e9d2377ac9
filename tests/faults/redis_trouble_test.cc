// A Redis that hangs, has no room on its disk, or is another one than before: no wrong answer, nothing acknowledged is lost.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/stream/embedded_bus.h"
#include "tests/faults/acknowledged.h"
#include "tests/faults/own_redis.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"

namespace zwk {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::kCity;

TEST(RedisTroubleTest, WhileItHangsCallsAreRefusedInTimeAndNothingIsLost) {
  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "participation"});
  test::Writers writers(store, 6);
  ASSERT_TRUE(test::Eventually([&] { return writers.acknowledged() > 50; }));
  redis.Freeze();
  const auto frozen = std::chrono::steady_clock::now();
  const milliseconds stopped = seconds(test::Times(4, 42));
  ASSERT_TRUE(test::Eventually([&] { return writers.refused() > 0; }));
  const auto first_refusal = std::chrono::steady_clock::now() - frozen;
  EXPECT_LT(first_refusal, seconds(10)) << "a deadline of two seconds, on a busy machine";
  while (std::chrono::steady_clock::now() - frozen < stopped) {
    const auto health = SyncWait(store.CheckAnswers(SystemClock().Now() + milliseconds(200)));
    EXPECT_FALSE(health.ok());
  }
  redis.Thaw();
  const int before = writers.acknowledged();
  ASSERT_TRUE(test::Eventually([&] { return writers.acknowledged() > before + 50; }));
  writers.Stop();
  EXPECT_EQ(test::Lost(store, writers.keys()), 0);
  EXPECT_EQ(test::Torn(redis.address()), 0);
  std::printf("hung for %lld s: %d acknowledged, 0 lost, %d refused\n",
              static_cast<long long>(stopped.count() / 1000), writers.acknowledged(),
              writers.refused());
}

TEST(RedisTroubleTest, WhenItsDiskIsFullItEndsAndNothingAcknowledgedIsLost) {
  const test::TemporaryFolder folder;
  std::vector<std::string> keys;
  {
    test::OwnRedis::Conditions conditions;
    conditions.most_file_bytes = 300'000;
    test::OwnRedis redis(folder.path(), conditions);
    ASSERT_FALSE(redis.ended());
    store::RedisStore store({.address = redis.address(), .area = "participation"});
    test::Writers writers(store, 6);
    ASSERT_TRUE(test::Eventually([&] { return redis.ended() || writers.refused() > 0; }));
    writers.Stop();
    keys = writers.keys();
  }
  EXPECT_GT(keys.size(), 50u);
  test::OwnRedis redis(folder.path());
  ASSERT_FALSE(redis.ended());
  store::RedisStore store({.address = redis.address(), .area = "participation"});
  EXPECT_EQ(test::Lost(store, keys), 0);
  EXPECT_EQ(test::Torn(redis.address()), 0);
  store::Commit commit(kCity);
  commit.Write("after", 0, "there is room again");
  EXPECT_TRUE(SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok());
  std::printf("disk full: %zu acknowledged, 0 lost\n", keys.size());
}

TEST(RedisTroubleTest, AStoreThatWasLostUnderRunningServicesIsFoundByReadersThatCome) {
  test::RedisServer redis;
  store::RedisStore store({.address = redis.address(), .area = "participation"});
  stream::EmbeddedBus bus(redis.address());
  const auto publish = [&](const std::string& city) {
    store::Commit commit(city);
    commit.Emit("meeting/1", store::Commit::kAnyVersion, "zwk.Test", "data");
    return SyncWait(store.Apply(std::move(commit), kNoDeadline)).ok();
  };
  EXPECT_TRUE(publish(kCity));
  EXPECT_TRUE(publish("lehe"));
  EXPECT_TRUE(SyncWait(store.CheckAnswers(SystemClock().Now() + seconds(20))).ok());
  redis.Command({"FLUSHALL"});
  EXPECT_TRUE(SyncWait(store.CheckAnswers(SystemClock().Now() + seconds(20))).ok());
  EXPECT_TRUE(publish(kCity));
  EXPECT_TRUE(publish("lehe"));
  const auto partitions = bus.Subscribe({"participation"})->Partitions();
  ASSERT_TRUE(partitions.ok());
  EXPECT_EQ(partitions->size(), 2u) << "a reader that comes now sees both";
  EXPECT_EQ(test::Torn(redis.address()), 0);
}

}  // namespace
}  // namespace zwk
