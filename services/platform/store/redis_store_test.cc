#include "platform/store/redis_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "tests/support/redis_server.h"

namespace zwk::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";

class RedisStoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = std::make_unique<test::RedisServer>(); }
  static void TearDownTestSuite() { redis_.reset(); }
  void SetUp() override { redis_->Command({"FLUSHALL"}); }

  static RedisStore::Options On(const std::string& area) {
    RedisStore::Options options;
    options.address = redis_->address();
    options.area = area;
    options.page_token_key = "test";
    return options;
  }

  Outcome Applied(Commit commit) {
    const auto outcome = SyncWait(store_.Apply(std::move(commit), kNoDeadline));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : Outcome{Outcome::kConflict, "", "no outcome", ""};
  }

  ReadResult Read(ReadSet reads, const std::string& municipality = kCity) {
    auto result = SyncWait(store_.Get(municipality, std::move(reads), kNoDeadline));
    EXPECT_TRUE(result.ok()) << result.status();
    return *std::move(result);
  }

  Document ReadOne(const std::string& key, const std::string& municipality = kCity) {
    return Read({.documents = {key}}, municipality).documents[0];
  }

  std::vector<TailEntry> Outbox() { return *SyncWait(store_.Tail(kCity, "", 1000, kNoDeadline)); }

  static std::unique_ptr<test::RedisServer> redis_;
  RedisStore store_{On("participation")};
};

std::unique_ptr<test::RedisServer> RedisStoreTest::redis_;

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

TEST_F(RedisStoreTest, AScanPagesThroughAnIndexInItsOrder) {
  for (const char* name : {"Surheide", "Geestendorf", "Grünhöfe", "Wulsdorf", "Lehe"}) {
    Commit commit(kCity);
    commit.Write(std::string("n/") + name, 0, name);
    commit.IndexAdd("names", name, std::string("n/") + name);
    Applied(commit);
  }
  std::vector<std::string> names;
  ScanQuery query{.index = "names", .prefix = "", .after = "", .limit = 2};
  int pages = 0;
  do {
    const ScanPage page = *SyncWait(store_.Scan(kCity, query, kNoDeadline));
    for (const auto& item : page.items) names.push_back(item.document.bytes);
    query.after = page.next;
    ++pages;
  } while (!query.after.empty());
  EXPECT_THAT(names, ElementsAre("Geestendorf", "Grünhöfe", "Lehe", "Surheide", "Wulsdorf"));
  EXPECT_EQ(pages, 3);

  const ScanPage g = *SyncWait(store_.Scan(kCity, {.index = "names", .prefix = "G"}, kNoDeadline));
  EXPECT_THAT(g.items, SizeIs(2));
  EXPECT_EQ(g.next, "");

  Commit remove(kCity);
  remove.IndexRemove("names", "Lehe", "n/Lehe");
  Applied(remove);
  EXPECT_THAT(SyncWait(store_.Scan(kCity, {.index = "names"}, kNoDeadline))->items, SizeIs(4));
}

TEST_F(RedisStoreTest, APageTokenBelongsToItsList) {
  for (const char* key : {"a", "b", "c"}) {
    Commit commit(kCity);
    commit.IndexAdd("names", "x", key);
    Applied(commit);
  }
  const std::string token =
      SyncWait(store_.Scan(kCity, {.index = "names", .limit = 1}, kNoDeadline))->next;
  ASSERT_NE(token, "");
  const auto code = [&](const std::string& municipality, ScanQuery query) {
    const auto page = SyncWait(store_.Scan(municipality, std::move(query), kNoDeadline));
    if (!page.ok()) {
      EXPECT_EQ(FieldOf(page.status()), "page_token");
    }
    return page.status().code();
  };
  EXPECT_EQ(code(kCity, {.index = "names", .after = token}), absl::StatusCode::kOk);
  EXPECT_EQ(code("lehe", {.index = "names", .after = token}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(kCity, {.index = "others", .after = token}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(kCity, {.index = "names", .prefix = "x", .after = token}),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(kCity, {.index = "names", .after = "garbage"}),
            absl::StatusCode::kInvalidArgument);
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

TEST_F(RedisStoreTest, ACommitAgainstTheRulesIsRefused) {
  const auto code = [&](Commit commit) {
    return SyncWait(store_.Apply(std::move(commit), kNoDeadline)).status().code();
  };
  Commit foreign("}bremerhaven{");
  foreign.Write("a", 0, "x");
  EXPECT_EQ(code(foreign), absl::StatusCode::kInvalidArgument);
  Commit twice(kCity);
  twice.Write("a", 0, "x");
  twice.Require("a", 0);
  EXPECT_EQ(code(twice), absl::StatusCode::kInvalidArgument);
  Commit control(kCity);
  control.Write("a\nb", 0, "x");
  EXPECT_EQ(code(control), absl::StatusCode::kInvalidArgument);
  Commit tombstone(kCity);
  tombstone.Emit("a", 0, "zwk.Test", "");
  EXPECT_EQ(code(tombstone), absl::StatusCode::kInvalidArgument);
  Commit large(kCity);
  for (int i = 0; i < 65; ++i) large.Write("d/" + std::to_string(i), 0, "x");
  EXPECT_EQ(code(large), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(Commit(kCity)), absl::StatusCode::kOk);
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

}  // namespace
}  // namespace zwk::store
