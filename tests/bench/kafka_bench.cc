// ./zwk bench kafka: what the way through Kafka costs beside the outboxes themselves, on a real broker and a
// Redis that fsyncs, all on this machine.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/relay.h"
#include "platform/kafka/topics.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/bench/load.h"
#include "tests/bench/table.h"
#include "tests/support/kafka_server.h"
#include "tests/support/redis_server.h"

namespace zwk::bench {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr char kCity[] = "bremerhaven";
constexpr int kPerSecond = 200;
constexpr int kLate = 2'000;    // events whose way is measured
constexpr int kMany = 100'000;  // events that are relayed, and read into a view

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "zwk_kafka_bench: %s\n", status.ToString().c_str());
  std::exit(1);
}

double SecondsSince(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

// Says when each event came; counts.
class ArrivalView : public stream::View {
 public:
  ArrivalView(std::string name, std::string area, int events)
      : name_(std::move(name)), area_(std::move(area)), arrivals_(static_cast<size_t>(events)) {}
  std::string name() const override { return name_; }
  std::vector<std::string> areas() const override { return {area_}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override {
    const size_t number = came_;
    if (number < arrivals_.size()) arrivals_[number] = Steady::now();
    change.Add("events", event.aggregate, 1);
    ++came_;
    co_return absl::OkStatus();
  }
  void Await(size_t events) const {
    while (came_ < events) std::this_thread::sleep_for(milliseconds(1));
  }
  Steady::time_point arrival(size_t event) const { return arrivals_[event]; }

 private:
  const std::string name_;
  const std::string area_;
  std::vector<Steady::time_point> arrivals_;
  std::atomic<size_t> came_{0};
};

Task<absl::Status> Commit(store::Store& store, std::string thing, int events) {
  store::Commit commit(kCity);
  for (int i = 0; i < events; ++i) {
    commit.Emit(thing, store::Commit::kAnyVersion, "zwk.bench.v1.CardWritten",
                std::string(300, 'c'));
  }
  co_return (co_await store.Apply(std::move(commit), kNoDeadline)).status();
}

struct Bench {
  test::RedisServer redis;
  test::KafkaServer broker;
  kafka::Cluster cluster{.brokers = broker.brokers()};

  void MakeTopic(const std::string& area) {
    Check(kafka::Topics(cluster).Create(kafka::TopicOf(area), {.partitions = 4}).status());
  }
  kafka::Relay::Options RelayOf(const std::string& area) {
    return {.cluster = cluster, .redis = redis.address(), .area = area, .me = "bench"};
  }

  // Milliseconds from the commit being sent to its event being at the view, at a steady pace.
  std::vector<double> Lateness(stream::Bus& bus, const std::string& area) {
    store::RedisStore store({.address = redis.address(), .area = area});
    ArrivalView view("late", area, kLate + 1);
    stream::ViewRunner runner(store, bus);
    runner.Add(view);
    runner.Start();
    Check(SyncWait(Commit(store, "card/0", 1)));  // the way is open
    view.Await(1);
    std::vector<double> late;
    std::vector<Steady::time_point> sent;
    const Steady::time_point start = Steady::now();
    for (int i = 0; i < kLate; ++i) {
      std::this_thread::sleep_until(start + i * std::chrono::microseconds(1'000'000 / kPerSecond));
      sent.push_back(Steady::now());
      Check(SyncWait(Commit(store, absl::StrCat("card/", i % 50), 1)));
    }
    view.Await(kLate + 1);
    for (size_t i = 0; i < sent.size(); ++i) {
      late.push_back(
          std::chrono::duration<double, std::milli>(view.arrival(i + 1) - sent[i]).count());
    }
    return late;
  }

  // Events a second: into Kafka, and from there into a view that is new. `areas` differ by round.
  std::pair<double, double> Throughput(const std::string& area) {
    MakeTopic(area);
    store::RedisStore store({.address = redis.address(), .area = area});
    for (int i = 0; i < kMany / 100; ++i) {
      Check(SyncWait(Commit(store, absl::StrCat("card/", i % 500), 100)));
    }
    std::pair<double, double> rates;
    Steady::time_point start = Steady::now();
    const kafka::Relay relay(RelayOf(area));
    while (relay.figures().published < kMany) std::this_thread::sleep_for(milliseconds(1));
    rates.first = kMany / SecondsSince(start);

    kafka::KafkaBus bus(cluster, redis.address());
    ArrivalView view("fresh", area, 0);
    stream::ViewRunner runner(store, bus);
    runner.Add(view);
    start = Steady::now();
    runner.Start();
    view.Await(kMany);
    rates.second = kMany / SecondsSince(start);
    return rates;
  }
};

int Main() {
  if (const std::string missing = test::KafkaServer::Missing(); !missing.empty()) {
    std::fprintf(stderr, "SKIPPED: no Kafka here: %s\n", missing.c_str());
    return 3;
  }
  constexpr int kRounds = 3;
  Bench bench;
  std::vector<Goal> goals = {
      {"K1", "commit -> view over Kafka at 200 events/s, p99, ms", false, 250},
      {"K2", "events relayed into Kafka, per second", true, 20'000},
      {"K3", "events from Kafka into a new view, per second", true, 20'000}};
  std::string beside;
  for (int round = 1; round <= kRounds; ++round) {
    std::fprintf(stderr, "round %d of %d\n", round, kRounds);
    const std::string embedded_area = absl::StrCat("embedded", round);
    const std::string kafka_area = absl::StrCat("kafka", round);
    stream::EmbeddedBus embedded(bench.redis.address());
    const auto direct = bench.Lateness(embedded, embedded_area);
    bench.MakeTopic(kafka_area);
    {
      const kafka::Relay relay(bench.RelayOf(kafka_area));
      kafka::KafkaBus bus(bench.cluster, bench.redis.address());
      const auto through = bench.Lateness(bus, kafka_area);
      goals[0].rounds.push_back(Percentile(through, 0.99));
      absl::StrAppend(&beside,
                      absl::StrFormat("commit -> view, p50 / p99: embedded %.1f / %.1f ms, Kafka "
                                      "%.1f / %.1f ms\n",
                                      Percentile(direct, 0.5), Percentile(direct, 0.99),
                                      Percentile(through, 0.5), Percentile(through, 0.99)));
    }
    const auto [relayed, rebuilt] = bench.Throughput(absl::StrCat("many", round));
    goals[1].rounds.push_back(relayed);
    goals[2].rounds.push_back(rebuilt);
  }
  std::printf(
      "%d rounds on %u cores: client, Redis (appendfsync always) and broker share them\n\n%s\n%s",
      kRounds, std::thread::hardware_concurrency(), Table(goals).c_str(), beside.c_str());
  return 0;
}

}  // namespace
}  // namespace zwk::bench

int main() { return zwk::bench::Main(); }
