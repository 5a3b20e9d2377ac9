// P2: after OK, kill -9 of Redis loses nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk {
namespace {

constexpr char kCity[] = "bremerhaven";
constexpr int kWriters = 16;
constexpr int kKills = 3;
constexpr int kBetweenKills = 400;  // acknowledged commits

class RedisKillTest : public ::testing::Test {
 protected:
  // Kills and restarts Redis under the writers until all have been through every kill.
  void KillUnderWriters(const std::function<void(int writer, int number)>& write) {
    std::atomic<bool> stop = false;
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        for (int n = 0; !stop; ++n) write(w, n);
      });
    }
    for (int kill = 1; kill <= kKills; ++kill) {
      while (acknowledged_ < kill * kBetweenKills) std::this_thread::yield();
      redis_.Kill9();
      redis_.Restart();
    }
    while (acknowledged_ < (kKills + 1) * kBetweenKills) std::this_thread::yield();
    stop = true;
    for (std::thread& writer : writers) writer.join();
  }

  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation"}};
  std::atomic<int> acknowledged_ = 0;
};

TEST_F(RedisKillTest, NothingAcknowledgedIsLost) {
  std::mutex mutex;
  std::set<std::string> acknowledged;
  KillUnderWriters([&](int writer, int number) {
    const std::string key = absl::StrCat("n/", writer, "-", number);
    store::Commit commit(kCity);
    commit.Write(key, 0, key);
    commit.Emit(key, 0, "zwk.Test", key);
    if (SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok()) {
      const std::lock_guard lock(mutex);
      acknowledged.insert(key);
      ++acknowledged_;
    }
  });
  for (const std::string& key : acknowledged) {
    const auto read = SyncWait(store_.Get(kCity, {.documents = {key}}, kNoDeadline));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->documents[0].bytes, key) << "acknowledged and lost";
  }
  // State and event came true together, whatever was acknowledged.
  std::string after;
  size_t events = 0;
  while (true) {
    const auto tail = SyncWait(store_.Tail(kCity, after, 1000, kNoDeadline));
    ASSERT_TRUE(tail.ok()) << tail.status();
    if (tail->empty()) break;
    for (const auto& entry : *tail) {
      ++events;
      const auto read = SyncWait(store_.Get(kCity, {.documents = {entry.data}}, kNoDeadline));
      EXPECT_TRUE(read->documents[0].exists()) << "an event without its state: " << entry.data;
    }
    after = tail->back().position;
  }
  EXPECT_GE(events, acknowledged.size());
}

TEST_F(RedisKillTest, ARequestThatWasUnderWayHappensOnceAndItsCallerIsTold) {
  std::atomic<int64_t> succeeded = 0;
  std::atomic<int> failed = 0;
  KillUnderWriters([&](int writer, int number) {
    store::Commit commit(kCity);
    commit.Add("dots", "all", 1);
    commit.Request({absl::StrCat("r-", writer, "-", number), "f"}, "answer");
    const auto outcome = SyncWait(store_.Apply(std::move(commit), kNoDeadline));
    if (outcome.ok()) {
      ++succeeded;
      ++acknowledged_;
    } else {
      ++failed;  // the connection was away for long
    }
  });
  store::ReadSet reads;
  reads.counters = {"dots"};
  const auto read = SyncWait(store_.Get(kCity, std::move(reads), kNoDeadline));
  ASSERT_TRUE(read.ok());
  const int64_t counted = read->counters[0].at("all");
  EXPECT_GE(counted, succeeded);
  EXPECT_LE(counted, succeeded + failed) << "a request counted twice";
}

}  // namespace
}  // namespace zwk
