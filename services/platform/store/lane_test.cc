#include "platform/store/lane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/store/fake_redis.h"
#include "tests/support/eventually.h"

namespace zwk::store {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;
using Words = FakeRedis::Words;

constexpr char kOk[] = "+OK\r\n";

Lane::Options To(const FakeRedis& redis, int connections = 1) {
  Lane::Options options;
  options.address = redis.address();
  options.connections = connections;
  return options;
}

absl::StatusOr<Reply> Call(Lane& lane, Arguments words, bool repeatable = true,
                           Time deadline = kNoDeadline) {
  return SyncWait(lane.Call(Command(words), repeatable, deadline));
}

std::string TextOf(const absl::StatusOr<Reply>& reply) {
  return reply.ok() ? std::string(reply->text()) : reply.status().ToString();
}

TEST(LaneTest, ACallThatMayBeRepeatedIsSentAgainWhenItsConnectionIsLost) {
  FakeRedis redis([](int connection, const Words&) -> std::optional<std::string> {
    if (connection < 2) return std::nullopt;
    return "+third time\r\n";
  });
  Lane lane(To(redis));
  EXPECT_EQ(TextOf(Call(lane, {"INCR", "x"})), "third time");
  EXPECT_THAT(redis.commands(), SizeIs(3));
}

TEST(LaneTest, ACallThatEndsEveryConnectionIsNotSentForEver) {
  FakeRedis redis([&](int, const Words&) { return std::nullopt; });
  Lane lane(To(redis));
  const absl::Status status = Call(lane, {"INCR", "x"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("whether it happened is not known"));
  EXPECT_THAT(redis.commands(), SizeIs(5));
}

TEST(LaneTest, ACallThatMustNotBeRepeatedIsSentOnceAndItsFateIsSaidToBeUnknown) {
  FakeRedis redis([&](int connection, const Words&) -> std::optional<std::string> {
    if (connection == 0) return std::nullopt;
    return kOk;
  });
  Lane lane(To(redis));
  const absl::Status status = Call(lane, {"INCR", "x"}, false).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("whether it happened is not known"));
  EXPECT_THAT(redis.commands(), SizeIs(1));
  EXPECT_EQ(TextOf(Call(lane, {"INCR", "y"}, false)), "OK") << "the next one has a new connection";
}

TEST(LaneTest, WhileRedisIsNotReadyACallWaitsHoweverLongAndIsCarriedOutOnce) {
  for (const char* state : {"LOADING", "BUSY ", "MASTERDOWN", "TRYAGAIN", "NOSCRIPT"}) {
    FakeRedis redis([state, asked = 0](int, const Words& command) mutable {
      const bool ready = command[0] == "SCRIPT" || ++asked > 8;
      return std::optional(ready ? kOk : "-" + std::string(state) + " for now\r\n");
    });
    Lane::Options options = To(redis);
    options.scripts = {"return 1"};
    Lane lane(options);
    EXPECT_EQ(TextOf(Call(lane, {"INCR", "x"}, false)), "OK") << state;
    int asked = 0;
    for (const auto& [connection, command] : redis.commands())
      asked += command[0] == "INCR" ? 1 : 0;
    EXPECT_EQ(asked, 9) << "more often than a lost connection would be taken";
  }
}

TEST(LaneTest, ScriptsAreLoadedBeforeTheFirstCallOfAConnection) {
  FakeRedis redis([](int, const Words&) { return kOk; });
  Lane::Options options = To(redis);
  options.scripts = {"return 1", "return 2"};
  Lane lane(options);
  EXPECT_EQ(TextOf(Call(lane, {"PING"})), "OK");
  EXPECT_EQ(TextOf(Call(lane, {"PING"})), "OK");
  EXPECT_THAT(redis.commands(), ElementsAre(Pair(0, Words{"SCRIPT", "LOAD", "return 1"}),
                                            Pair(0, Words{"SCRIPT", "LOAD", "return 2"}),
                                            Pair(0, Words{"PING"}), Pair(0, Words{"PING"})));
}

TEST(LaneTest, WhatRedisCannotDoNowIsAStatusAndWhatTheCallerDidWrongIsAReply) {
  std::string says;
  FakeRedis redis(
      [&](int, const Words&) -> std::optional<std::string> { return "-" + says + " this\r\n"; });
  Lane lane(To(redis));
  const auto asked = [&](const char* error) {
    says = error;
    return Call(lane, {"SET", "x", "1"});
  };
  EXPECT_EQ(asked("OOM").status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(asked("OOM").status()), "STORE_FULL");
  for (const char* state : {"MISCONF", "READONLY", "CLUSTERDOWN", "NOREPLICAS"}) {
    const absl::Status status = asked(state).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << state;
    EXPECT_THAT(std::string(status.message()), HasSubstr(state));
  }
  const auto wrong = asked("WRONGTYPE");
  ASSERT_TRUE(wrong.ok());
  EXPECT_TRUE(wrong->is_error());
}

TEST(LaneTest, WhatTheLaneItselfTakesLongForIsNoSilenceOfRedis) {
  FakeRedis redis([](int, const Words&) { return kOk; });
  Lane::Options options = To(redis);
  options.give_up_after = milliseconds(50);
  std::promise<void> others_wait;
  std::shared_future<void> gate = others_wait.get_future().share();
  std::atomic<int> flushes = 0;
  options.on_flush = [&flushes, gate](size_t, std::chrono::microseconds) {
    if (++flushes == 1) gate.wait();
  };
  Lane lane(options);
  std::vector<std::future<std::string>> answers;
  const auto call = [&] {
    answers.push_back(
        std::async(std::launch::async, [&lane] { return TextOf(Call(lane, {"INCR", "x"})); }));
  };
  call();
  ASSERT_TRUE(test::Eventually([&] { return flushes == 1; }));
  for (int i = 0; i < 5; ++i) call();
  ASSERT_TRUE(test::Eventually([&] { return lane.waiting().calls == 5; }));
  EXPECT_GT(lane.waiting().bytes, 5u);
  // Longer than Redis would be waited for, and a sweep.
  const auto since = std::chrono::steady_clock::now();
  ASSERT_TRUE(test::Eventually(
      [&] { return std::chrono::steady_clock::now() - since > milliseconds(250); }));
  EXPECT_EQ(lane.waiting().calls, 5u);
  others_wait.set_value();
  for (auto& answer : answers) EXPECT_EQ(answer.get(), "OK");
  EXPECT_EQ(lane.waiting().calls, 0u);
}

TEST(LaneTest, WithoutAConnectionACallIsGivenUpAfterAWhile) {
  const test::TemporaryFolder nothing;
  Lane::Options options;
  options.address = "unix:" + (nothing / "socket");
  options.give_up_after = milliseconds(60);
  Lane lane(options);
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = Call(lane, {"PING"}).status();
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(60));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("not known")))
      << "it was not sent";
}

