#include "zwkctl/streams_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "platform/base/task.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/relay.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/eventually.h"
#include "tests/support/kafka_server.h"
#include "tests/support/ledger_view.h"
#include "tests/support/redis_server.h"

namespace zwk::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StreamsCommandTest : public ::testing::Test {
 protected:
  // What it says, with the exit code behind it.
  static std::string Run(const std::vector<std::string>& arguments) {
    std::ostringstream said;
    const int code = StreamsCommand(arguments, said, said);
    said << "exit " << code;
    return said.str();
  }
  void Commit(int events) {
    for (int i = 0; i < events; ++i) {
      store::Commit commit("bremerhaven");
      commit.Emit("offer/1", store::Commit::kAnyVersion, "zwk.Test", "x");
      ASSERT_TRUE(SyncWait(catalog_.Apply(std::move(commit), kNoDeadline)).ok());
    }
  }
  void Follow(stream::Bus& bus) {
    test::LedgerView ledger("ledger", "catalog");
    stream::ViewRunner runner(reporting_, bus);
    runner.Add(ledger);
    runner.Start();
    ASSERT_TRUE(runner.CatchUp(SystemClock().Now() + std::chrono::seconds(60)).ok());
  }

  test::RedisServer redis_;
  const std::string redis = "--redis=" + redis_.address();
  store::RedisStore catalog_{{.address = redis_.address(), .area = "catalog"}};
  store::RedisStore reporting_{{.address = redis_.address(), .area = "reporting"}};
};

TEST_F(StreamsCommandTest, WrongWordsAreRefused) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"swim"},
                                             {"lag"},
                                             {"create"},
                                             {"create", "--kafka=127.0.0.1:1", "weather"},
                                             {"create", "--kafka=127.0.0.1:1", "--partitions=0"}}) {
    EXPECT_THAT(Run(words), HasSubstr("exit 2"));
  }
  EXPECT_THAT(Run({"lag", "--redis=unix:/nowhere"}), HasSubstr("exit 1"));
}

TEST_F(StreamsCommandTest, LagCountsOnTheOutboxes) {
  Commit(3);
  stream::EmbeddedBus bus(redis_.address());
  Follow(bus);
  Commit(2);
  const std::string said = Run({"lag", redis, "catalog"});
  EXPECT_THAT(said, ::testing::ContainsRegex("catalog +bremerhaven +5 +-"));
  EXPECT_THAT(said, ::testing::ContainsRegex("reporting/ledger +behind by 2"));
  EXPECT_THAT(said, HasSubstr("exit 0"));
}

TEST_F(StreamsCommandTest, TopicsAreMadeOnceAndWhatTheyLackIsPublishedAgain) {
  ZWK_SKIP_WITHOUT_KAFKA();
  test::KafkaServer broker;
  const std::string kafka = "--kafka=" + broker.brokers();
  EXPECT_THAT(Run({"create", kafka, "catalog", "reporting"}),
              AllOf(HasSubstr("zwk.catalog.v1 is made"), HasSubstr("zwk.reporting.v1 is made"),
                    HasSubstr("exit 0")));
  EXPECT_THAT(Run({"create", kafka, "catalog", "--retention-days=30"}),
              AllOf(HasSubstr("zwk.catalog.v1 is there"), HasSubstr("exit 0")));
  EXPECT_THAT(Run({"create", kafka, "catalog", "--partitions=9"}),
              AllOf(HasSubstr("is there with 8 partitions"), HasSubstr("exit 1")));
  EXPECT_THAT(Run({"create", kafka, "forecasting", "--replication=3"}), HasSubstr("exit 1"))
      << "there is one broker";

  const kafka::Cluster cluster{.brokers = broker.brokers()};
  Commit(4);
  {
    const kafka::Relay relay(
        {.cluster = cluster, .redis = redis_.address(), .area = "catalog", .me = "here"});
    kafka::KafkaBus bus(cluster, redis_.address());
    Follow(bus);
    ASSERT_TRUE(test::Eventually([&] { return relay.figures().published == 4; }));
    EXPECT_THAT(Run({"reconcile", kafka, redis, "catalog"}),
                AllOf(HasSubstr("0 of 4 missing"), HasSubstr("exit 0")));
  }
  Commit(1);
  EXPECT_THAT(Run({"lag", redis, "catalog"}),
              ::testing::ContainsRegex("catalog +bremerhaven +5 +1\n"));
  redis_.Command({"HSET", "{bremerhaven}:catalog:relay", "cursor",
                  *stream::EmbeddedBus(redis_.address())
                       .Subscribe({"catalog"})
                       ->Last({"catalog", "bremerhaven"})});  // as if Kafka had lost it
  EXPECT_THAT(Run({"reconcile", kafka, redis, "catalog"}),
              AllOf(HasSubstr("1 of 5 missing, published again"), HasSubstr("exit 0")));
  EXPECT_THAT(Run({"reconcile", kafka, redis, "catalog"}), Not(HasSubstr("published again")))
      << "the relay has not sent it yet: it waits, and is not missing";

  // What has left for the archive is not looked for.
  const std::string outbox = "{bremerhaven}:catalog:outbox";
  const auto third = SyncWait(catalog_.Tail("bremerhaven", "", 3, kNoDeadline));
  ASSERT_TRUE(third.ok());
  const std::string position = third->back().position;
  redis_.Command({"XGROUP", "CREATE", outbox, "archived", position});
  redis_.Command({"XTRIM", outbox, "MINID", "=", position});
  redis_.Command({"XDEL", outbox, position});
  EXPECT_THAT(Run({"reconcile", kafka, redis, "catalog"}),
              AllOf(HasSubstr("0 of 2 missing"), HasSubstr("exit 0")));
}

}  // namespace
}  // namespace zwk::ctl
