// What happens to events when parts of their way through Kafka die, hang, forget or repeat. In each
// case: nothing missing, nothing counted twice, nothing out of order, and each view is what a fold over
// the outboxes says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/message.h"
#include "platform/kafka/mock_fixture.h"
#include "platform/kafka/operations.h"
#include "platform/kafka/relay.h"
#include "platform/kafka/relay_cursors.h"
#include "platform/kafka/topics.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/eventually.h"
#include "tests/support/kafka_server.h"
#include "tests/support/ledger_view.h"
#include "tests/support/redis_server.h"

namespace zwk::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kPatience{120};
const std::vector<std::string> kCities = {"bremerhaven", "lehe", "moorsum"};

// A child with a relay or a reader in it.
class Part {
 public:
  explicit Part(std::vector<std::string> words) {
    words.insert(words.begin(), KAFKA_PART);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      execv(KAFKA_PART, arguments.data());
      _exit(127);
    }
  }
  ~Part() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  void Stop() const { kill(pid_, SIGSTOP); }
  void Continue() const { kill(pid_, SIGCONT); }

 private:
  pid_t pid_ = -1;
};

class KafkaFaultTest : public ::testing::Test {
 protected:
  static test::KafkaServer& Broker() {
    static test::KafkaServer broker;
    return broker;
  }

  // Things change in turn, so that events of all cities and things mix.
  void Commit(int events) {
    for (int i = 0; i < events; ++i) {
      const std::string& city = kCities[static_cast<size_t>(next_) % kCities.size()];
      const std::string thing = absl::StrCat("board/", next_ % 7);
      store::Commit commit(city);
      commit.Emit(thing, store::Commit::kAnyVersion, "zwk.Test", absl::StrCat(next_));
      const auto outcome = SyncWait(source_.Apply(std::move(commit), kNoDeadline));
      ASSERT_TRUE(outcome.ok()) << outcome.status();
      ++committed_[city][thing];
      ++next_;
    }
  }

  // Until the ledger has everything; then that it has it right.
  void ExpectWhole(const std::string& view = "ledger") {
    const auto whole = [&] {
      return std::all_of(kCities.begin(), kCities.end(), [&](const std::string& city) {
        return test::LedgerView::Read(reader_, view, city).events == committed_[city];
      });
    };
    ASSERT_TRUE(test::Eventually(whole, kPatience)) << Missing(view);
    test::LedgerView ledger(view, area_);
    stream::EmbeddedBus outboxes(redis_.address());
    stream::ViewRunner truth(reader_, outboxes);
    truth.Add(ledger);
    for (const std::string& city : kCities) {
      EXPECT_EQ(test::LedgerView::Read(reader_, view, city).out_of_order, 0) << city;
      EXPECT_EQ(*truth.Digest(view, city), *truth.Fold(view, city)) << city;
    }
  }

  std::string Missing(const std::string& view) {
    std::string text;
    for (const std::string& city : kCities) {
      int64_t wanted = 0;
      for (const auto& [thing, count] : committed_[city]) wanted += count;
      absl::StrAppend(&text, city, ": ", test::LedgerView::Read(reader_, view, city).total(),
                      " of ", wanted, "; ");
    }
    return text;
  }

  Relay::Options RelayOptions(const Cluster& cluster) const {
    return {.cluster = cluster,
            .redis = redis_.address(),
            .area = area_,
            .me = "here",
            .lease = milliseconds(1500)};
  }

  // A reader in this process, as long as it lives.
  struct Reader {
    Reader(KafkaFaultTest& test, const Cluster& cluster, const std::string& view)
        : bus(cluster, test.redis_.address()),
          ledger(view, test.area_),
          runner(test.reader_, bus, {.batch = 32}) {
      runner.Add(ledger);
      runner.Start();
    }
    KafkaBus bus;
    test::LedgerView ledger;
    stream::ViewRunner runner;
  };

  static inline std::atomic<int> tests_{0};
  const std::string area_ = absl::StrCat("area", tests_++);
  const std::string topic_ = TopicOf(area_);
  test::RedisServer redis_;
  store::RedisStore source_{{.address = redis_.address(), .area = area_}};
  store::RedisStore reader_{{.address = redis_.address(), .area = "reader"}};
  std::map<std::string, std::map<std::string, int64_t>> committed_;  // by city and thing
  int next_ = 0;
};

// With a broker that other tests use as well.
class BrokerFaultTest : public KafkaFaultTest {
 protected:
  void SetUp() override {
    ZWK_SKIP_WITHOUT_KAFKA();
    cluster_.brokers = Broker().brokers();
    ASSERT_EQ(*Topics(cluster_).Create(topic_, {.partitions = 3}), Topics::kMade);
  }
  Cluster cluster_;
};

TEST_F(BrokerFaultTest, WhileKafkaIsAwayTheOutboxGrowsToItsLimitAndIsCaughtUpWith) {
  Relay::Options options = RelayOptions(cluster_);
  options.most_waiting = 60;
  const Relay relay(options);
  const Reader reader(*this, cluster_, "ledger");
  Commit(30);
  ExpectWhole();
  Broker().Freeze();
  Commit(150);  // 50 of each city
  ASSERT_TRUE(test::Eventually([&] { return relay.figures().waiting["lehe"] == 50; }));
  EXPECT_FALSE(relay.IsFull("lehe"));
  Commit(60);
  EXPECT_TRUE(test::Eventually([&] {
    return std::all_of(kCities.begin(), kCities.end(),
                       [&](const std::string& city) { return relay.IsFull(city); });
  }));
  Broker().Thaw();
  ExpectWhole();
  EXPECT_TRUE(test::Eventually([&] { return !relay.IsFull("lehe"); }));
  Broker().Kill9();
  Commit(30);
  Broker().Restart();
  ExpectWhole();
}

