// P3: after OK, a loss of power with an honest disk loses nothing. Files are cut to where they were last synced.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/faults/acknowledged.h"
#include "tests/faults/own_redis.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_folder.h"

namespace zwk {
namespace {

constexpr int kWriters = 8;

// The length of each file when it was last synced.
std::map<std::string, uintmax_t> SyncedIn(const std::string& log) {
  std::map<std::string, uintmax_t> synced;
  std::ifstream file(log);
  std::string path;
  for (uintmax_t length = 0; file >> length && std::getline(file >> std::ws, path);) {
    synced[path] = length;
  }
  return synced;
}

struct Loss {
  int acknowledged = 0;
  int lost = 0;
  uintmax_t bytes = 0;  // written and not synced
};

Loss LosePower(const std::string& fsync) {
  const test::TemporaryFolder folder;
  test::OwnRedis::Conditions conditions;
  conditions.options = {"--appendfsync", fsync};
  conditions.environment = {"LD_PRELOAD=" SYNCED_SHIM, "ZWK_SYNCED_LOG=" + (folder / "synced")};
  Loss loss;
  std::vector<std::string> keys;
  {
    test::OwnRedis redis(folder.path(), conditions);
    EXPECT_FALSE(redis.ended());
    store::RedisStore store({.address = redis.address(), .area = "participation"});
    test::Writers writers(store, kWriters);
    EXPECT_TRUE(test::Eventually([&] { return writers.acknowledged() > 300; }));
    redis.Kill9();
    writers.Stop();
    keys = writers.keys();
  }
  loss.acknowledged = static_cast<int>(keys.size());
  // What is appended to; the other files are synced before they get their names.
  std::map<std::string, uintmax_t> synced = SyncedIn(folder / "synced");
  for (const auto& file : std::filesystem::directory_iterator(folder / "appendonlydir")) {
    const std::string path = file.path();
    if (path.find(".incr.aof") == std::string::npos) continue;
    const uintmax_t length = synced[path];
    EXPECT_GE(file.file_size(), length);
    loss.bytes += file.file_size() - length;
    std::filesystem::resize_file(path, length);
  }
  test::OwnRedis redis(folder.path());
  EXPECT_FALSE(redis.ended());
  store::RedisStore store({.address = redis.address(), .area = "participation"});
  loss.lost = test::Lost(store, keys);
  if (fsync == "always") {
    EXPECT_EQ(test::Torn(redis.address()), 0);
  }
  return loss;
}

TEST(PowerLossTest, NothingAcknowledgedIsLost) {
  Loss all;
  const int times = test::Times(3, 20);
  for (int i = 0; i < times; ++i) {
    const Loss loss = LosePower("always");
    EXPECT_EQ(loss.lost, 0);
    all.acknowledged += loss.acknowledged;
    all.lost += loss.lost;
    all.bytes += loss.bytes;
  }
  std::printf("%d losses of power: %d acknowledged, %d lost, %ju bytes were not synced\n", times,
              all.acknowledged, all.lost, all.bytes);
}

// Shows that the test can tell: without a sync before the answer much is lost.
TEST(PowerLossTest, WithoutSyncsMuchWouldBeLost) {
  const Loss loss = LosePower("no");
  EXPECT_GT(loss.lost, 0);
  std::printf("appendfsync no: %d acknowledged, %d lost\n", loss.acknowledged, loss.lost);
}

}  // namespace
}  // namespace zwk
