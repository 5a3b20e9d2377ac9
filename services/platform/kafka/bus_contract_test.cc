// What every bus promises (stream/bus.h), held by each: the outboxes themselves, Kafka against a real
// broker, and Kafka against a cluster that answers with errors.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/mock_fixture.h"
#include "platform/kafka/relay.h"
#include "platform/kafka/topics.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/eventually.h"
#include "tests/support/kafka_server.h"
#include "tests/support/redis_server.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;
using stream::Cursor;
using stream::Event;
using stream::Partition;
using stream::Subscription;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr milliseconds kPatience{20'000};

// A bus and what it needs to carry the events of two areas.
class World {
 public:
  virtual ~World() = default;
  virtual stream::Bus& bus() = 0;
};

using MakeWorld = std::function<std::unique_ptr<World>(const std::string& redis,
                                                       const std::vector<std::string>& areas)>;

class EmbeddedWorld : public World {
 public:
  explicit EmbeddedWorld(const std::string& redis) : bus_(redis) {}
  stream::Bus& bus() override { return bus_; }

 private:
  stream::EmbeddedBus bus_;
};

class KafkaWorld : public World {
 public:
  KafkaWorld(const Cluster& cluster, const std::string& redis,
             const std::vector<std::string>& areas)
      : bus_(cluster, redis) {
    for (const std::string& area : areas) {
      relays_.push_back(std::make_unique<Relay>(
          Relay::Options{.cluster = cluster, .redis = redis, .area = area, .me = area}));
    }
  }
  stream::Bus& bus() override { return bus_; }

 private:
  std::vector<std::unique_ptr<Relay>> relays_;
  KafkaBus bus_;
};

test::KafkaServer& Broker() {
  static test::KafkaServer broker;
  return broker;
}

std::unique_ptr<World> RealKafka(const std::string& redis, const std::vector<std::string>& areas) {
  const Cluster cluster{.brokers = Broker().brokers()};
  Topics topics(cluster);
  for (const std::string& area : areas) {
    EXPECT_EQ(*topics.Create(TopicOf(area), {.partitions = 3}), Topics::kMade);
  }
  return std::make_unique<KafkaWorld>(cluster, redis, areas);
}

// Every kind of passing trouble comes at the start, and now and then again.
class MockWorld : public World {
 public:
  MockWorld(const std::string& redis, const std::vector<std::string>& areas) {
    for (const std::string& area : areas) mock_.CreateTopic(TopicOf(area), 3);
    const std::vector<rd_kafka_resp_err_t> of_produce = {
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT};
    mock_.AnswerNext(0, of_produce);
    mock_.AnswerNext(
        1, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR});
    mock_.AnswerNext(22, {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS});
    world_ = std::make_unique<KafkaWorld>(mock_.cluster(), redis, areas);
  }
  stream::Bus& bus() override { return world_->bus(); }

 private:
  MockCluster mock_;
  std::unique_ptr<KafkaWorld> world_;
};

class BusContractTest : public ::testing::TestWithParam<std::pair<std::string, MakeWorld>> {
 protected:
  void SetUp() override {
    if (GetParam().first == "Kafka") ZWK_SKIP_WITHOUT_KAFKA();
    world_ = GetParam().second(redis_.address(), {boards_area_, offers_area_});
    both_ = world_->bus().Subscribe({boards_area_, offers_area_});
  }