TEST(LaneTest, AScriptThatIsNotTakenIsAConnectionThatIsNotThere) {
  FakeRedis redis([](int, const Words& command) -> std::optional<std::string> {
    return command[0] == "SCRIPT" ? "-NOPERM no scripts\r\n" : kOk;
  });
  Lane::Options options = To(redis);
  options.scripts = {"return 1"};
  options.give_up_after = milliseconds(1);
  Lane lane(options);
  const absl::Status status = Call(lane, {"PING"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "the store is not ready");
  EXPECT_THAT(TroubleOf(status), HasSubstr("NOPERM")) << "for operators alone";
  for (const auto& [connection, command] : redis.commands()) EXPECT_EQ(command[0], "SCRIPT");
}

// A lane whose first call is held by Redis until Release, so that others wait behind it.
class HeldLaneTest : public ::testing::Test {
 protected:
  void Start(int connections = 1, size_t queue_limit = 100, size_t queue_bytes = 1 << 20,
             Time deadline = kNoDeadline) {
    Lane::Options options = To(redis_, connections);
    options.queue_limit = queue_limit;
    options.queue_bytes = queue_bytes;
    options.give_up_after = give_up_after_;
    options.clock = &clock_;
    options.on_flush = [this](size_t calls, std::chrono::microseconds took) {
      flushes_.push_back(calls);
      EXPECT_GE(took.count(), 0);
    };
    lane_ = std::make_unique<Lane>(options);
    Send({"HOLD"}, 0, deadline);
    held_.get_future().wait();
  }

  // Answers come into answers_ in the order in which the callers go on.
  void Send(Arguments words, size_t order = 0, Time deadline = kNoDeadline, size_t owner = 0) {
    const std::string name = words[0];
    Spawn(lane_->Call(Command(words), false, deadline, order, owner),
          [this, name](absl::StatusOr<Reply> reply) {
            const std::lock_guard lock(mutex_);
            answers_.emplace_back(name, TextOf(reply));
            answered_.notify_all();
          });
  }

  void Await(size_t answers) {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return answers_.size() == answers; });
  }
  void Release(size_t answers) {
    release_.set_value();
    Await(answers);
  }

  ManualClock clock_;
  milliseconds give_up_after_{60'000};
  std::promise<void> held_, release_;
  std::shared_future<void> released_{release_.get_future().share()};
  std::mutex mutex_;
  std::condition_variable answered_;
  std::vector<std::pair<std::string, std::string>> answers_;  // guarded by mutex_
  std::vector<size_t> flushes_;                               // on the lane's thread
  FakeRedis redis_{[this](int, const Words& command) -> std::optional<std::string> {
    if (command[0] == "HOLD") {
      held_.set_value();
      released_.wait();
    }
    return "+" + command[0] + "\r\n";
  }};
  std::unique_ptr<Lane> lane_;
};

