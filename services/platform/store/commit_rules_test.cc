// What a commit may hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "platform/store/redis_fixture.h"

namespace zwk::store {
namespace {

class CommitRulesTest : public RedisFixture {};

TEST_F(CommitRulesTest, ACommitAgainstTheRulesIsRefused) {
  const auto code = [&](Commit commit) {
    return SyncWait(store_.Apply(std::move(commit), kNoDeadline)).status().code();
  };
  Commit foreign("}bremerhaven{");
  foreign.Write("a", 0, "x");
  EXPECT_EQ(code(foreign), absl::StatusCode::kInvalidArgument);
  Commit twice(kCity);
  twice.Write("a", 0, "x");
  twice.Require("a", 0);
  EXPECT_EQ(code(twice), absl::StatusCode::kInvalidArgument);
  Commit control(kCity);
  control.Write("a\nb", 0, "x");
  EXPECT_EQ(code(control), absl::StatusCode::kInvalidArgument);
  Commit tombstone(kCity);
  tombstone.Emit("a", 0, "zwk.Test", "");
  EXPECT_EQ(code(tombstone), absl::StatusCode::kInvalidArgument);
  Commit large(kCity);
  for (int i = 0; i < 65; ++i) large.Write("d/" + std::to_string(i), 0, "x");
  EXPECT_EQ(code(large), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(Commit(kCity)), absl::StatusCode::kOk);
}

TEST_F(CommitRulesTest, ACommitHoldsSoMuchAndNoMore) {
  const auto documents = [](int count) {
    Commit commit(kCity);
    for (int i = 0; i < count; ++i) {
      const std::string key = "d/" + std::to_string(i);
      if (i % 3 == 0) commit.Write(key, Commit::kAnyVersion, "x");
      if (i % 3 == 1) commit.Delete(key, Commit::kAnyVersion);
      if (i % 3 == 2) commit.Require(key, Commit::kAnyVersion);
    }
    return commit;
  };
  EXPECT_EQ(CodeOf(documents(64)), absl::StatusCode::kOk);
  EXPECT_EQ(CodeOf(documents(65)), absl::StatusCode::kInvalidArgument);
  const auto small = [](int count) {
    Commit commit(kCity);
    for (int i = 0; i < count; ++i) {
      const std::string name = std::to_string(i);
      if (i % 6 == 0) commit.Emit("a", Commit::kAnyVersion, "zwk.Test", "x");
      if (i % 6 == 1) commit.Guard("none", "");
      if (i % 6 == 2) commit.SetGuard("g", "x");
      if (i % 6 == 3) commit.Add("c", name, 1);
      if (i % 6 == 4) commit.IndexAdd("i", name, "x");
      if (i % 6 == 5) commit.IndexRemove("i", name, "x");
    }
    return commit;
  };
  EXPECT_EQ(CodeOf(small(512)), absl::StatusCode::kOk);
  EXPECT_EQ(CodeOf(small(513)), absl::StatusCode::kInvalidArgument);
}

TEST_F(CommitRulesTest, EveryKeyOfACommitIsLookedAt) {
  const std::vector<std::function<void(Commit&, const std::string&)>> places = {
      [](Commit& c, const std::string& key) { c.Write(key, 0, "x"); },
      [](Commit& c, const std::string& key) { c.Delete(key, 0); },
      [](Commit& c, const std::string& key) { c.Require(key, 0); },
      [](Commit& c, const std::string& key) { c.Emit(key, 0, "zwk.Test", "x"); },
      [](Commit& c, const std::string& key) { c.Guard(key, ""); },
      [](Commit& c, const std::string& key) { c.SetGuard(key, "x"); },
      [](Commit& c, const std::string& key) { c.Add(key, "f", 1); },
      [](Commit& c, const std::string& key) { c.IndexAdd(key, "s", "d"); },
      [](Commit& c, const std::string& key) { c.IndexAdd("i", "s", key); },
      [](Commit& c, const std::string& key) { c.IndexRemove(key, "s", "d"); },
      [](Commit& c, const std::string& key) { c.IndexRemove("i", "s", key); },
      [](Commit& c, const std::string& key) { c.Request({key, "f"}, "x"); }};
  for (size_t i = 0; i < places.size(); ++i) {
    const auto code = [&](const std::string& key) {
      Commit commit(kCity);
      places[i](commit, key);
      return CodeOf(std::move(commit));
    };
    for (const std::string& good : {std::string(512, 'x'), std::string(" ~\xC3\xBC")}) {
      EXPECT_EQ(code(good), absl::StatusCode::kOk) << i;
    }
    const bool may_be_empty = i + 1 == places.size();  // no request, then
    EXPECT_EQ(code("") == absl::StatusCode::kOk, may_be_empty) << i;
    for (const std::string& bad : {std::string(513, 'x'), std::string("a\x1f"), std::string("\x7f"),
                                   std::string("a\0b", 3)}) {
      EXPECT_EQ(code(bad), absl::StatusCode::kInvalidArgument) << i << " " << bad;
    }
  }
  for (const auto& [type, data] : {std::pair("", "x"), std::pair("zwk.Test", "")}) {
    Commit commit(kCity);
    commit.Emit("a", 0, type, data);
    EXPECT_EQ(CodeOf(std::move(commit)), absl::StatusCode::kInvalidArgument);
  }
  for (const bool add : {true, false}) {
    Commit commit(kCity);
    const std::string zero("a\0b", 3);
    add ? commit.IndexAdd("i", zero, "d") : commit.IndexRemove("i", zero, "d");
    EXPECT_EQ(CodeOf(std::move(commit)), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace zwk::store
