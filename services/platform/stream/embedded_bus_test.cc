#include "platform/stream/embedded_bus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk::stream {
namespace {

using std::chrono::milliseconds;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Partition kBoards{"participation", "bremerhaven"};
const Partition kOffers{"catalog", "bremerhaven"};

class EmbeddedBusTest : public ::testing::Test {
 protected:
  void Publish(store::RedisStore& source, const std::string& aggregate, const std::string& data,
               const std::string& municipality = "bremerhaven") {
    store::Commit commit(municipality);
    commit.Emit(aggregate, store::Commit::kAnyVersion, "zwk.Test", data);
    commit.At(FromMicros(1'648'474'200'000'001));
    commit.Trace("00-abc");
    ASSERT_TRUE(SyncWait(source.Apply(std::move(commit), kNoDeadline)).ok());
  }
  std::vector<Event> Polled(Subscription& subscription, const std::vector<Cursor>& cursors,
                            int limit = 100) {
    const auto polled = subscription.Poll(cursors, limit, milliseconds(0));
    EXPECT_TRUE(polled.ok()) << polled.status();
    return polled->events;
  }

  test::RedisServer redis_;
  store::RedisStore boards_{{.address = redis_.address(), .area = "participation"}};
  store::RedisStore offers_{{.address = redis_.address(), .area = "catalog"}};
  EmbeddedBus bus_{redis_.address()};
  std::unique_ptr<Subscription> both_ = bus_.Subscribe({"participation", "catalog"});
};

// What every bus promises is tested in platform/kafka/bus_contract_test.cc.
TEST_F(EmbeddedBusTest, APositionInAnotherLogIsThePlaceBeforeAllAndComparesByItsPlaceInTheOutbox) {
  Publish(boards_, "board/1", "one");
  Publish(boards_, "board/1", "two");
  const std::string last = *both_->Last(kBoards);
  EXPECT_THAT(Polled(*both_, {{kBoards, last}}), IsEmpty());
  EXPECT_THAT(Polled(*both_, {{kBoards, last + "@17"}}), SizeIs(2));
  EXPECT_TRUE(both_->HasReached(last + "@17", last));
  EXPECT_FALSE(both_->HasReached("5-9@17", "5-10"));
}

TEST_F(EmbeddedBusTest, APositionIsBehindAnotherByTimeAndThenByNumber) {
  const auto reached = [&](const char* position, const char* other) {
    return both_->HasReached(position, other);
  };
  EXPECT_TRUE(reached("10-0", "9-5"));
  EXPECT_FALSE(reached("9-5", "10-0"));
  EXPECT_TRUE(reached("5-10", "5-9"));
  EXPECT_FALSE(reached("5-9", "5-10"));
  EXPECT_TRUE(reached("5-9", "5-9"));
  EXPECT_TRUE(reached("", ""));
  EXPECT_TRUE(reached("0-1", ""));
  EXPECT_FALSE(reached("", "0-1"));
}

TEST_F(EmbeddedBusTest, WhatIsNoStreamIsSaidSoAndALostConnectionIsMadeAgain) {
  redis_.Command({"SET", "{bremerhaven}:participation:outbox", "no stream"});
  EXPECT_EQ(both_->Poll({{kBoards, ""}}, 10, milliseconds(0)).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(both_->Last(kBoards).status().code(), absl::StatusCode::kUnavailable);
  redis_.Command({"SET", "{zwk}:catalog:municipalities", "no set"});
  EXPECT_EQ(both_->Partitions().status().code(), absl::StatusCode::kUnavailable);

  redis_.Command({"FLUSHALL"});
  redis_.Restart();
  EXPECT_FALSE(both_->Last(kBoards).ok()) << "this is how it finds out";
  EXPECT_EQ(*both_->Last(kBoards), "");
}

}  // namespace
}  // namespace zwk::stream