TEST_F(BrokerFaultTest, ALostLogIsPublishedAgainFromTheOutboxes) {
  auto relay = std::make_unique<Relay>(RelayOptions(cluster_));
  auto reader = std::make_unique<Reader>(*this, cluster_, "ledger");
  Commit(210);
  ExpectWhole();
  reader.reset();
  ASSERT_TRUE(Topics(cluster_).Delete(topic_).ok());
  ASSERT_TRUE(test::Eventually(
      [&] { return absl::IsNotFound(Topics(cluster_).Partitions(topic_).status()); }));
  ASSERT_EQ(*Topics(cluster_).Create(topic_, {.partitions = 3}), Topics::kMade);
  // Meanwhile life goes on, and the new log has what the old one had not.
  Commit(90);
  std::map<std::string, Reconciled> found;
  const auto reconcile = [&] {
    found.clear();
    return Reconcile(cluster_, redis_.address(), area_,
                     [&](const Reconciled& each) { found[each.municipality] = each; });
  };
  ASSERT_TRUE(test::Eventually([&] { return reconcile().ok(); }));
  EXPECT_GE(found["bremerhaven"].missing, 70);
  reader = std::make_unique<Reader>(*this, cluster_, "ledger");  // at a place of the old log
  ExpectWhole();
  const Reader fresh(*this, cluster_, "from the start");
  ExpectWhole("from the start");
  const auto nothing_missing = [&] {
    return reconcile().ok() && std::all_of(found.begin(), found.end(), [](const auto& each) {
             return each.second.missing == 0 && each.second.kept == 100;
           });
  };
  EXPECT_TRUE(test::Eventually(nothing_missing)) << "a second time there is nothing to do";
}

TEST_F(BrokerFaultTest, ARelayThatWasStoppedPastItsLeaseDoesNoHarmWhenItGoesOn) {
  const Part first({"relay", redis_.address(), cluster_.brokers, area_, "1000"});
  const Reader reader(*this, cluster_, "ledger");
  Commit(90);
  ExpectWhole();
  for (int round = 0; round < 3; ++round) {
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
  Commit(300);
  // As if relays had gone mad: each thing in order, but twice, and things against each other at random.
  std::map<std::string, std::vector<stream::Event>> by_thing;
  for (const std::string& city : kCities) {
    const auto outbox = stream::EmbeddedBus(redis_.address()).Subscribe({area_});
    auto polled = outbox->Poll({{{area_, city}, ""}}, 1000, milliseconds(0));
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
    ASSERT_TRUE(
        Produce(producer.get(), topic_, PartitionOf(event.municipality, 3), event, nullptr).ok());
  }
  ASSERT_EQ(rd_kafka_flush(producer.get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  const Reader reader(*this, cluster_, "ledger");
  ExpectWhole();
}

TEST_F(BrokerFaultTest, WhatATopicHasForgottenIsPublishedAgain) {
  const Relay relay(RelayOptions(cluster_));
  {
    const Reader reader(*this, cluster_, "ledger");
    Commit(120);
    ExpectWhole();
  }
  Commit(90);  // that nobody has read when they are gone
  ASSERT_TRUE(test::Eventually([&] { return relay.figures().published == 210; }));
  rd_kafka_topic_partition_list_t* ends = rd_kafka_topic_partition_list_new(3);
  Topics topics(cluster_);
  for (int i = 0; i < 3; ++i) {
    rd_kafka_topic_partition_list_add(ends, topic_.c_str(), i)->offset =
        topics.SpanOf(topic_, i)->end;
  }
  const Handle client = *MakeConsumer(cluster_);
  rd_kafka_DeleteRecords_t* wish = rd_kafka_DeleteRecords_new(ends);
  rd_kafka_queue_t* answers = rd_kafka_queue_new(client.get());
  rd_kafka_DeleteRecords(client.get(), &wish, 1, nullptr, answers);
  rd_kafka_event_t* answer = rd_kafka_queue_poll(answers, 20'000);
  ASSERT_NE(answer, nullptr);
  EXPECT_EQ(rd_kafka_event_error(answer), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_event_destroy(answer);
  rd_kafka_queue_destroy(answers);
  rd_kafka_DeleteRecords_destroy(wish);
  rd_kafka_topic_partition_list_destroy(ends);
  Commit(30);
  const Reader reader(*this, cluster_, "ledger");
  ASSERT_TRUE(Reconcile(cluster_, redis_.address(), area_, [](const Reconciled&) {}).ok());
  ExpectWhole();
}

TEST_F(BrokerFaultTest, ReadersThatAreKilledAndComeAndGoMissNothing) {
  const Relay relay(RelayOptions(cluster_));
  const auto reader = [&] {
    return std::make_unique<Part>(std::vector<std::string>{
        "reader", redis_.address(), cluster_.brokers, area_, "1000", "ledger"});
  };
  auto first = reader();
  for (int round = 0; round < 3; ++round) {
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
  for (const auto& row : rows) {
    mock.AnswerNext(0, row);
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
  if (std::getenv("ZWK_LONG_FAULTS") == nullptr) {
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
