#pragma once

// Events on their way from outboxes through Kafka into a ledger, and what must hold whatever is done to
// them: nothing missing, nothing counted twice, nothing out of order, and the view is what a fold over the
// outboxes says.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
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
#include "tests/support/temporary_folder.h"

namespace zwk::kafka {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr seconds kPatience{120};
inline const std::vector<std::string> kCities = {"bremerhaven", "lehe", "moorsum"};

// ./zwk test --faults: the long form, with more rounds of everything.
inline bool IsLong() { return std::getenv("ZWK_LONG_FAULTS") != nullptr; }
inline int Rounds(int few) { return IsLong() ? 8 * few : few; }

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

  // Things change in turn, so that events of all cities and things mix; some never change again, so that
  // no later version says that one is missing.
  void Commit(int events) {
    for (int i = 0; i < events; ++i) {
      const std::string& city = kCities[static_cast<size_t>(next_) % kCities.size()];
      const std::string thing =
          next_ % 5 == 0 ? absl::StrCat("note/", next_) : absl::StrCat("board/", next_ % 7);
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
    stream::EmbeddedBus outboxes(redis_.address(), archive_.path());
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

  std::string StoreEpoch() { return *RelayCursors(redis_.address(), area_).StoreEpoch(); }

  Relay::Options RelayOptions(const Cluster& cluster) const {
    return {.cluster = cluster,
            .redis = redis_.address(),
            .archive = archive_.path(),
            .area = area_,
            .me = "here",
            .lease = milliseconds(1500)};
  }

  // A reader in this process, as long as it lives.
  struct Reader {
    Reader(KafkaFaultTest& test, const Cluster& cluster, const std::string& view)
        : bus(cluster, test.redis_.address(), test.archive_.path()),
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
  const test::TemporaryFolder archive_;
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

}  // namespace zwk::kafka
