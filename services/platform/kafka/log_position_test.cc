#include "platform/kafka/log_position.h"

#include <gtest/gtest.h>

#include "platform/kafka/cluster.h"

namespace zwk::kafka {
namespace {

TEST(LogPositionTest, IsReadAsItIsWritten) {
  for (const char* text : {"", "5-1", "5-1@17", "5-1@18@4-9"}) {
    EXPECT_EQ(LogPosition::Parse(text).ToText(), text);
  }
  EXPECT_EQ(LogPosition::Parse("5-1@17").own, "5-1");
  EXPECT_EQ(LogPosition::Parse("5-1@18@4-9").own, "4-9");
  EXPECT_EQ(LogPosition::Parse("5-1").offset, LogPosition::kNoOffset);
}

TEST(LogPositionTest, WhatCannotBeReadIsTheStart) {
  for (const char* text : {"5-1@x", "5-1@-4", "5-1@", "@"}) {
    EXPECT_EQ(LogPosition::Parse(text).ToText(), "") << text;
  }
}

TEST(LogPositionTest, IsBehindAnotherByTheOutboxAndThenByTheLog) {
  const auto reached = [](const char* position, const char* other) {
    return LogPosition::Parse(position).HasReached(LogPosition::Parse(other));
  };
  EXPECT_TRUE(reached("5-10@3", "5-9@1000")) << "the log was made anew";
  EXPECT_FALSE(reached("5-9@1000", "5-10@3"));
  EXPECT_TRUE(reached("5-9@4", "5-9@3"));
  EXPECT_FALSE(reached("5-9@3", "5-9@4")) << "an event that came again is behind it";
  EXPECT_TRUE(reached("5-9@3", "5-9")) << "the last event of the outbox";
  EXPECT_TRUE(reached("5-9", "5-9@3")) << "all of the outbox up to there";
  EXPECT_TRUE(reached("", ""));
  EXPECT_FALSE(reached("", "0-1"));
}

TEST(PartitionOfTest, IsWhatKafkasOwnClientsChooseForTheNameAsKey) {
  // murmur2 of the name, as the default partitioner of the Java client has it.
  EXPECT_EQ(PartitionOf("bremerhaven", 1), 0);
  for (const char* city : {"bremerhaven", "lehe", "moorsum", ""}) {
    const int partition = PartitionOf(city, 8);
    EXPECT_GE(partition, 0);
    EXPECT_LT(partition, 8);
    EXPECT_EQ(PartitionOf(city, 8), partition);
  }
  // "21" and "foobar" with their hashes stand in the tests of Kafka (UtilsTest.testMurmur2).
  EXPECT_EQ(PartitionOf("21", 1 << 30), (-973932308 & 0x7fffffff) % (1 << 30));
  EXPECT_EQ(PartitionOf("foobar", 1 << 30), (-790332482 & 0x7fffffff) % (1 << 30));
}

TEST(ClusterTest, WhatIsWrongIsSaidWithItsName) {
  const auto code = [](Cluster cluster) { return MakeConsumer(cluster).status(); };
  EXPECT_TRUE(code({.brokers = "127.0.0.1:1"}).ok());
  EXPECT_EQ(code({.brokers = "127.0.0.1:1", .user = "u", .password_file = "/nowhere"}).message(),
            "a user of Kafka wants the CA of its certificates: no password goes in plain text");
  EXPECT_EQ(code({.brokers = "127.0.0.1:1", .ca = "/ca", .user = "u", .password_file = "/nowhere"})
                .message(),
            "cannot read /nowhere: No such file or directory");
  EXPECT_EQ(code({.brokers = "127.0.0.1:1,kafka.example:9092"}).message(),
            "Kafka at 127.0.0.1:1,kafka.example:9092 is not on this machine: the CA of its "
            "certificates is wanted, for TLS");
  EXPECT_EQ(code({.brokers = "127.0.0.1:1", .further = {{"no.such", "1"}}}).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code({.brokers = "127.0.0.1:1", .ca = "/nowhere"}).code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace zwk::kafka
