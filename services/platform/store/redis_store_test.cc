#include "platform/store/redis_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/store/redis_fixture.h"

namespace zwk::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class RedisStoreTest : public RedisFixture {};

TEST_F(RedisStoreTest, AWriteIsReadBackWithItsVersion) {
  Commit commit(kCity);
  commit.Write("board/1", 0, "first");
  EXPECT_EQ(Applied(commit).kind, Outcome::kDone);
  Commit change(kCity);
  change.Write("board/1", 1, std::string("sec\0ond\r\n", 9));
  EXPECT_EQ(Applied(change).kind, Outcome::kDone);

  const Document document = ReadOne("board/1");
  EXPECT_EQ(document.version, 2u);
  EXPECT_EQ(document.bytes, std::string("sec\0ond\r\n", 9));
  EXPECT_FALSE(ReadOne("board/2").exists());
}

TEST_F(RedisStoreTest, AStaleWriteChangesNothingAtAll) {
  Commit first(kCity);
  first.Write("board/1", 0, "first");
  Applied(first);

  Commit stale(kCity);
  stale.Write("board/2", 0, "other");
  stale.Write("board/1", 0, "again");
  stale.Emit("board/1", 0, "zwk.Test", "data");
  stale.Add("counter/1", "a", 1);
  stale.IndexAdd("boards", "a", "board/1");
  stale.Request({"r1", "f"}, "answer");
  const Outcome outcome = Applied(stale);
  EXPECT_EQ(outcome.kind, Outcome::kConflict);
  EXPECT_EQ(outcome.key, "board/1");

  EXPECT_FALSE(ReadOne("board/2").exists());
  EXPECT_EQ(ReadOne("board/1").bytes, "first");
  EXPECT_THAT(Outbox(), SizeIs(0));
  const ReadResult read =
      Read({.documents = {}, .counters = {"counter/1"}, .guards = {}, .request_id = "r1"});
  EXPECT_THAT(read.counters[0], SizeIs(0));
  EXPECT_FALSE(read.repeated.has_value());
}

TEST_F(RedisStoreTest, ARequiredDocumentThatChangedIsAConflict) {
  Commit board(kCity);
  board.Write("board/1", 0, "first");
  Applied(board);
  Commit meeting(kCity);
  meeting.Require("board/1", 1);
  meeting.Write("meeting/1", 0, "of the board");
  EXPECT_EQ(Applied(meeting).kind, Outcome::kDone);
  EXPECT_EQ(ReadOne("board/1").version, 1u);
  Commit change(kCity);
  change.Write("board/1", Commit::kAnyVersion, "second");
  Applied(change);
  Commit late(kCity);
  late.Require("board/1", 1);
  late.Write("meeting/2", 0, "too late");
  EXPECT_EQ(Applied(late).kind, Outcome::kConflict);
  EXPECT_FALSE(ReadOne("meeting/2").exists());
}

TEST_F(RedisStoreTest, ARepeatedRequestGetsTheFirstAnswerAndChangesNothing) {
  const auto commit = [](const std::string& answer) {
    Commit commit(kCity);
    commit.Add("dots", "topic", 3);
    commit.Request({"request-1", "fingerprint"}, answer);
    return commit;
  };
  EXPECT_EQ(Applied(commit("first")).kind, Outcome::kDone);
  const Outcome again = Applied(commit("second"));
  EXPECT_EQ(again.kind, Outcome::kRepeated);
  EXPECT_EQ(again.answer, "first");
  const ReadResult read =
      Read({.documents = {}, .counters = {"dots"}, .guards = {}, .request_id = "request-1"});
  EXPECT_THAT(read.counters[0], ElementsAre(Pair("topic", 3)));
  EXPECT_EQ(read.repeated->answer, "first");
  EXPECT_EQ(read.repeated->fingerprint, "fingerprint");
}

TEST_F(RedisStoreTest, ARequestIdUsedForOtherContentIsSaidSo) {
  Commit first(kCity);
  first.Request({"request-1", "one"}, "answer");
  EXPECT_EQ(Applied(first).kind, Outcome::kDone);
  Commit other(kCity);
  other.Write("board/1", 0, "x");
  other.Request({"request-1", "two"}, "answer");
  EXPECT_EQ(Applied(other).kind, Outcome::kRequestReused);
  EXPECT_FALSE(ReadOne("board/1").exists());
}

