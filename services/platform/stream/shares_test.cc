#include "platform/stream/shares.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/eventually.h"
#include "tests/support/ledger_view.h"
#include "tests/support/redis_server.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;

class SharesTest : public ::testing::Test {
 protected:
  static constexpr int kShards = 8;

  std::unique_ptr<Shares> Join(const std::string& who, milliseconds life = milliseconds(600)) {
    return std::make_unique<Shares>(Shares::Options{.redis = redis_.address(),
                                                    .work = "{zwk}:boards:relay",
                                                    .me = who,
                                                    .shards = kShards,
                                                    .life = life});
  }
  static std::set<int> Held(const Shares& shares) {
    std::set<int> held;
    for (int shard = 0; shard < kShards; ++shard) {
      if (shares.Held(shard)) held.insert(shard);
    }
    return held;
  }

  test::RedisServer redis_;
};

TEST_F(SharesTest, OneAloneHasAllAndTwoHaveTheSameNumberAndNoneTwice) {
  const auto first = Join("first");
  ASSERT_TRUE(test::Eventually([&] { return Held(*first).size() == kShards; }));
  auto second = Join("second");
  ASSERT_TRUE(test::Eventually(
      [&] { return Held(*first).size() == kShards / 2 && Held(*second).size() == kShards / 2; }));
  for (const int shard : Held(*second)) EXPECT_FALSE(first->Held(shard)) << shard;
  second.reset();  // gives back at once
  EXPECT_TRUE(test::Eventually([&] { return Held(*first).size() == kShards; }));
}

TEST_F(SharesTest, WhoTakesAShardHasAHigherEpochThanWhoHadItAlsoIfAllWasForgotten) {
  auto first = Join("first");
  ASSERT_TRUE(test::Eventually([&] { return first->Held(3).has_value(); }));
  const uint64_t before = *first->Held(3);
  first.reset();
  auto second = Join("second");
  ASSERT_TRUE(test::Eventually([&] { return second->Held(3).has_value(); }));
  const uint64_t after = *second->Held(3);
  EXPECT_GT(after, before);
  second.reset();
  redis_.Command({"FLUSHALL"});
  const auto third = Join("third");
  ASSERT_TRUE(test::Eventually([&] { return third->Held(3).has_value(); }));
  EXPECT_GT(*third->Held(3), after);
}

TEST_F(SharesTest, ALeaseThatCannotBeRenewedEndsForItsHolderBeforeAnybodyElseCanHaveIt) {
  const auto first = Join("first");
  ASSERT_TRUE(test::Eventually([&] { return first->Held(0).has_value(); }));
  redis_.Freeze();
  EXPECT_TRUE(test::Eventually([&] { return Held(*first).empty(); }));
  redis_.Thaw();
  EXPECT_TRUE(test::Eventually([&] { return Held(*first).size() == kShards; }));
}

// Two replicas of a service with the same view.
TEST_F(SharesTest, ReplicasShareTheCitiesOfAViewAndEachKnowsWhereTheOtherIs) {
  store::RedisStore source({.address = redis_.address(), .area = "boards"});
  store::RedisStore store({.address = redis_.address(), .area = "reader"});
  EmbeddedBus bus(redis_.address());
  const auto commit = [&](const std::string& city) {
    store::Commit commit(city);
    commit.Emit("board/1", store::Commit::kAnyVersion, "zwk.Test", "x");
    ASSERT_TRUE(SyncWait(source.Apply(std::move(commit), kNoDeadline)).ok());
  };
  struct Replica {
    Replica(std::unique_ptr<Shares> joined, store::Store& store, Bus& bus)
        : shares(std::move(joined)),
          runner(store, bus, {.is_ours = [this](const Partition& p) {
                   return shares->Held(p.municipality.back() - 'a').has_value();
                 }}) {
      runner.Add(view);
      runner.Start();
    }
    int64_t applied() const {
      int64_t sum = 0;
      for (const auto& lag : runner.Lags()) sum += lag.applied;
      return sum;
    }
    test::LedgerView view{"ledger", "boards"};
    std::unique_ptr<Shares> shares;
    ViewRunner runner;
  };
  Replica first(Join("first"), store, bus);
  auto second = std::make_unique<Replica>(Join("second"), store, bus);
  ASSERT_TRUE(test::Eventually([&] {
    return Held(*first.shares).size() == kShards / 2 && Held(*second->shares).size() == kShards / 2;
  }));
  const auto soon = [] { return SystemClock().Now() + std::chrono::seconds(20); };
  for (int i = 0; i < 5; ++i) {
    for (char city = 'a'; city < 'a' + kShards; ++city) commit(std::string("city-") + city);
  }
  for (Replica* const replica : {&first, second.get()}) {
    const absl::Status caught_up = replica->runner.CatchUp(soon());
    EXPECT_TRUE(caught_up.ok()) << caught_up;
  }
  EXPECT_EQ(first.applied() + second->applied(), 5 * kShards);
  EXPECT_EQ(first.applied(), second->applied());
  second.reset();  // what it had goes on at the other
  for (char city = 'a'; city < 'a' + kShards; ++city) commit(std::string("city-") + city);
  const absl::Status caught_up = first.runner.CatchUp(soon());
  EXPECT_TRUE(caught_up.ok()) << caught_up;
  for (char city = 'a'; city < 'a' + kShards; ++city) {
    EXPECT_EQ(test::LedgerView::Read(store, "ledger", std::string("city-") + city).total(), 6);
  }
}

}  // namespace
}  // namespace zwk::stream