  void Publish(store::RedisStore& source, const std::string& aggregate, const std::string& data,
               const std::string& municipality = "bremerhaven") {
    store::Commit commit(municipality);
    commit.Emit(aggregate, store::Commit::kAnyVersion, "zwk.Test", data);
    commit.At(FromMicros(1'648'474'200'000'001));
    commit.Trace("00-abc");
    ASSERT_TRUE(SyncWait(source.Apply(std::move(commit), kNoDeadline)).ok());
  }

  // Goes on after what it got until there are so many.
  static std::vector<Event> Read(Subscription& reader, std::vector<Cursor> cursors, size_t count,
                                 int limit = 100) {
    std::vector<Event> events;
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (events.size() < count && std::chrono::steady_clock::now() < give_up) {
      auto polled = reader.Poll(cursors, limit, milliseconds(200));
      if (!polled.ok()) continue;
      std::map<Partition, int> of_each;
      for (Event& event : polled->events) {
        for (Cursor& cursor : cursors) {
          if (cursor.partition != Partition{event.area, event.municipality}) continue;
          cursor.after = event.position;
          EXPECT_LE(++of_each[cursor.partition], std::max(1, limit));
        }
        events.push_back(std::move(event));
      }
    }
    EXPECT_THAT(events, SizeIs(count));
    events.resize(count);
    return events;
  }

  static std::vector<std::string> Datas(const std::vector<Event>& events) {
    std::vector<std::string> datas;
    for (const Event& event : events) datas.push_back(event.data);
    return datas;
  }

  static inline std::atomic<int> worlds_{0};
  const int number_ = worlds_++;  // topics are not shared with other tests
  const std::string boards_area_ = absl::StrCat("boards", number_);
  const std::string offers_area_ = absl::StrCat("offers", number_);
  const Partition kBoards{boards_area_, "bremerhaven"};
  const Partition kOffers{offers_area_, "bremerhaven"};
  test::RedisServer redis_;
  store::RedisStore boards_{{.address = redis_.address(), .area = boards_area_}};
  store::RedisStore offers_{{.address = redis_.address(), .area = offers_area_}};
  std::unique_ptr<World> world_;
  std::unique_ptr<Subscription> both_;
};

TEST_P(BusContractTest, AnEventComesAsItWasCommitted) {
  Publish(boards_, "board/1", "one");
  Publish(boards_, "board/1", std::string("tw\0o", 4));
  Publish(boards_, "board/2", "three");
  const std::vector<Event> events = Read(*both_, {{kBoards, ""}}, 3);
  const Event& event = events[1];
  EXPECT_EQ(event.id, "bremerhaven/board/1/2");
  EXPECT_EQ(event.area, boards_area_);
  EXPECT_EQ(event.municipality, "bremerhaven");
  EXPECT_EQ(event.aggregate, "board/1");
  EXPECT_EQ(event.version, 2u);
  EXPECT_EQ(event.type, "zwk.Test");
  EXPECT_EQ(ToMicros(event.time), 1'648'474'200'000'001);
  EXPECT_EQ(event.data, std::string("tw\0o", 4));
  EXPECT_EQ(event.trace_parent, "00-abc");
  EXPECT_TRUE(both_->HasReached(events[2].position, *both_->Last(kBoards)));
  EXPECT_FALSE(both_->HasReached(event.position, *both_->Last(kBoards)));
  EXPECT_EQ(*both_->Last(kOffers), "");
}

TEST_P(BusContractTest, EachPartitionIsReadFromItsOwnPlaceAndNoFurtherThanTheLimit) {
  for (const char* data : {"a", "b", "c"}) Publish(boards_, "board/1", data);
  for (const char* data : {"x", "y", "z"}) Publish(offers_, "offer/1", data);
  const auto first = Read(*both_, {{kBoards, ""}}, 1, 1);
  EXPECT_THAT(Datas(first), ElementsAre("a"));
  EXPECT_THAT(Datas(Read(*both_, {{kBoards, first[0].position}, {kOffers, ""}}, 5, 2)),
              ::testing::UnorderedElementsAre("b", "c", "x", "y", "z"));
  const auto again = Read(*both_, {{kBoards, first[0].position}}, 1, 0);
  EXPECT_THAT(Datas(again), ElementsAre("b")) << "back, and never nothing";
  const auto all = Read(*both_, {{kBoards, ""}}, 3);
  EXPECT_THAT(Datas(all), ElementsAre("a", "b", "c"));
  const auto none = both_->Poll({{kBoards, all[2].position}}, 10, milliseconds(0));
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_THAT(none->events, IsEmpty());
}

TEST_P(BusContractTest, ACityIsReadInTheOrderOfItsCommitsWhicheverThingTheyAreOf) {
  constexpr size_t kEvents = 300;
  for (size_t i = 0; i < kEvents; ++i) {
    Publish(boards_, absl::StrCat("board/", i % 7), absl::StrCat(i));
    if (i % 10 == 0) Publish(boards_, "board/1", "of another city", "lehe");
  }
  const std::vector<Event> events = Read(*both_, {{kBoards, ""}}, kEvents);
  for (size_t i = 0; i < kEvents; ++i) {
    EXPECT_EQ(events[i].data, absl::StrCat(i));
    EXPECT_FALSE(both_->HasReached(i == 0 ? "" : events[i - 1].position, events[i].position));
    EXPECT_TRUE(both_->HasReached(events[i].position, events[i].position));
  }
  // From each place, by a reader who has seen nothing yet.
  for (const size_t place : {size_t{0}, kEvents / 2, kEvents - 2}) {
    const auto fresh = world_->bus().Subscribe({boards_area_});
    EXPECT_EQ(Read(*fresh, {{kBoards, events[place].position}}, 1, 1)[0].data,
              absl::StrCat(place + 1));
  }
}

TEST_P(BusContractTest, WhoLooksWithoutWaitingSeesAllThatIsThere) {
  for (int i = 0; i < 50; ++i) Publish(boards_, "board/1", absl::StrCat(i));
  const auto events = Read(*both_, {{kBoards, ""}}, 50);
  const auto fresh = world_->bus().Subscribe({boards_area_});
  size_t count = 0;
  std::string after;
  for (int looks = 0; looks < 50; ++looks) {
    const auto polled = fresh->Poll({{kBoards, after}}, 20, milliseconds(0));
    ASSERT_TRUE(polled.ok()) << polled.status();
    if (polled->events.empty()) break;
    count += polled->events.size();
    after = polled->events.back().position;
  }
  EXPECT_EQ(count, 50u);
}

TEST_P(BusContractTest, PartitionsAreThoseOfTheAreasInOrderAndNewOnesAreTold) {
  EXPECT_THAT(*both_->Partitions(), IsEmpty());
  Publish(offers_, "offer/1", "x");
  Publish(boards_, "board/1", "x", "lehe");
  Publish(boards_, "board/1", "x");
  const auto news = [&] { return both_->Poll({}, 10, milliseconds(0))->new_partitions; };
  EXPECT_TRUE(news());
  EXPECT_TRUE(news()) << "until it is asked which";
  EXPECT_THAT(*both_->Partitions(), ElementsAre(kBoards, Partition{boards_area_, "lehe"}, kOffers));
  EXPECT_FALSE(news());
  Publish(boards_, "board/2", "x");
  EXPECT_FALSE(news()) << "a city that is known";
  Publish(offers_, "offer/1", "x", "lehe");
  EXPECT_TRUE(news());
  EXPECT_THAT(*world_->bus().Subscribe({offers_area_})->Partitions(),
              ElementsAre(kOffers, Partition{offers_area_, "lehe"}));
}

TEST_P(BusContractTest, WhoWaitsIsWokenByAnEventOrByANewCity) {
  Publish(boards_, "board/1", "one");
  ASSERT_TRUE(both_->Partitions().ok());
  const std::string end = Read(*both_, {{kBoards, ""}}, 1)[0].position;
  std::thread writer([&] { Publish(boards_, "board/1", "two"); });
  const auto woken = Read(*both_, {{kBoards, end}}, 1);
  writer.join();
  EXPECT_THAT(Datas(woken), ElementsAre("two"));
  std::thread founder([&] { Publish(boards_, "board/1", "one", "lehe"); });
  const auto news = both_->Poll({{kBoards, woken[0].position}}, 10, kPatience);
  founder.join();
  ASSERT_TRUE(news.ok()) << news.status();
  EXPECT_TRUE(news->new_partitions);
  EXPECT_THAT(news->events, IsEmpty());
}

TEST_P(BusContractTest, NobodyIsKeptLongerThanWanted) {
  Publish(boards_, "board/1", "one");
  ASSERT_TRUE(both_->Partitions().ok());
  const std::string end = Read(*both_, {{kBoards, ""}}, 1)[0].position;
  const auto start = std::chrono::steady_clock::now();
  const auto polled = both_->Poll({{kBoards, end}}, 10, milliseconds(40));
  ASSERT_TRUE(polled.ok()) << polled.status();
  EXPECT_THAT(polled->events, IsEmpty());
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(35));
  EXPECT_LT(std::chrono::steady_clock::now() - start, kPatience);
}

TEST_P(BusContractTest, AReaderThatAsksForNothingGetsNothing) {
  Publish(boards_, "board/1", "one");
  ASSERT_TRUE(both_->Partitions().ok());
  (void)Read(*both_, {{kBoards, ""}}, 1);
  const auto polled = both_->Poll({}, 10, milliseconds(0));
  ASSERT_TRUE(polled.ok());
  EXPECT_THAT(polled->events, IsEmpty());
}

// Counts events per kind of thing, and keeps the last data of each.
class Tally : public stream::View {
 public:
  explicit Tally(std::vector<std::string> areas) : areas_(std::move(areas)) {}
  std::string name() const override { return "tally"; }
  std::vector<std::string> areas() const override { return areas_; }
  Task<absl::Status> On(const Event& event, stream::ViewChange& change) override {
    change.Add(event.area, event.aggregate, 1);
    change.Put(absl::StrCat(event.area, "/", event.aggregate), event.data);
    co_return absl::OkStatus();
  }

 private:
  const std::vector<std::string> areas_;
};

TEST_P(BusContractTest, AViewHasEachEventOnceAndCanBeMadeAnew) {
  store::RedisStore store({.address = redis_.address(), .area = "reader"});
  Tally tally({boards_area_, offers_area_});
  for (int i = 0; i < 40; ++i) Publish(boards_, absl::StrCat("board/", i % 4), absl::StrCat(i));
  const auto soon = [] { return SystemClock().Now() + std::chrono::seconds(30); };
  for (int start = 0; start < 2; ++start) {  // the second reader goes on where the first was
    stream::ViewRunner runner(store, world_->bus());
    runner.Add(tally);
    runner.Start();
    for (int i = 0; i < 30; ++i) {
      Publish(offers_, absl::StrCat("offer/", i % 3), absl::StrCat(start, ".", i));
      Publish(boards_, "board/1", absl::StrCat(i), i % 2 == 0 ? "lehe" : "bremerhaven");
    }
    const absl::Status caught_up = runner.CatchUp(soon());
    ASSERT_TRUE(caught_up.ok()) << caught_up;
    for (const char* city : {"bremerhaven", "lehe"}) {
      EXPECT_EQ(*runner.Digest("tally", city), *runner.Fold("tally", city)) << city;
    }
    const std::string before = *runner.Digest("tally", "bremerhaven");
    const absl::Status rebuilt = runner.Rebuild("tally", "bremerhaven", soon());
    EXPECT_TRUE(rebuilt.ok()) << rebuilt;
    EXPECT_EQ(*runner.Digest("tally", "bremerhaven"), before);
  }
  stream::EmbeddedBus outboxes(redis_.address());
  stream::ViewRunner truth(store, outboxes);
  truth.Add(tally);
  for (const char* city : {"bremerhaven", "lehe"}) {
    EXPECT_EQ(*truth.Digest("tally", city), *truth.Fold("tally", city)) << city;
  }
}

TEST_P(BusContractTest, AReaderGoesOverToAnotherBusAndBack) {
  store::RedisStore store({.address = redis_.address(), .area = "reader"});
  Tally tally({boards_area_});
  stream::EmbeddedBus outboxes(redis_.address());
  int events = 0;
  for (stream::Bus* const bus :
       std::vector<stream::Bus*>{&outboxes, &world_->bus(), &outboxes, &world_->bus()}) {
    stream::ViewRunner runner(store, *bus);
    runner.Add(tally);
    runner.Start();
    for (int i = 0; i < 20; ++i, ++events) {
      Publish(boards_, absl::StrCat("board/", i % 3), absl::StrCat(i));
    }
    const absl::Status caught_up = runner.CatchUp(SystemClock().Now() + std::chrono::seconds(30));
    ASSERT_TRUE(caught_up.ok()) << caught_up;
    const stream::ViewReader reader(store, "tally");
    const auto counters = SyncWait(reader.Counters("bremerhaven", boards_area_, kNoDeadline));
    int64_t counted = 0;
    for (const auto& [board, count] : *counters) counted += count;
    EXPECT_EQ(counted, events);
    EXPECT_EQ(*runner.Digest("tally", "bremerhaven"), *runner.Fold("tally", "bremerhaven"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BusContractTest,
    ::testing::Values(std::pair<std::string, MakeWorld>("Embedded",
                                                        [](const std::string& redis, const auto&) {
                                                          return std::make_unique<EmbeddedWorld>(
                                                              redis);
                                                        }),
                      std::pair<std::string, MakeWorld>("Kafka", RealKafka),
                      std::pair<std::string, MakeWorld>("MockWithErrors",
                                                        [](const std::string& redis,
                                                           const std::vector<std::string>& areas) {
                                                          return std::make_unique<MockWorld>(redis,
                                                                                             areas);
                                                        })),
    [](const auto& of) { return of.param.first; });

}  // namespace
}  // namespace zwk::kafka
