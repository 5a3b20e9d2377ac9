// What a cut or a flipped bit in Redis' file does: nothing is ever there in part, and the verifier finds what is not as
// it was written.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/files.h"
#include "platform/base/hash.h"
#include "platform/base/task.h"
#include "platform/store/connection.h"
#include "platform/store/redis_store.h"
#include "platform/store/verify.h"
#include "tests/faults/own_redis.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"

namespace zwk {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr char kCity[] = "bremerhaven";
constexpr char kPrefix[] = "{bremerhaven}:participation:";

// Documents and events as they are, but for the fingerprint of who created one and for positions.
std::string Snapshot(const std::string& address) {
  store::Connection redis(address);
  EXPECT_TRUE(redis.Connect(milliseconds(5000), milliseconds(15000)).ok());
  std::map<std::string, std::string> all;
  std::string cursor = "0";
  do {
    const auto page =
        redis.Call({"SCAN", cursor, "MATCH", absl::StrCat(kPrefix, "d:*"), "COUNT", "1000"});
    if (!page.ok() || !page->is_array()) return "unreadable";
    cursor = std::string((*page)[0].text());
    for (size_t i = 0; i < (*page)[1].size(); ++i) {
      const std::string key((*page)[1][i].text());
      const auto fields = redis.Call({"HMGET", key, "v", "b", "e"});
      if (!fields.ok()) return "unreadable";
      for (size_t f = 0; f < fields->size(); ++f) {
        absl::StrAppend(&all[key], (*fields)[f].text(), "\n");
      }
    }
  } while (cursor != "0");
  std::string text;
  for (const auto& [key, fields] : all) absl::StrAppend(&text, key, "\n", fields);
  const auto events = redis.Call({"XRANGE", absl::StrCat(kPrefix, "outbox"), "-", "+"});
  for (size_t i = 0; events.ok() && i < events->size(); ++i) {
    const store::Reply fields = (*events)[i][1];
    for (size_t f = 0; f < fields.size(); ++f) absl::StrAppend(&text, fields[f].text(), "\n");
  }
  return Sha256Hex(text);
}

class DamagedFileTest : public ::testing::Test {
 protected:
  // A store with some of everything, and what it was after each commit.
  DamagedFileTest() {
    test::RedisServer redis;
    store::RedisStore store({.address = redis.address(), .area = "participation"});
    states_.insert(Snapshot(redis.address()));
    for (int i = 0; i < 40; ++i) {
      store::Commit commit(kCity);
      const std::string key = absl::StrCat("board/", i % 9);
      const auto version = static_cast<uint64_t>(i / 9);
      commit.Write(key, version, absl::StrCat("content number ", i, std::string(40, 'x')));
      commit.Emit(key, version, "zwk.participation.v1.BoardChanged", absl::StrCat("event ", i));
      commit.IndexAdd("boards", absl::StrCat("sort ", i % 9), key);
      commit.Add("count", "boards", 1);
      commit.SetGuard("phase", absl::StrCat("phase ", i));
      commit.Trace("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
      const auto outcome = SyncWait(store.Apply(std::move(commit), kNoDeadline));
      EXPECT_TRUE(outcome.ok()) << outcome.status();
      states_.insert(Snapshot(redis.address()));
    }
    EXPECT_EQ(states_.size(), 41u);
    redis.Stop();
    const fs::path folder = fs::path(redis.socket()).parent_path() / "appendonlydir";
    fs::copy(folder, original_ / "appendonlydir", fs::copy_options::recursive);
    for (const auto& file : fs::directory_iterator(original_ / "appendonlydir")) {
      if (file.path().extension() == ".aof") name_ = file.path().filename();
    }
    bytes_ = *ReadFile(original_ / "appendonlydir" + "/" + name_);
    EXPECT_GT(bytes_.size(), 10'000u);
  }

  // A folder with the file as it is now.
  std::unique_ptr<test::TemporaryFolder> With(const std::string& bytes) const {
    auto folder = std::make_unique<test::TemporaryFolder>();
    fs::copy(original_ / "appendonlydir", *folder / "appendonlydir", fs::copy_options::recursive);
    std::ofstream(*folder / "appendonlydir" + "/" + name_, std::ios::binary) << bytes;
    return folder;
  }
  // What the verifier says; nothing: it could not read.
  static int64_t FindingsOf(const std::string& address) {
    const auto verified = store::VerifyStore(address, "participation", kCity,
                                             [](const store::Finding&) { return true; });
    EXPECT_TRUE(verified.ok()) << verified.status();
    return verified.ok() ? verified->findings : -1;
  }

  const test::TemporaryFolder original_;
  std::string name_;
  std::string bytes_;
  std::set<std::string> states_;
  std::mt19937 random_{20'220'328};
};

TEST_F(DamagedFileTest, AFileCutAnywhereIsTheStateAfterSomeCommitAndNothingIsTorn) {
  const int cuts = test::Times(25, 200);
  for (int i = 0; i < cuts; ++i) {
    const size_t at = 200 + random_() % (bytes_.size() - 200);
    const auto folder = With(bytes_.substr(0, at));
    test::OwnRedis redis(folder->path());
    ASSERT_FALSE(redis.ended()) << "cut at " << at;
    EXPECT_TRUE(states_.contains(Snapshot(redis.address()))) << "torn: cut at " << at;
    EXPECT_EQ(FindingsOf(redis.address()), 0) << "cut at " << at;
  }
  std::printf("%d cuts: 0 torn\n", cuts);
}

TEST_F(DamagedFileTest, EveryFlippedBitInADocumentOrEventIsFound) {
  const int flips = test::Times(40, 1000);
  int refused = 0, harmless = 0, found = 0;
  for (int i = 0; i < flips; ++i) {
    const size_t at = random_() % bytes_.size();
    const int bit = static_cast<int>(random_() % 8);
    std::string flipped = bytes_;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
    const auto folder = With(flipped);
    test::OwnRedis redis(folder->path());
    if (redis.ended()) {
      ++refused;
    } else if (states_.contains(Snapshot(redis.address()))) {
      ++harmless;  // neither a document nor an event
    } else {
      EXPECT_GT(FindingsOf(redis.address()), 0)
          << "bit " << bit << " at " << at << ": " << bytes_.substr(at < 30 ? 0 : at - 30, 60);
      ++found;
    }
  }
  std::printf("%d flips: %d refused by Redis, %d elsewhere, %d found by the verifier\n", flips,
              refused, harmless, found);
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace zwk
