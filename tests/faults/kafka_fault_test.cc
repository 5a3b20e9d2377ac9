// What happens to events when parts of their way through Kafka die, hang or repeat.

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/kafka/message.h"
#include "platform/kafka/mock_fixture.h"
#include "tests/faults/kafka_fault_fixture.h"

namespace zwk::kafka {
namespace {

TEST_F(BrokerFaultTest, WhileKafkaIsAwayTheOutboxGrowsToItsLimitAndIsCaughtUpWith) {
  Relay::Options options = RelayOptions(cluster_);
  options.most_waiting = 60;
  const Relay relay(options);
  const Reader reader(*this, cluster_, "ledger");
  Commit(30);
  ExpectWhole();
  Broker().Freeze();
  const auto away_since = std::chrono::steady_clock::now();
  Commit(150);  // 50 of each city
  ASSERT_TRUE(test::Eventually([&] { return relay.figures().waiting["lehe"] == 50; }));
  EXPECT_FALSE(relay.IsFull("lehe"));
  Commit(60);
  EXPECT_TRUE(test::Eventually([&] {
    return std::all_of(kCities.begin(), kCities.end(),
                       [&](const std::string& city) { return relay.IsFull(city); });
  }));
  // The long form: for a minute, longer than any connection waits.
  EXPECT_TRUE(test::Eventually(
      [&] { return std::chrono::steady_clock::now() - away_since > seconds(IsLong() ? 60 : 0); },
      kPatience));
  Broker().Thaw();
  ExpectWhole();
  EXPECT_TRUE(test::Eventually([&] { return !relay.IsFull("lehe"); }));
  Broker().Kill9();
  Commit(30);
  Broker().Restart();
  ExpectWhole();
}

TEST_F(BrokerFaultTest, ARelayThatWasStoppedPastItsLeaseDoesNoHarmWhenItGoesOn) {
  const Part first({"relay", redis_.address(), cluster_.brokers, area_, "1000"});
  const Reader reader(*this, cluster_, "ledger");
  Commit(90);
  ExpectWhole();
  for (int round = 0; round < Rounds(3); ++round) {
    Commit(30);
    first.Stop();  // perhaps between sending and moving its cursor
    Commit(30);
    const Relay second(RelayOptions(cluster_));
    ExpectWhole();  // the lease of the first is over, the second has all of its shards
    Commit(30);
    first.Continue();
    Commit(60);
    ExpectWhole();
  }
}

TEST_F(BrokerFaultTest, EventsThatComeTwiceAndShuffledAcrossThingsAreCountedOnceAndInOrder) {
  Commit(Rounds(300));
  // As if relays had gone mad: each thing in order, but twice, and things against each other at random.
  std::map<std::string, std::vector<stream::Event>> by_thing;
  for (const std::string& city : kCities) {
    const auto outbox = stream::EmbeddedBus(redis_.address()).Subscribe({area_});
    auto polled = outbox->Poll({{{area_, city}, ""}}, 10'000, milliseconds(0));
    ASSERT_TRUE(polled.ok());
    for (stream::Event& event : polled->events) {
      by_thing[absl::StrCat(city, event.aggregate)].push_back(std::move(event));
    }
  }
  std::mt19937 random(20261201);
  std::vector<std::pair<std::string, size_t>> order;
  for (const auto& [thing, events] : by_thing) {
    for (size_t i = 0; i < 2 * events.size(); ++i) order.emplace_back(thing, 0);
  }
  std::shuffle(order.begin(), order.end(), random);
  const Handle producer = *MakeProducer(cluster_, {}, nullptr, nullptr);
  std::map<std::string, size_t> sent;
  for (const auto& [thing, unused] : order) {
    const std::vector<stream::Event>& events = by_thing[thing];
    const stream::Event& event = events[sent[thing]++ / 2 % events.size()];
    ASSERT_TRUE(Produce(producer.get(), topic_, PartitionOf(event.municipality, 3), StoreEpoch(),
                        event, nullptr)
                    .ok());
  }
  ASSERT_EQ(rd_kafka_flush(producer.get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  const Reader reader(*this, cluster_, "ledger");
  ExpectWhole();
}

TEST_F(BrokerFaultTest, ReadersThatAreKilledAndComeAndGoMissNothing) {
  const Relay relay(RelayOptions(cluster_));
  const auto reader = [&] {
    return std::make_unique<Part>(std::vector<std::string>{
        "reader", redis_.address(), cluster_.brokers, area_, "1000", "ledger"});
  };
  auto first = reader();
  for (int round = 0; round < Rounds(3); ++round) {
    Commit(60);
    auto second = reader();  // they share
    Commit(60);
    first = nullptr;  // kill -9, what it held is over after its lease
    Commit(30);
    second->Stop();
    auto third = reader();
    Commit(30);
    second->Continue();
    first = std::move(third);
  }
  ExpectWhole();
}

// Errors as brokers give them, in rows; the mock checks no sequences, so what is out of order is told.
TEST_F(KafkaFaultTest, RowsOfErrorsAndProducersThatEndFatallyAreGotOver) {
  MockCluster mock;
  mock.CreateTopic(topic_, 3);
  std::vector<absl::Status> troubles;
  std::mutex mutex;
  Relay::Options options = RelayOptions(mock.cluster());
  options.on_trouble = [&](const absl::Status& status) {
    const std::lock_guard lock(mutex);
    troubles.push_back(status);
  };
  const Relay relay(options);
  const Reader reader(*this, mock.cluster(), "ledger");
  Commit(60);
  ExpectWhole();
  const std::vector<std::vector<rd_kafka_resp_err_t>> rows = {
      {RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
       RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND},
      {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
       RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE},
      {RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID},
      {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED},
      {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED},
  };
  for (size_t turn = 0; turn < static_cast<size_t>(Rounds(1)) * rows.size(); ++turn) {
    mock.AnswerNext(0, rows[turn % rows.size()]);
    Commit(60);
    ExpectWhole();
    mock.AnswerNext(1, {RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION});
    Commit(30);
    ExpectWhole();
  }
  EXPECT_GE(relay.figures().recreations, 2) << "fatal is routine";
  mock.Down(1);
  mock.Down(2);
  Commit(30);
  mock.Up(1);
  mock.Up(2);
  ExpectWhole();
}

// The long form: ./zwk test --faults
TEST_F(KafkaFaultTest, BrokersThatAreKilledInTurnTakeNothingWithThem) {
  if (!IsLong()) {
    GTEST_SKIP() << "SKIPPED: three brokers are for ./zwk test --faults";
  }
  ZWK_SKIP_WITHOUT_KAFKA();
  test::KafkaServer brokers(3);
  const Cluster cluster{.brokers = brokers.brokers()};
  const TopicShape shape{.partitions = 3, .replication = 3, .min_in_sync = 2};
  ASSERT_TRUE(
      test::Eventually([&] { return Topics(cluster).Create(topic_, shape).ok(); }, seconds(60)));
  const Relay relay(RelayOptions(cluster));
  const Reader reader(*this, cluster, "ledger");
  for (int round = 0; round < 6; ++round) {
    const int broker = round % 3;
    Commit(150);
    brokers.Kill9(broker);
    Commit(300);
    ExpectWhole();  // two of three are enough
    brokers.Restart(broker);
    Commit(150);
    ExpectWhole();
  }
  // Also when two are away, and no event is acknowledged.
  brokers.Kill9(0);
  brokers.Kill9(1);
  Commit(300);
  brokers.Restart(0);
  brokers.Restart(1);
  ExpectWhole();
}

}  // namespace
}  // namespace zwk::kafka