TEST_F(HeldLaneTest, WhatWaitsGoesTogetherAndEachGetsItsOwnAnswer) {
  Start();
  for (const char* name : {"A", "B", "C"}) Send({name});
  Release(4);
  EXPECT_THAT(answers_,
              ElementsAre(Pair("HOLD", "HOLD"), Pair("A", "A"), Pair("B", "B"), Pair("C", "C")));
  lane_.reset();
  EXPECT_THAT(flushes_, ElementsAre(1, 3));
}

TEST_F(HeldLaneTest, WhatExpiresWhileItWaitsIsNeverSent) {
  Start();
  Send({"LATE"}, 0, clock_.Now() + milliseconds(10));
  Send({"JUST"}, 0, clock_.Now() + milliseconds(11));
  clock_.Advance(milliseconds(10));
  Release(3);
  lane_.reset();
  EXPECT_THAT(answers_, testing::UnorderedElementsAre(Pair("HOLD", "HOLD"),
                                                      Pair("LATE", HasSubstr("DEADLINE_EXCEEDED")),
                                                      Pair("JUST", "JUST")));
  for (const auto& [connection, command] : redis_.commands()) EXPECT_NE(command[0], "LATE");
}

TEST_F(HeldLaneTest, MoreThanTheQueueHoldsIsRefusedAtOnce) {
  Start(1, 2);
  for (const char* name : {"A", "B"}) Send({name});
  const absl::Status status = Call(*lane_, {"C"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "STORE_QUEUE_FULL");
  Release(3);
}

TEST_F(HeldLaneTest, MoreBytesThanTheQueueHoldsAreRefusedAtOnce) {
  Start(1, 100, 10'000);
  Send({"A", std::string(9'000, 'x')});
  const absl::Status status = Call(*lane_, {"B", std::string(2'000, 'x')}).status();
  EXPECT_EQ(ReasonOf(status), "STORE_QUEUE_FULL");
  Send({"C"});
  Release(3);
  EXPECT_EQ(TextOf(Call(*lane_, {"D", std::string(9'000, 'x')})), "D") << "there is room again";
  EXPECT_EQ(TextOf(Call(*lane_, {"E", std::string(20'000, 'x')})), "E")
      << "alone, any call may go that its caller may send";
}

TEST_F(HeldLaneTest, OneOwnerTakesHalfOfTheQueueAndLeavesTheOtherHalf) {
  constexpr size_t kBremerhaven = 1, kCuxhaven = 2;
  Start(1, 8, 40'000);
  for (int i = 0; i < 4; ++i) Send({"A"}, 0, kNoDeadline, kBremerhaven);
  const auto refused = [&](size_t owner, size_t bytes) {
    const auto reply = SyncWait(
        lane_->Call(Command({"X", std::string(bytes, 'x')}), false, kNoDeadline, 0, owner));
    return ReasonOf(reply.status()) == "STORE_QUEUE_FULL";
  };
  EXPECT_TRUE(refused(kBremerhaven, 1));
  Send({"B", std::string(15'000, 'x')}, 0, kNoDeadline, kCuxhaven);
  EXPECT_TRUE(refused(kCuxhaven, 10'000)) << "of the bytes, too";
  Send({"C"}, 0, kNoDeadline, kCuxhaven);
  Release(7);
}

TEST_F(HeldLaneTest, ACallIsAnsweredAtItsDeadlineThoughRedisSaysNothing) {
  const Time deadline = clock_.Now() + milliseconds(10);
  Start(1, 100, 1 << 20, deadline);
  Send({"LATE"}, 0, deadline);
  Send({"IN TIME"});
  clock_.Advance(milliseconds(10));
  Await(2);  // while Redis holds
  EXPECT_THAT(answers_, testing::UnorderedElementsAre(
                            Pair("HOLD", HasSubstr("whether it happened is not known")),
                            Pair("LATE", HasSubstr("DEADLINE_EXCEEDED"))));
  Release(3);
  EXPECT_THAT(answers_.back(), Pair("IN TIME", "IN TIME"));
}

TEST_F(HeldLaneTest, WhatWaitsForARedisThatSaysNothingIsGivenUpBeforeItsDeadline) {
  give_up_after_ = milliseconds(100);
  Start();
  Send({"WAITS"});
  Await(1);  // while Redis holds
  EXPECT_THAT(answers_[0], Pair("WAITS", HasSubstr("UNAVAILABLE: the store does not answer")));
  Release(2);
  EXPECT_THAT(answers_[1], Pair("HOLD", "HOLD")) << "what was sent waits for its answer";
  for (const auto& [connection, command] : redis_.commands()) EXPECT_NE(command[0], "WAITS");
  EXPECT_EQ(TextOf(Call(*lane_, {"NEXT"})), "NEXT");
}

TEST_F(HeldLaneTest, WhatStillWaitsAtTheEndIsToldSo) {
  Start();
  Send({"WAITING"});
  Lane& lane = *lane_;  // stands until Redis has answered
  std::thread ending([this] { lane_.reset(); });
  std::atomic<bool> refused = false;
  while (!refused) {
    Spawn(lane.Call(Command({"NEW"}), false, kNoDeadline), [&](absl::StatusOr<Reply> reply) {
      if (TextOf(reply).find("shutting down") != std::string::npos) refused = true;
    });
    std::this_thread::yield();
  }
  release_.set_value();
  ending.join();
  EXPECT_THAT(answers_,
              ElementsAre(Pair("HOLD", "HOLD"), Pair("WAITING", HasSubstr("shutting down"))));
  for (const auto& [connection, command] : redis_.commands()) EXPECT_EQ(command[0], "HOLD");
}

TEST_F(HeldLaneTest, MuchAtOnceTakesSeveralConnectionsAndEachOrderOne) {
  Start(4);
  const std::string large(20'000, 'x');
  for (int i = 0; i < 4; ++i) {
    for (size_t order = 0; order < 4; ++order) {
      Send({"N" + std::to_string(order), std::to_string(i), large}, order);
    }
  }
  Release(17);
  std::map<std::string, std::set<int>> connections;
  std::map<std::string, std::string> seen;
  for (const auto& [connection, command] : redis_.commands()) {
    if (command[0] == "HOLD") continue;
    connections[command[0]].insert(connection);
    seen[command[0]] += command[1];
  }
  ASSERT_THAT(connections, SizeIs(4));
  std::set<int> all;
  for (const auto& [name, of_it] : connections) {
    EXPECT_THAT(of_it, SizeIs(1)) << name;
    all.insert(*of_it.begin());
    EXPECT_EQ(seen[name], "0123") << "in the order in which they came";
  }
  EXPECT_THAT(all, SizeIs(4));
}

TEST_F(HeldLaneTest, LittleAtOnceTakesOneConnection) {
  Start(4);
  for (size_t order = 0; order < 4; ++order) Send({"SMALL"}, order);
  Release(5);
  for (const auto& [connection, command] : redis_.commands()) EXPECT_EQ(connection, 0);
}

TEST(LaneTest, AConnectionThatWentWhileNothingWasToDoIsMadeAnewBeforeTheNextCall) {
  FakeRedis redis([](int, const Words&) { return kOk; });
  Lane lane(To(redis));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(TextOf(Call(lane, {"INCR", "x"}, false)), "OK");
    redis.BreakOff();
  }
  EXPECT_THAT(redis.commands(),
              ElementsAre(Pair(0, testing::_), Pair(1, testing::_), Pair(2, testing::_)));
}

}  // namespace
}  // namespace zwk::store