TEST_F(RedisStoreTest, AFailedGuardNamesItsValueAndChangesNothing) {
  Commit open(kCity);
  open.Guard("session/1/phase", "");
  open.SetGuard("session/1/phase", "VOTING");
  EXPECT_EQ(Applied(open).kind, Outcome::kDone);
  const auto vote = [] {
    Commit commit(kCity);
    commit.Guard("session/1/phase", "VOTING");
    commit.Add("tally", "a", 1);
    return commit;
  };
  EXPECT_EQ(Applied(vote()).kind, Outcome::kDone);
  EXPECT_EQ(Applied(vote()).kind, Outcome::kDone) << "writers that only require it do not conflict";
  Commit close(kCity);
  close.Guard("session/1/phase", "VOTING");
  close.SetGuard("session/1/phase", "CLOSED");
  EXPECT_EQ(Applied(close).kind, Outcome::kDone);
  const Outcome late = Applied(vote());
  EXPECT_EQ(late.kind, Outcome::kGuardFailed);
  EXPECT_EQ(late.key, "session/1/phase");
  EXPECT_EQ(late.actual, "CLOSED");
  const ReadResult read =
      Read({.documents = {}, .counters = {"tally"}, .guards = {"session/1/phase", "none"}});
  EXPECT_THAT(read.counters[0], ElementsAre(Pair("a", 2)));
  EXPECT_THAT(read.guards, ElementsAre("CLOSED", ""));
}

TEST_F(RedisStoreTest, EventsOfAnAggregateAreGaplessAlsoAcrossDeletion) {
  Commit create(kCity);
  create.Write("topic/1", 0, "x");
  create.Emit("topic/1", 0, "zwk.Submitted", "one");
  create.Emit("session/1", 0, "zwk.TopicSubmitted", "other aggregate");
  create.Emit("topic/1", 0, "zwk.Accepted", "two");
  create.Trace("00-abc");
  EXPECT_EQ(Applied(create).kind, Outcome::kDone);
  EXPECT_EQ(ReadOne("topic/1").event_version, 2u);
  Commit remove(kCity);
  remove.Delete("topic/1", 1);
  EXPECT_EQ(Applied(remove).kind, Outcome::kDone);
  const Document gone = ReadOne("topic/1");
  EXPECT_FALSE(gone.exists());
  EXPECT_EQ(gone.event_version, 2u);
  Commit stale(kCity);
  stale.Emit("topic/1", 1, "zwk.Again", "x");
  EXPECT_EQ(Applied(stale).kind, Outcome::kConflict);
  Commit again(kCity);
  again.Write("topic/1", 0, "y");
  again.Emit("topic/1", 2, "zwk.Again", "three");
  EXPECT_EQ(Applied(again).kind, Outcome::kDone);

  const std::vector<TailEntry> outbox = Outbox();
  ASSERT_THAT(outbox, SizeIs(4));
  EXPECT_EQ(outbox[0].attributes.at("ce_id"), "bremerhaven/topic/1/1");
  EXPECT_EQ(outbox[0].attributes.at("ce_type"), "zwk.Submitted");
  EXPECT_EQ(outbox[0].attributes.at("ce_source"), "participation");
  EXPECT_EQ(outbox[0].attributes.at("ce_traceparent"), "00-abc");
  EXPECT_EQ(outbox[0].data, "one");
  EXPECT_EQ(outbox[1].attributes.at("ce_id"), "bremerhaven/session/1/1");
  EXPECT_EQ(outbox[2].attributes.at("ce_id"), "bremerhaven/topic/1/2");
  EXPECT_EQ(outbox[3].attributes.at("ce_aggregateversion"), "3");
  EXPECT_THAT(*SyncWait(store_.Tail(kCity, outbox[2].position, 10, kNoDeadline)), SizeIs(1));
}

TEST_F(RedisStoreTest, StagedBulkBecomesValidByOneFlip) {
  const auto visible = [&] {
    const std::string live =
        Read({.documents = {}, .counters = {}, .guards = {"forecast/live"}}).guards[0];
    if (live.empty()) return 0;
    int cells = 0;
    for (int part = 0; part < 3; ++part) {
      cells += ReadOne("cells/" + live + "/" + std::to_string(part)).exists() ? 1 : 0;
    }
    return cells;
  };
  for (int part = 0; part < 3; ++part) {
    Commit stage(kCity);
    stage.Write("cells/g1/" + std::to_string(part), 0, "numbers");
    Applied(stage);
    EXPECT_EQ(visible(), 0) << "nothing is valid before the flip";
  }
  Commit flip(kCity);
  flip.Guard("forecast/live", "");
  flip.SetGuard("forecast/live", "g1");
  Applied(flip);
  EXPECT_EQ(visible(), 3);
}

