#include "platform/store/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "platform/store/fake_redis.h"

namespace zwk::store {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr milliseconds kPatience{10'000};

TEST(CommandTest, IsWrittenAsRedisReadsIt) {
  Command command({"SET", ""});
  command.AddJoined({"d:", "", "board/1"});
  command.Add(std::string("a\0\r\n", 4));
  EXPECT_EQ(command.count(), 4u);
  EXPECT_EQ(command.body(),
            std::string("$3\r\nSET\r\n$0\r\n\r\n$9\r\nd:board/1\r\n$4\r\na\0\r\n\r\n", 40));
  EXPECT_EQ(Command(Arguments{"SET", ""}).body(), "$3\r\nSET\r\n$0\r\n\r\n");
  EXPECT_EQ(Command(Arguments{std::string(12'345, 'x')}).body(),
            "$12345\r\n" + std::string(12'345, 'x') + "\r\n");
}

class ConnectionTest : public ::testing::Test {
 protected:
  Reply Said(const std::string& reply) {
    auto said = connection_.Call({"SAY", reply});
    EXPECT_TRUE(said.ok()) << said.status();
    return *std::move(said);
  }

  FakeRedis redis_{[](int, const FakeRedis::Words& command) -> std::optional<std::string> {
    return command[0] == "SAY" ? command[1] : "+OK\r\n";
  }};
  Connection connection_{redis_.address()};
};

TEST_F(ConnectionTest, ARepliesKindsAreToldApart) {
  ASSERT_TRUE(connection_.Connect(kPatience, kPatience).ok());
  const Reply array = Said("*4\r\n$2\r\n42\r\n:7\r\n$-1\r\n*1\r\n+x\r\n");
  EXPECT_TRUE(array.is_array());
  EXPECT_FALSE(array.is_nil());
  EXPECT_EQ(array.size(), 4u);
  EXPECT_EQ(array.text(), "");
  EXPECT_EQ(array.integer(), 0);
  EXPECT_EQ(array[0].text(), "42");
  EXPECT_EQ(array[0].integer(), 42);
  EXPECT_FALSE(array[0].is_array());
  EXPECT_EQ(array[0].size(), 0u);
  EXPECT_EQ(array[1].integer(), 7);
  EXPECT_EQ(array[1].text(), "");
  EXPECT_TRUE(array[2].is_nil());
  EXPECT_EQ(array[3][0].text(), "x");
  EXPECT_TRUE(array[4].is_nil()) << "there is none";
  EXPECT_TRUE(Reply().is_nil());
  EXPECT_FALSE(Reply().is_array());
  EXPECT_FALSE(Reply().is_error());
  EXPECT_EQ(Reply().integer(), 0);
  EXPECT_EQ(Reply().text(), "");

  const Reply error = Said("-ERR no\r\n");
  EXPECT_TRUE(error.is_error());
  EXPECT_FALSE(error.is_nil());
  EXPECT_EQ(error.text(), "ERR no");
  EXPECT_EQ(error.integer(), 0);
  EXPECT_FALSE(Said("+ERR as text\r\n").is_error());
}

TEST_F(ConnectionTest, RepliesComeInTheOrderOfWhatWasAppended) {
  ASSERT_TRUE(connection_.Connect(kPatience, kPatience).ok());
  for (const char* word : {"A", "B"}) connection_.Append({word});
  connection_.Flush();
  connection_.Append({"C"});  // Read sends it
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(connection_.Read().ok());
  ASSERT_THAT(redis_.commands(), testing::SizeIs(3));
  EXPECT_EQ(redis_.commands()[2].second[0], "C");
}

TEST_F(ConnectionTest, WhatIsLargerThanAnyBufferArrivesWhole) {
  ASSERT_TRUE(connection_.Connect(kPatience, kPatience).ok());
  std::string large;
  for (int i = 0; large.size() < (5u << 20); ++i) large += std::to_string(i);
  EXPECT_TRUE(connection_.Call(Command(Arguments{"SET", large})).ok());
  EXPECT_TRUE(connection_.Call({"PING"}).ok());
  EXPECT_EQ(redis_.commands()[0].second[1], large);
}

TEST_F(ConnectionTest, AConnectionThatIsLostIsToldBeforeAndWhenItIsUsed) {
  EXPECT_FALSE(connection_.connected());
  EXPECT_FALSE(connection_.StillThere());
  EXPECT_EQ(connection_.descriptor(), -1);
  EXPECT_EQ(connection_.Call({"PING"}).status().code(), absl::StatusCode::kUnavailable);
  ASSERT_TRUE(connection_.Connect(kPatience, kPatience).ok());
  EXPECT_TRUE(connection_.StillThere());
  EXPECT_GE(connection_.descriptor(), 0);
  EXPECT_TRUE(connection_.Call({"PING"}).ok());

  redis_.BreakOff();
  EXPECT_FALSE(connection_.StillThere());
  EXPECT_TRUE(connection_.connected()) << "nobody has used it";
  const absl::Status lost = connection_.Call({"PING"}).status();
  EXPECT_EQ(lost.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(lost.message(), "the store is not reachable");
  EXPECT_THAT(TroubleOf(lost), HasSubstr(redis_.address())) << "for operators alone";
  EXPECT_FALSE(connection_.connected());

  // What was appended to the lost one does not reach the next one.
  ASSERT_TRUE(connection_.Connect(kPatience, kPatience).ok());
  connection_.Append({"FORGOTTEN"});
  connection_.Close();
  ASSERT_TRUE(connection_.Connect(kPatience, kPatience).ok());
  EXPECT_TRUE(connection_.Call({"PING"}).ok());
  for (const auto& [number, command] : redis_.commands()) EXPECT_EQ(command[0], "PING");
}

TEST_F(ConnectionTest, AReplyIsNotAwaitedForEver) {
  ASSERT_TRUE(connection_.Connect(kPatience, milliseconds(1'040)).ok());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(connection_.Call({"SAY", ""}).status().code(), absl::StatusCode::kUnavailable);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, milliseconds(1'030));
  EXPECT_LT(took, seconds(30));
}

TEST(ConnectionAddressTest, AnAddressIsASocketOrAHostWithAPort) {
  const auto refused = [](const char* address) {
    Connection connection(address);
    return connection.Connect(kPatience, kPatience);
  };
  EXPECT_EQ(refused("localhost:port").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(refused("unix:/nowhere/socket").code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused("127.0.0.1:1").message()), HasSubstr("not reachable"));
  EXPECT_THAT(TroubleOf(refused("127.0.0.1:1")), HasSubstr("127.0.0.1:1: Connection refused"));
  EXPECT_EQ(refused("127.0.0.1:1").code(), absl::StatusCode::kUnavailable);
}

TEST(SignalTest, ASignalWakesWhoWaitsAndIsTakenByIt) {
  const Signal signal;
  std::thread setter([&] { signal.Set(); });
  signal.Wait(-1, hours(1));
  setter.join();
  const auto start = std::chrono::steady_clock::now();
  signal.Wait(-1, milliseconds(30));  // it is not set any more
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(29));

  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  signal.Wait(ends[0], hours(1));  // there is something to read
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace zwk::store
