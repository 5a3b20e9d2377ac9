// What happens when the log is not what it was, or not ours alone: forgotten, lost, made anew, enlarged,
// written into by others; or when the store is not what it was.

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/kafka/operations.h"
#include "platform/stream/retention.h"
#include "tests/faults/kafka_fault_fixture.h"

namespace zwk::kafka {
namespace {

class KafkaLogTest : public BrokerFaultTest {
 protected:
  using Ask = std::function<void(rd_kafka_t*, rd_kafka_queue_t*)>;
  // An operator's wish, and that it is granted.
  void Operate(const Ask& ask) {
    const Handle client = *MakeConsumer(cluster_);
    rd_kafka_queue_t* const answers = rd_kafka_queue_new(client.get());
    ask(client.get(), answers);
    rd_kafka_event_t* const answer = rd_kafka_queue_poll(answers, 20'000);
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(rd_kafka_event_error(answer), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_event_destroy(answer);
    rd_kafka_queue_destroy(answers);
  }

  // As when the time is over for which a topic keeps events.
  void ForgetAll() {
    rd_kafka_topic_partition_list_t* ends = rd_kafka_topic_partition_list_new(3);
    Topics topics(cluster_);
    for (int i = 0; i < 3; ++i) {
      rd_kafka_topic_partition_list_add(ends, topic_.c_str(), i)->offset =
          topics.SpanOf(topic_, i)->end;
    }
    rd_kafka_DeleteRecords_t* wish = rd_kafka_DeleteRecords_new(ends);
    Operate([&](rd_kafka_t* client, rd_kafka_queue_t* answers) {
      rd_kafka_DeleteRecords(client, &wish, 1, nullptr, answers);
    });
    rd_kafka_DeleteRecords_destroy(wish);
    rd_kafka_topic_partition_list_destroy(ends);
  }

  void Enlarge(size_t partitions) {
    char why[256] = "";
    rd_kafka_NewPartitions_t* wish =
        rd_kafka_NewPartitions_new(topic_.c_str(), partitions, why, sizeof(why));
    Operate([&](rd_kafka_t* client, rd_kafka_queue_t* answers) {
      rd_kafka_CreatePartitions(client, &wish, 1, nullptr, answers);
    });
    rd_kafka_NewPartitions_destroy(wish);
  }

  void MakeAnew(int partitions) {
    ASSERT_TRUE(Topics(cluster_).Delete(topic_).ok());
    ASSERT_TRUE(test::Eventually(
        [&] { return absl::IsNotFound(Topics(cluster_).Partitions(topic_).status()); }));
    ASSERT_EQ(*Topics(cluster_).Create(topic_, {.partitions = partitions}), Topics::kMade);
  }

  absl::Status DoReconcile() {
    found_.clear();
    return Reconcile(cluster_, redis_.address(), area_,
                     [&](const Reconciled& each) { found_[each.municipality] = each; });
  }

  // All that is in the outboxes leaves for the archive.
  void Archive() {
    stream::Retention::Options options;
    options.address = redis_.address();
    options.area = area_;
    options.archive = archive_.path();
    const auto left = stream::Retention(options).Run(SystemClock().Now() + seconds(5));
    ASSERT_TRUE(left.ok()) << left.status();
    ASSERT_GT(*left, 0);
  }

  void AwaitPublished(const Relay& relay, int64_t events) {
    ASSERT_TRUE(test::Eventually([&] { return relay.figures().published >= events; }, kPatience));
  }

  std::map<std::string, Reconciled> found_;
};

TEST_F(KafkaLogTest, ALostLogIsPublishedAgainFromTheOutboxes) {
  auto relay = std::make_unique<Relay>(RelayOptions(cluster_));
  auto reader = std::make_unique<Reader>(*this, cluster_, "ledger");
  for (int round = 0; round < Rounds(1); ++round) {
    const int before = next_;
    Commit(210);
    ExpectWhole();
    reader.reset();
    MakeAnew(3);
    // Meanwhile life goes on, and the new log has what the old one had not.
    Commit(90);
    ASSERT_TRUE(test::Eventually([&] { return DoReconcile().ok(); }));
    EXPECT_GE(found_["bremerhaven"].missing, before / 3 + 70);
    reader = std::make_unique<Reader>(*this, cluster_, "ledger");  // at a place of the old log
    ExpectWhole();
    const std::string fresh = absl::StrCat("from the start ", round);
    const Reader another(*this, cluster_, fresh);
    ExpectWhole(fresh);
    const auto nothing_missing = [&] {
      return DoReconcile().ok() && std::all_of(found_.begin(), found_.end(), [&](const auto& each) {
               return each.second.missing == 0 && each.second.kept == next_ / 3;
             });
    };
    EXPECT_TRUE(test::Eventually(nothing_missing)) << "a second time there is nothing to do";
  }
}

// Whoever was there before has it from the outboxes.
TEST_F(KafkaLogTest, AReaderGetsOverALostLogByItself) {
  const Relay relay(RelayOptions(cluster_));
  for (int round = 0; round < Rounds(1); ++round) {
    {
      const Reader reader(*this, cluster_, "ledger");
      Commit(120);
      ExpectWhole();
    }
    Commit(60);  // that only the old log has
    AwaitPublished(relay, next_);
    MakeAnew(3);
    const Reader reader(*this, cluster_, "ledger");
    ExpectWhole();
    Commit(60);
    ExpectWhole();
    MakeAnew(3);  // while it reads
    Commit(60);
    ExpectWhole();
  }
}

TEST_F(KafkaLogTest, WhatATopicHasForgottenIsReadFromTheOutboxes) {
  const Relay relay(RelayOptions(cluster_));
  for (int round = 0; round < Rounds(1); ++round) {
    {
      const Reader reader(*this, cluster_, "ledger");
      Commit(120);
      ExpectWhole();
    }
    Commit(90);  // that nobody has read when they are gone
    AwaitPublished(relay, next_);
    ForgetAll();
    Commit(30);
    {
      const Reader reader(*this, cluster_, "ledger");
      ExpectWhole();
      const std::string fresh = absl::StrCat("from the start ", round);
      Reader another(*this, cluster_, fresh);
      ExpectWhole(fresh);
      // Made anew it finds its way too, and does not wait for what the log will never have.
      ForgetAll();
      const auto soon = SystemClock().Now() + seconds(60);
      for (const std::string& city : kCities) {
        const absl::Status rebuilt = another.runner.Rebuild(fresh, city, soon);
        EXPECT_TRUE(rebuilt.ok()) << rebuilt;
        EXPECT_EQ(*another.runner.Digest(fresh, city), *another.runner.Fold(fresh, city));
      }
      Commit(30);
      ExpectWhole(fresh);
    }
  }
}

TEST_F(KafkaLogTest, WhatHasLeftForTheArchiveIsCarriedAndRead) {
  {
    const Relay relay(RelayOptions(cluster_));
    const Reader reader(*this, cluster_, "ledger");
    Commit(60);
    ExpectWhole();
  }
  // Nobody relays for longer than events stay in the outbox.
  Commit(90);
  Archive();
  Commit(60);
  {
    const Relay relay(RelayOptions(cluster_));
    const Reader reader(*this, cluster_, "ledger");
    ExpectWhole();
    AwaitPublished(relay, 150);
  }
  // Nor does the topic keep what the outbox does not.
  Commit(30);
  Archive();
  ForgetAll();
  const Relay relay(RelayOptions(cluster_));
  Commit(30);
  const Reader reader(*this, cluster_, "ledger");
  ExpectWhole();
  const Reader another(*this, cluster_, "from the start");
  ExpectWhole("from the start");
}

TEST_F(KafkaLogTest, ATopicWithOtherPartitionsIsNoticedByWhoRelaysAndWhoReads) {
  cluster_.between_looks = milliseconds(500);
  const Relay relay(RelayOptions(cluster_));
  const Reader reader(*this, cluster_, "ledger");
  Commit(90);
  ExpectWhole();
  Enlarge(8);
  Commit(30);
  ExpectWhole();
  // Also where a reader comes that never knew of fewer; it reads where nothing of before is.
  const Reader another(*this, cluster_, "from the start");
  ExpectWhole("from the start");
  Commit(60);
  ExpectWhole();
  ExpectWhole("from the start");
  for (const int partitions : {2, 5}) {
    MakeAnew(partitions);
    Commit(60);
    ExpectWhole();
    const std::string fresh = absl::StrCat("of ", partitions);
    const Reader third(*this, cluster_, fresh);
    ExpectWhole(fresh);
  }
}

// Whoever else may write into a topic, and does.
class Stranger {
 public:
  using Headers = std::map<std::string, std::string>;

  Stranger(const Cluster& cluster, std::string topic)
      : producer_(*MakeProducer(cluster, {}, nullptr, nullptr)), topic_(std::move(topic)) {}

  void Write(int partition, const std::string& key, const std::string& data,
             const Headers& headers) {
    rd_kafka_headers_t* all = rd_kafka_headers_new(8);
    for (const auto& [name, value] : headers) {
      rd_kafka_header_add(all, name.data(), -1, value.data(), static_cast<ssize_t>(value.size()));
    }
    void* const bytes = data.empty() ? nullptr : const_cast<char*>(data.data());
    ASSERT_EQ(rd_kafka_producev(
                  producer_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
                  RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                  RD_KAFKA_V_KEY(key.empty() ? nullptr : key.data(), key.size()),
                  RD_KAFKA_V_VALUE(bytes, data.size()), RD_KAFKA_V_HEADERS(all), RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void WriteEverywhere(const std::string& key, const std::string& data, const Headers& headers) {
    for (int partition = 0; partition < 3; ++partition) Write(partition, key, data, headers);
  }
  void Flush() { ASSERT_EQ(rd_kafka_flush(producer_.get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR); }

  static Headers Event(const std::string& version, const std::string& position) {
    return {{"ce_subject", "board/1"},
            {"ce_id", "lehe/board/1/" + version},
            {"ce_type", "zwk.Test"},
            {"ce_aggregateversion", version},
            {"ce_time", "2022-03-28T14:30:00Z"},
            {"ce_position", position}};
  }
  static Headers OfStore(Headers headers, const std::string& epoch) {
    headers["ce_store"] = epoch;
    return headers;
  }

  void WriteNonsense() {
    WriteEverywhere("", "", {});
    WriteEverywhere("", "junk", {});
    WriteEverywhere("no city", "junk", {});
    WriteEverywhere("/", "junk", {{"ce_position", "1-1"}});
    for (const std::string& city : kCities) {
      const std::string key = city + "/board/1";
      WriteEverywhere(city + "/", "", {});
      WriteEverywhere(key, std::string(2 << 20, 'x'), {});
      WriteEverywhere(key, "junk", {{"ce_position", "99999999999999-0"}});
      WriteEverywhere(key, "junk", {{"ce_position", "1-1"}, {"ce_subject", "board/1"}});
    }
    Flush();
  }
  // Of an installation that shares the topic: the next version, one that leaves a gap, one that is none, a
  // place that is far ahead.
  void WriteEventsOfElsewhere() {
    for (const std::string& city : kCities) {
      for (const char* version : {"1", "2", "4000", "0", "-1", "many"}) {
        for (const char* position : {"1-1", "99999999999999-0", "nowhere", ""}) {
          const Headers event = Event(version, position);
          WriteEverywhere(city + "/board/1", "elsewhere", event);
          WriteEverywhere(city + "/board/1", "elsewhere", OfStore(event, "another store"));
        }
      }
    }
    Flush();
  }
  // Where this city's events never are.
  void WriteIntoWrongPartitions(const std::string& epoch) {
    for (const std::string& city : kCities) {
      Write((PartitionOf(city, 3) + 1) % 3, city + "/board/1", "x",
            OfStore(Event("1", "1-1"), epoch));
    }
    Flush();
  }

 private:
  const Handle producer_;
  const std::string topic_;
};

TEST_F(KafkaLogTest, MessagesOfOthersAreNoEvents) {
  Stranger stranger(cluster_, topic_);
  const auto mischief = [&] {
    stranger.WriteNonsense();
    stranger.WriteEventsOfElsewhere();
    stranger.WriteIntoWrongPartitions(StoreEpoch());
  };
  mischief();  // before anything of ours
  const Relay relay(RelayOptions(cluster_));
  {
    const Reader reader(*this, cluster_, "ledger");
    Commit(30);
    ExpectWhole();
    mischief();  // while it reads
    Commit(30);
    ExpectWhole();
  }
  mischief();  // and at the place to which it comes back
  const Reader reader(*this, cluster_, "ledger");
  Commit(30);
  ExpectWhole();
  const Reader another(*this, cluster_, "from the start");
  ExpectWhole("from the start");
  ASSERT_TRUE(DoReconcile().ok());
  for (const std::string& city : kCities) {
    EXPECT_EQ(found_[city].missing, 0);
    EXPECT_EQ(found_[city].kept, 30);
  }
}

// What was lost with the later time is in Kafka all the same. It did not happen.
TEST_F(KafkaLogTest, AStoreThatWasPutBackHearsNothingOfWhatItDoesNotHave) {
  namespace fs = std::filesystem;
  const fs::path data = fs::path(redis_.folder()) / "appendonlydir";
  const fs::path copy = fs::path(archive_.path()) / "copy of redis";
  {
    const Relay relay(RelayOptions(cluster_));
    const Reader reader(*this, cluster_, "ledger");
    Commit(90);
    ExpectWhole();
  }
  redis_.Kill9();
  fs::copy(data, copy, fs::copy_options::recursive);
  redis_.Restart();
  const auto then = committed_;
  {
    const Relay relay(RelayOptions(cluster_));
    const Reader reader(*this, cluster_, "ledger");
    Commit(90);
    ExpectWhole();
  }
  redis_.Kill9();
  fs::remove_all(data);
  fs::copy(copy, data, fs::copy_options::recursive);
  redis_.Restart();
  redis_.Command({"DEL", "{zwk}:epoch"});  // as backup.sh unpack has it
  committed_ = then;
  const Relay relay(RelayOptions(cluster_));
  const Reader reader(*this, cluster_, "ledger");
  ExpectWhole();
  Commit(30);
  ExpectWhole();
  const Reader another(*this, cluster_, "from the start");
  ExpectWhole("from the start");
  ASSERT_TRUE(test::Eventually([&] {
    return DoReconcile().ok() && found_["lehe"].missing == 0 && found_["lehe"].kept == 40;
  })) << "the new log has all of this store";
}

}  // namespace
}  // namespace zwk::kafka