TEST_F(RedisStoreTest, MunicipalitiesAndAreasDoNotSeeEachOther) {
  Commit commit(kCity);
  commit.Write("board/1", 0, "ours");
  Applied(commit);
  EXPECT_FALSE(ReadOne("board/1", "lehe").exists());
  RedisStore other(On("catalog"));
  EXPECT_FALSE(
      SyncWait(other.Get(kCity, {.documents = {"board/1"}}, kNoDeadline))->documents[0].exists());
}

TEST_F(RedisStoreTest, AWrongTypeOrAnOverflowingCounterChangesNothing) {
  Commit first(kCity);
  first.Add("dots", "a", 9'000'000'000'000'000);
  Applied(first);
  Commit overflow(kCity);
  overflow.Write("board/1", 0, "x");
  overflow.Add("dots", "a", 1);
  EXPECT_EQ(SyncWait(store_.Apply(overflow, kNoDeadline)).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_FALSE(ReadOne("board/1").exists());

  redis_->Command({"SET", "{bremerhaven}:participation:i:boards", "not an index"});
  Commit wrong(kCity);
  wrong.Write("board/1", 0, "x");
  wrong.IndexAdd("boards", "a", "board/1");
  const auto outcome = SyncWait(store_.Apply(wrong, kNoDeadline));
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(outcome.status().message()), HasSubstr("WRONGTYPE"));
  EXPECT_FALSE(ReadOne("board/1").exists());
}

TEST_F(RedisStoreTest, CountersThatReachZeroLeaveNothing) {
  Commit up(kCity);
  up.Add("dots", "a", 2);
  up.Add("dots", "b", 1);
  Applied(up);
  Commit down(kCity);
  down.Add("dots", "a", -2);
  Applied(down);
  EXPECT_THAT(Read({.documents = {}, .counters = {"dots"}}).counters[0], ElementsAre(Pair("b", 1)));
}

TEST_F(RedisStoreTest, ExpiredWorkNeverStarts) {
  Commit commit(kCity);
  commit.Write("board/1", 0, "x");
  const Time past = SystemClock().Now() - std::chrono::seconds(1);
  EXPECT_EQ(SyncWait(store_.Apply(commit, past)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(ReadOne("board/1").exists());
}

TEST_F(RedisStoreTest, AFullQueueRefuses) {
  auto options = On("participation");
  options.queue_limit = 0;
  RedisStore full(options);
  Commit commit(kCity);
  commit.Write("board/1", 0, "x");
  const absl::Status status = SyncWait(full.Apply(commit, kNoDeadline)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "STORE_QUEUE_FULL");
}

TEST_F(RedisStoreTest, AnOutboxTakesAsManyEventsAsItMayAndWhatHasNoneGoesOn) {
  auto options = On("participation");
  options.outbox_limit = 2;
  RedisStore small(options);
  const auto apply = [&](const std::string& key, bool with_event) {
    Commit commit(kCity);
    commit.Write(key, 0, "x");
    if (with_event) commit.Emit(key, 0, "zwk.Test", "data");
    return SyncWait(small.Apply(std::move(commit), kNoDeadline)).status();
  };
  EXPECT_TRUE(apply("board/1", true).ok());
  EXPECT_TRUE(apply("board/2", true).ok());
  const absl::Status full = apply("board/3", true);
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(full), "OUTBOX_FULL");
  EXPECT_FALSE(ReadOne("board/3").exists());
  EXPECT_THAT(Outbox(), SizeIs(2));
  EXPECT_TRUE(apply("board/4", false).ok());
}

TEST_F(RedisStoreTest, ForgottenScriptsAreLoadedAgain) {
  Commit commit(kCity);
  commit.Add("dots", "a", 1);
  Applied(commit);
  redis_->Command({"SCRIPT", "FLUSH"});
  Applied(commit);
  EXPECT_THAT(Read({.documents = {}, .counters = {"dots"}}).counters[0], ElementsAre(Pair("a", 2)));
}

TEST_F(RedisStoreTest, WhatWaitsBehindAFlushGoesWithTheNextOneAndNoneIsLost) {
  constexpr int kCallers = 500;
  std::atomic<int> flushes = 0;
  std::promise<void> all_have_called;
  const std::shared_future<void> gate = all_have_called.get_future().share();
  Commit first(kCity);  // names the municipality, so that the calls below are commits alone
  first.Add("dots", "first", 1);
  auto options = On("participation");
  options.on_flush = [&flushes, gate](size_t, std::chrono::microseconds) {
    if (++flushes > 2) gate.wait();  // holds each lane after its first flush of the calls below
  };
  std::latch answered(kCallers);
  std::atomic<int> done = 0;
  RedisStore store(options);
  ASSERT_TRUE(SyncWait(store.Apply(std::move(first), kNoDeadline)).ok());
  const int before = flushes;
  ASSERT_LE(before, 2);

  for (int i = 0; i < kCallers; ++i) {
    Commit commit(kCity);
    commit.Write("n/" + std::to_string(i), 0, "x");
    commit.Add("dots", "all", 1);
    Spawn(store.Apply(std::move(commit), kNoDeadline), [&](absl::StatusOr<Outcome> outcome) {
      done += outcome.ok() && outcome->kind == Outcome::kDone ? 1 : 0;
      answered.count_down();
    });
  }
  all_have_called.set_value();
  answered.wait();
  EXPECT_EQ(done, kCallers);
  EXPECT_THAT(Read({.documents = {}, .counters = {"dots"}}).counters[0],
              ElementsAre(Pair("all", kCallers), Pair("first", 1)));
  // Per lane one flush with whoever came first and one with everybody else.
  EXPECT_LE(flushes - before, 2 * options.lanes);
}

TEST_F(RedisStoreTest, CommitsOfAnAggregateKeepTheirOrderInABatchOfSeveralConnections) {
  Commit first(kCity);  // names the municipality, so that the calls below are commits alone
  first.Add("dots", "first", 1);
  EXPECT_EQ(Applied(first).kind, Outcome::kDone);

  constexpr int kChanges = 100;
  std::vector<Task<absl::StatusOr<Outcome>>> changes;
  for (int version = 0; version < kChanges; ++version) {
    for (const char* key : {"board/1", "board/2", "board/3", "board/4", "board/5"}) {
      Commit change(kCity);
      change.Write(key, version, std::string(2'000, 'x'));
      changes.push_back(store_.Apply(std::move(change), kNoDeadline));
    }
  }
  for (const auto& outcome : SyncWait(WhenAll(std::move(changes)))) {
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->kind, Outcome::kDone) << outcome->key;
  }
}

TEST_F(RedisStoreTest, WritableMeansDurable) {
  EXPECT_TRUE(SyncWait(store_.CheckWritable(kNoDeadline)).ok());
  redis_->Command({"CONFIG", "SET", "appendfsync", "everysec"});
  const absl::Status status = SyncWait(store_.CheckWritable(kNoDeadline));
  EXPECT_THAT(std::string(status.message()), HasSubstr("appendfsync"));
  redis_->Command({"CONFIG", "SET", "appendfsync", "always"});
  redis_->Command({"CONFIG", "SET", "maxmemory", "1mb"});
  Commit commit(kCity);
  commit.Write("board/1", 0, "x");
  EXPECT_EQ(SyncWait(store_.Apply(commit, kNoDeadline)).status().code(),
            absl::StatusCode::kResourceExhausted);
  redis_->Command({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_FALSE(ReadOne("board/1").exists());
}

TEST_F(RedisStoreTest, AnEventHasTheTimeOfTheStoreUnlessTheCommitSaysAnother) {
  const ManualClock clock;
  auto options = On("participation");
  options.clock = &clock;
  RedisStore store(options);
  Commit commit(kCity);
  commit.Emit("board/1", 0, "zwk.Test", "x");
  ASSERT_TRUE(SyncWait(store.Apply(commit, kNoDeadline)).ok());
  EXPECT_EQ(Outbox()[0].attributes.at("ce_time"), FormatTime(clock.Now()));
}

TEST_F(RedisStoreTest, ACityIsNamedBeforeItsFirstCommitOnce) {
  RedisStore store(On("participation"));
  for (int i = 0; i < 2; ++i) {
    Commit commit("lehe");
    commit.Add("dots", "a", 1);
    ASSERT_TRUE(SyncWait(store.Apply(commit, kNoDeadline)).ok());
  }
  EXPECT_EQ(redis_->Command({"SMEMBERS", "{zwk}:participation:municipalities"}), "lehe");
  EXPECT_EQ(redis_->Command({"XLEN", "{zwk}:participation:new-municipalities"}), "1");
  // Where it cannot be named nothing is committed: no reader would find it.
  redis_->Command({"SET", "{zwk}:catalog:municipalities", "no set"});
  RedisStore catalog(On("catalog"));
  Commit commit(kCity);
  commit.Write("offer/1", 0, "x");
  EXPECT_EQ(SyncWait(catalog.Apply(commit, kNoDeadline)).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(redis_->Command({"KEYS", "{bremerhaven}:catalog:*"}), "");
}

TEST_F(RedisStoreTest, EverySettingThatMakesACommitDurableIsAsked) {
  const std::vector<std::array<const char*, 3>> settings = {
      {"appendonly", "no", "yes"},
      {"appendfsync", "everysec", "always"},
      {"no-appendfsync-on-rewrite", "yes", "no"},
      {"maxmemory-policy", "allkeys-lru", "noeviction"}};
  for (const auto& [setting, wrong, right] : settings) {
    redis_->Command({"CONFIG", "SET", setting, wrong});
    const absl::Status status = SyncWait(store_.CheckWritable(kNoDeadline));
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << setting;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(setting) + " " + wrong +
                                                         "; acknowledged commits need " + right));
    redis_->Command({"CONFIG", "SET", setting, right});
    // It would not end while it writes its file anew.
    while (redis_->Command({"INFO", "persistence"}).find("aof_rewrite_in_progress:0") ==
           std::string::npos) {
      std::this_thread::yield();
    }
  }
  EXPECT_TRUE(SyncWait(store_.CheckWritable(kNoDeadline)).ok());
}

TEST_F(RedisStoreTest, AStoreThatIsFullOrNearlySoIsNotWritableAndAnswersAllTheSame) {
  ASSERT_TRUE(SyncWait(store_.CheckWritable(kNoDeadline)).ok());
  const std::string info = redis_->Command({"INFO", "memory"});
  const int64_t used = std::atoll(info.c_str() + info.find("used_memory:") + 12);
  for (const int64_t most : {int64_t{1}, used + (100 << 10)}) {
    redis_->Command({"CONFIG", "SET", "maxmemory", std::to_string(most)});
    const absl::Status full = SyncWait(store_.CheckWritable(kNoDeadline));
    EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << most;
    EXPECT_EQ(ReasonOf(full), "STORE_FULL");
    EXPECT_TRUE(SyncWait(store_.CheckAnswers(kNoDeadline)).ok()) << most;
  }
  redis_->Command({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(SyncWait(store_.CheckWritable(kNoDeadline)).ok());
}

TEST_F(RedisStoreTest, ACityIsNamedAgainInAStoreThatWasLost) {
  bool told = false;
  auto options = On("participation");
  options.on_other_store = [&] { told = true; };
  RedisStore store(options);
  const auto commit = [&] {
    Commit commit(kCity);
    commit.Add("dots", "a", 1);
    EXPECT_TRUE(SyncWait(store.Apply(commit, kNoDeadline)).ok());
    return redis_->Command({"SMEMBERS", "{zwk}:participation:municipalities"});
  };
  ASSERT_TRUE(SyncWait(store.CheckAnswers(kNoDeadline)).ok());
  ASSERT_TRUE(SyncWait(store.CheckAnswers(kNoDeadline)).ok());
  EXPECT_EQ(commit(), kCity);
  EXPECT_FALSE(told);

  redis_->Command({"FLUSHALL"});  // the connections stay
  ASSERT_TRUE(SyncWait(store.CheckAnswers(kNoDeadline)).ok());
  EXPECT_TRUE(told);
  EXPECT_EQ(commit(), kCity);

  redis_->Command({"FLUSHALL"});  // nobody has asked, but the connections are new
  redis_->Command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  EXPECT_EQ(commit(), kCity);
}

}  // namespace
}  // namespace zwk::store
