#include "platform/stream/embedded_bus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk::stream {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Partition kBoards{"participation", "bremerhaven"};
const Partition kOffers{"catalog", "bremerhaven"};
constexpr milliseconds kPatience{10'000};

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

TEST_F(EmbeddedBusTest, AnEventComesAsItWasCommitted) {
  Publish(boards_, "board/1", "one");
  Publish(boards_, "board/1", "two");
  const std::vector<Event> events = Polled(*both_, {{kBoards, ""}});
  ASSERT_THAT(events, SizeIs(2));
  const Event& event = events[1];
  EXPECT_EQ(event.id, "bremerhaven/board/1/2");
  EXPECT_EQ(event.area, "participation");
  EXPECT_EQ(event.municipality, "bremerhaven");
  EXPECT_EQ(event.aggregate, "board/1");
  EXPECT_EQ(event.version, 2u);
  EXPECT_EQ(event.type, "zwk.Test");
  EXPECT_EQ(ToMicros(event.time), 1'648'474'200'000'001);
  EXPECT_EQ(event.data, "two");
  EXPECT_EQ(event.trace_parent, "00-abc");
  EXPECT_EQ(*both_->Last(kBoards), event.position);
  EXPECT_EQ(*both_->Last(kOffers), "");
}

TEST_F(EmbeddedBusTest, EachPartitionIsReadFromItsOwnPlaceAndNoFurtherThanTheLimit) {
  for (const char* data : {"a", "b", "c"}) Publish(boards_, "board/1", data);
  for (const char* data : {"x", "y", "z"}) Publish(offers_, "offer/1", data);
  const auto datas = [&](const std::vector<Cursor>& cursors, int limit) {
    std::vector<std::string> datas;
    for (const Event& event : Polled(*both_, cursors, limit)) datas.push_back(event.data);
    return datas;
  };
  const std::string after_a = Polled(*both_, {{kBoards, ""}}, 1)[0].position;
  EXPECT_THAT(datas({{kBoards, after_a}, {kOffers, ""}}, 2), ElementsAre("b", "c", "x", "y"));
  EXPECT_THAT(datas({{kOffers, ""}, {kBoards, after_a}}, 1), ElementsAre("x", "b"));
  EXPECT_THAT(datas({{kBoards, ""}}, 0), SizeIs(1)) << "never nothing";
  EXPECT_THAT(datas({{kBoards, *both_->Last(kBoards)}}, 100), IsEmpty());
}

TEST_F(EmbeddedBusTest, PartitionsAreThoseOfTheAreasInOrderAndNewOnesAreToldOnce) {
  EXPECT_THAT(*both_->Partitions(), IsEmpty());
  Publish(offers_, "offer/1", "x");
  Publish(boards_, "board/1", "x", "lehe");
  Publish(boards_, "board/1", "x");
  const auto news = [&] { return both_->Poll({}, 10, milliseconds(0))->new_partitions; };
  EXPECT_TRUE(news());
  EXPECT_TRUE(news()) << "until it is asked which";
  EXPECT_THAT(*both_->Partitions(),
              ElementsAre(kOffers, kBoards, Partition{"participation", "lehe"}));
  EXPECT_FALSE(news());
  Publish(boards_, "board/2", "x");
  EXPECT_FALSE(news()) << "a city that is known";
  Publish(offers_, "offer/1", "x", "lehe");
  EXPECT_TRUE(news());
  EXPECT_THAT(*bus_.Subscribe({"catalog"})->Partitions(),
              ElementsAre(kOffers, Partition{"catalog", "lehe"}));
}

TEST_F(EmbeddedBusTest, WhoWaitsIsWokenByAnEventOrByANewCity) {
  Publish(boards_, "board/1", "one");
  ASSERT_TRUE(both_->Partitions().ok());
  const Cursor end{kBoards, *both_->Last(kBoards)};
  std::thread writer([&] { Publish(boards_, "board/1", "two"); });
  const auto woken = both_->Poll({end}, 10, kPatience);
  writer.join();
  ASSERT_TRUE(woken.ok());
  ASSERT_THAT(woken->events, SizeIs(1));
  EXPECT_FALSE(woken->new_partitions);
  std::thread founder([&] { Publish(boards_, "board/1", "one", "lehe"); });
  const auto news = both_->Poll({{kBoards, *both_->Last(kBoards)}}, 10, kPatience);
  founder.join();
  ASSERT_TRUE(news.ok());
  EXPECT_TRUE(news->new_partitions);
  EXPECT_THAT(news->events, IsEmpty());
}

TEST_F(EmbeddedBusTest, NobodyIsKeptLongerThanWanted) {
  Publish(boards_, "board/1", "one");
  ASSERT_TRUE(both_->Partitions().ok());
  const auto start = std::chrono::steady_clock::now();
  const auto polled = both_->Poll({{kBoards, *both_->Last(kBoards)}}, 10, milliseconds(40));
  ASSERT_TRUE(polled.ok());
  EXPECT_THAT(polled->events, IsEmpty());
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(35));
  EXPECT_LT(std::chrono::steady_clock::now() - start, kPatience);
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
