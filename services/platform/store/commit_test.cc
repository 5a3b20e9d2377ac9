// One commit, all or nothing: what commit.lua promises, with everything in it that a commit can hold.
#include "platform/store/commit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "platform/store/redis_fixture.h"

namespace zwk::store {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Pair;
using ::testing::SizeIs;

class CommitTest : public RedisFixture {
 protected:
  // What stands before: two documents to write, one to delete, one that is required, an aggregate
  // that is no document, two guards, a counter, an index.
  void SetUp() override {
    RedisFixture::SetUp();
    Commit commit(kCity);
    for (const char* key : {"board/1", "board/2", "gone/1", "needed/1"}) {
      commit.Write(key, 0, "before");
    }
    for (int i = 0; i < 2; ++i) commit.Emit("board/2", 0, "zwk.Before", "x");
    for (int i = 0; i < 3; ++i) commit.Emit("events/1", 0, "zwk.Before", "x");
    commit.SetGuard("open", "yes");
    commit.SetGuard("phase", "VOTING");
    commit.Add("dots", "a", 5);
    commit.IndexAdd("names", "old", "board/1");
    commit.IndexAdd("places", "old", "board/2");
    ASSERT_EQ(Applied(std::move(commit)).kind, Outcome::kDone);
  }

  // At least two of everything, each with a key of its own.
  static Commit Everything() {
    Commit commit(kCity);
    commit.Write("board/1", 1, "one");
    commit.Write("board/2", 1, "two");
    commit.Create("board/3", "three", "origin");
    commit.Delete("gone/1", 1);
    commit.Require("needed/1", 1);
    commit.Emit("board/2", 2, "zwk.Changed", "third of board/2");
    commit.Emit("events/1", 3, "zwk.Happened", "fourth of events/1");
    commit.Emit("board/2", 2, "zwk.Changed", "fourth of board/2");
    commit.Emit("new/1", 0, "zwk.Begun", "first of new/1");
    commit.Guard("open", "yes");
    commit.Guard("phase", "VOTING");
    commit.SetGuard("phase", "CLOSED");
    commit.SetGuard("open", "");
    commit.Add("dots", "a", 2);
    commit.Add("dots", "b", -3);
    commit.Add("cards", "a", 7);
    commit.IndexAdd("names", "new", "board/1");
    commit.IndexAdd("places", "new", "board/2");
    commit.IndexAdd("names", "another", "board/3");
    commit.IndexRemove("names", "old", "board/1");
    commit.IndexRemove("places", "old", "board/2");
    commit.Audit("who did it");
    commit.DeadLetter("what could not be applied");
    commit.Audit("and to what");
    commit.Request({"request-1", "fingerprint"}, "the answer\nhas\nlines");
    commit.At(FromMicros(1'648'474'200'000'001));
    commit.Trace("00-abc");
    return commit;
  }

  std::vector<std::string> Listed(const std::string& index) {
    std::vector<std::string> listed;
    for (const auto& item : Scanned({.index = index}).items) {
      listed.push_back(item.sort_key + "=" + item.key);
    }
    return listed;
  }

  std::string Log(const std::string& name) {
    return redis_->Command({"EVAL",
                            "local texts = {} "
                            "for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do "
                            "  texts[#texts + 1] = entry[2][1] .. '=' .. entry[2][2] "
                            "end "
                            "return table.concat(texts, ', ')",
                            "1", Named(name)});
  }
};

TEST_F(CommitTest, EveryPartOfACommitGetsToItsOwnPlace) {
  EXPECT_EQ(Applied(Everything()).kind, Outcome::kDone);

  const ReadResult read =
      Read({.documents = {"board/1", "board/2", "board/3", "gone/1", "needed/1", "events/1"},
            .counters = {"dots", "cards"},
            .guards = {"open", "phase"},
            .request_id = "request-1"});
  const auto is = [](const char* bytes, uint64_t version, uint64_t event_version,
                     const char* origin = "") {
    return AllOf(Field(&Document::bytes, bytes), Field(&Document::version, version),
                 Field(&Document::event_version, event_version), Field(&Document::origin, origin));
  };
  EXPECT_THAT(read.documents,
              ElementsAre(is("one", 2, 0), is("two", 2, 4), is("three", 1, 0, "origin"),
                          is("", 0, 0), is("before", 1, 0), is("", 0, 4)));
  EXPECT_THAT(read.counters[0], ElementsAre(Pair("a", 7), Pair("b", -3)));
  EXPECT_THAT(read.counters[1], ElementsAre(Pair("a", 7)));
  EXPECT_THAT(read.guards, ElementsAre("", "CLOSED"));
  EXPECT_EQ(redis_->Command({"EXISTS", Named("g:open")}), "0");
  EXPECT_THAT(Listed("names"), ElementsAre("another=board/3", "new=board/1"));
  EXPECT_THAT(Listed("places"), ElementsAre("new=board/2"));
  EXPECT_EQ(Log("audit"), "data=who did it, data=and to what");
  EXPECT_EQ(Log("dead"), "data=what could not be applied");
  EXPECT_EQ(read.repeated->answer, "the answer\nhas\nlines");
}

TEST_F(CommitTest, EventsSayWhatHappenedToWhatAndInWhichOrder) {
  const size_t before = Outbox().size();
  EXPECT_EQ(Applied(Everything()).kind, Outcome::kDone);
  std::vector<TailEntry> events = Outbox();
  ASSERT_THAT(events, SizeIs(before + 4));
  events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(before));
  std::vector<std::string> ids;
  for (const TailEntry& event : events) {
    ids.push_back(event.attributes.at("ce_id") + " " + event.attributes.at("ce_aggregateversion") +
                  ": " + event.data);
  }
  EXPECT_THAT(ids, ElementsAre("bremerhaven/board/2/3 3: third of board/2",
                               "bremerhaven/events/1/4 4: fourth of events/1",
                               "bremerhaven/board/2/4 4: fourth of board/2",
                               "bremerhaven/new/1/1 1: first of new/1"));
  EXPECT_THAT(
      events[1].attributes,
      ElementsAre(Pair("ce_aggregateversion", "4"), Pair("ce_crc32c", SizeIs(4)),
                  Pair("ce_id", "bremerhaven/events/1/4"), Pair("ce_source", "participation"),
                  Pair("ce_specversion", "1.0"), Pair("ce_subject", "events/1"),
                  Pair("ce_time", "2022-03-28T13:30:00.000001Z"), Pair("ce_traceparent", "00-abc"),
                  Pair("ce_type", "zwk.Happened")));
}

TEST_F(CommitTest, OneExpectationThatFailsIsNamedAndNothingChanges) {
  const std::vector<std::pair<std::string, std::function<void(Commit&)>>> versions = {
      {"board/4", [](Commit& c) { c.Write("board/4", 1, "does not exist"); }},
      {"board/5", [](Commit& c) { c.Delete("board/5", 1); }},
      {"board/6", [](Commit& c) { c.Require("board/6", 2); }},
      {"aggregate/1", [](Commit& c) { c.Emit("aggregate/1", 1, "zwk.Test", "has no events"); }},
      {"aggregate/2", [](Commit& c) {
         c.Emit("aggregate/3", 0, "zwk.Test", "fine");
         c.Emit("aggregate/2", 2, "zwk.Test", "has no events");
       }}};
  const std::string before = redis_->Contents("*");
  for (const auto& [key, fail] : versions) {
    Commit commit = Everything();
    fail(commit);
    const Outcome outcome = Applied(std::move(commit));
    EXPECT_EQ(outcome.kind, Outcome::kConflict) << key;
    EXPECT_EQ(outcome.key, key);
    EXPECT_EQ(redis_->Contents("*"), before) << key;
  }
  for (const char* expected : {"yes", "VOTING"}) {
    Commit commit = Everything();
    commit.Guard(std::string("absent/") + expected, expected);
    const Outcome outcome = Applied(std::move(commit));
    EXPECT_EQ(outcome.kind, Outcome::kGuardFailed);
    EXPECT_EQ(outcome.key, std::string("absent/") + expected);
    EXPECT_EQ(outcome.actual, "");
    EXPECT_EQ(redis_->Contents("*"), before);
  }
}

TEST_F(CommitTest, AGuardWithAnotherValueIsNamedWithIt) {
  Commit commit = Everything();
  commit.SetGuard("third", "x");
  Commit set(kCity);
  set.SetGuard("phase", "CLOSED");
  EXPECT_EQ(Applied(std::move(set)).kind, Outcome::kDone);
  const Outcome outcome = Applied(std::move(commit));
  EXPECT_EQ(outcome.kind, Outcome::kGuardFailed);
  EXPECT_EQ(outcome.key, "phase");
  EXPECT_EQ(outcome.actual, "CLOSED");
  Commit absent(kCity);
  absent.Guard("phase", "");
  EXPECT_EQ(Applied(std::move(absent)).kind, Outcome::kGuardFailed) << "it is not absent";
}

TEST_F(CommitTest, WhateverHasTheWrongTypeNothingChanges) {
  for (const char* key :
       {"d:board/1", "d:board/3", "d:gone/1", "d:needed/1", "d:new/1", "g:open", "g:phase",
        "c:dots", "c:cards", "i:names", "i:places", "outbox", "audit", "dead", "r:request-1"}) {
    SetUp();
    redis_->Command({"DEL", Named(key)});
    redis_->Command({"SADD", Named(key), "neither text nor hash nor list nor stream"});
    const std::string before = redis_->Contents("*");
    EXPECT_EQ(CodeOf(Everything()), absl::StatusCode::kInternal) << key;
    EXPECT_EQ(redis_->Contents("*"), before) << key;
  }
}

TEST_F(CommitTest, ACounterOfSeveralThatWouldOverflowChangesNothing) {
  constexpr int64_t kMost = 9'000'000'000'000'000;
  const std::string before = redis_->Contents("*");
  const std::vector<std::pair<std::string, int64_t>> too_much = {
      {"a", kMost - 4}, {"c", kMost + 1}, {"c", -kMost - 1}};
  for (const auto& [field, delta] : too_much) {
    Commit commit = Everything();
    commit.Add("dots", field, delta);
    EXPECT_EQ(CodeOf(std::move(commit)), absl::StatusCode::kInternal) << field << " " << delta;
    EXPECT_EQ(redis_->Contents("*"), before);
  }
  Commit most(kCity);
  most.Add("dots", "a", kMost - 5);
  most.Add("dots", "c", -kMost);
  EXPECT_EQ(Applied(std::move(most)).kind, Outcome::kDone);
  EXPECT_THAT(Read({.documents = {}, .counters = {"dots"}}).counters[0],
              ElementsAre(Pair("a", kMost), Pair("c", -kMost)));
  redis_->Command({"HSET", Named("c:dots"), "a", "no number"});
  Commit one(kCity);
  one.Add("dots", "a", 1);
  EXPECT_EQ(CodeOf(std::move(one)), absl::StatusCode::kInternal);
}

TEST_F(CommitTest, ACounterWithoutFieldsIsGone) {
  Commit commit(kCity);
  commit.Add("dots", "a", -5);
  EXPECT_EQ(Applied(std::move(commit)).kind, Outcome::kDone);
  EXPECT_EQ(redis_->Command({"EXISTS", Named("c:dots")}), "0");
}

TEST_F(CommitTest, WhatACounterCameToIsTold) {
  Commit commit(kCity);
  commit.Add("dots", "a", 2);
  commit.Add("dots", "new", -3);
  commit.Add("dots", "a", -7);
  commit.AddAtMost("other", "x", 4, 4);
  EXPECT_THAT(Applied(std::move(commit)).counts, ElementsAre(7, -3, 0, 4));
}

TEST_F(CommitTest, ACounterThatWouldBeMoreThanItMayChangesNothing) {
  const std::string before = redis_->Contents("*");
  for (const auto& [delta, most] : std::vector<std::pair<int64_t, int64_t>>{{3, 7}, {0, 4}}) {
    Commit commit = Everything();
    commit.AddAtMost("more", "x", 1, 1);
    commit.AddAtMost("dots", "a", delta, most);  // it is 5
    const Outcome outcome = Applied(std::move(commit));
    EXPECT_EQ(outcome.kind, Outcome::kGuardFailed);
    EXPECT_EQ(outcome.key, "dots");
    EXPECT_EQ(outcome.actual, "5");
    EXPECT_EQ(redis_->Contents("*"), before);
  }
  Commit commit(kCity);
  commit.AddAtMost("dots", "a", 2, 7);
  EXPECT_THAT(Applied(std::move(commit)).counts, ElementsAre(7));
  Commit as_it_is(kCity);
  as_it_is.AddAtMost("dots", "a", 0, 7);
  as_it_is.AddAtMost("dots", "none", 0, 0);
  EXPECT_THAT(Applied(std::move(as_it_is)).counts, ElementsAre(7, 0));
  EXPECT_THAT(Read({.documents = {}, .counters = {"dots"}}).counters[0], ElementsAre(Pair("a", 7)));
}

TEST_F(CommitTest, OfManyThatAddAtOnceAsManyAreDoneAsThereIsRoomFor) {
  std::vector<Task<absl::StatusOr<Outcome>>> adding;
  for (int i = 0; i < 40; ++i) {
    Commit commit(kCity);
    commit.AddAtMost("seats", "taken", 1, 10);
    adding.push_back(store_.Apply(std::move(commit), kNoDeadline));
  }
  std::vector<int64_t> seats;
  for (const absl::StatusOr<Outcome>& outcome : SyncWait(WhenAll(std::move(adding)))) {
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    if (outcome->kind == Outcome::kDone) seats.push_back(outcome->counts.at(0));
  }
  EXPECT_THAT(seats, testing::UnorderedElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
}

TEST_F(CommitTest, ARequestIsRememberedForADay) {
  EXPECT_EQ(Applied(Everything()).kind, Outcome::kDone);
  const int64_t left = std::stoll(redis_->Command({"PTTL", Named("r:request-1")}));
  EXPECT_LE(left, 86'400'000);
  EXPECT_GT(left, 86'400'000 - 60'000);
}

TEST_F(CommitTest, ARepetitionGetsTheWholeAnswerAndAnotherFingerprintNone) {
  EXPECT_EQ(Applied(Everything()).kind, Outcome::kDone);
  const std::string before = redis_->Contents("*");
  const Outcome again = Applied(Everything());
  EXPECT_EQ(again.kind, Outcome::kRepeated);
  EXPECT_EQ(again.answer, "the answer\nhas\nlines");
  // One fingerprint begins like the other.
  for (const char* fingerprint : {"", "finger", "fingerprints"}) {
    Commit other = Everything();
    other.Request({"request-1", fingerprint}, "answer");
    EXPECT_EQ(Applied(std::move(other)).kind, Outcome::kRequestReused) << fingerprint;
  }
  EXPECT_EQ(redis_->Contents("*"), before);
}

TEST_F(CommitTest, ARequestWithoutAFingerprintCountsOnceToo) {
  for (const Outcome::Kind kind : {Outcome::kDone, Outcome::kRepeated}) {
    Commit commit(kCity);
    commit.Add("dots", "a", 1);
    commit.Request({"request-2", ""}, "");
    const Outcome outcome = Applied(std::move(commit));
    EXPECT_EQ(outcome.kind, kind);
    EXPECT_EQ(outcome.answer, "");
  }
  EXPECT_THAT(Read({.documents = {}, .counters = {"dots"}}).counters[0], ElementsAre(Pair("a", 6)));
}

TEST_F(CommitTest, WhoMadeADocumentIsRememberedUntilItGoes) {
  Commit create(kCity);
  create.Create("topic/1", "x", "who");
  EXPECT_EQ(Applied(create).kind, Outcome::kDone);
  EXPECT_EQ(Applied(create).kind, Outcome::kConflict) << "it is created once";
  Commit change(kCity);
  change.Write("topic/1", 1, "y");
  EXPECT_EQ(Applied(std::move(change)).kind, Outcome::kDone);
  EXPECT_EQ(ReadOne("topic/1").origin, "who");
  Commit remove(kCity);
  remove.Delete("topic/1", 2);
  EXPECT_EQ(Applied(std::move(remove)).kind, Outcome::kDone);
  Commit again(kCity);
  again.Write("topic/1", 0, "z");
  EXPECT_EQ(Applied(std::move(again)).kind, Outcome::kDone);
  EXPECT_EQ(ReadOne("topic/1").origin, "");
  EXPECT_EQ(ReadOne("topic/1").version, 1u);
}

TEST_F(CommitTest, AnyVersionIsAnyOfADocumentAndOfItsEvents) {
  for (int i = 1; i <= 2; ++i) {
    Commit commit(kCity);
    commit.Write("topic/1", Commit::kAnyVersion, "x");
    commit.Emit("topic/1", Commit::kAnyVersion, "zwk.Test", "x");
    commit.Emit("board/2", Commit::kAnyVersion, "zwk.Test", "x");
    commit.Require("needed/1", Commit::kAnyVersion);
    EXPECT_EQ(Applied(std::move(commit)).kind, Outcome::kDone);
    EXPECT_EQ(ReadOne("topic/1").version, static_cast<uint64_t>(i));
    EXPECT_EQ(ReadOne("topic/1").event_version, static_cast<uint64_t>(i));
  }
  EXPECT_EQ(ReadOne("board/2").event_version, 4u);
  Commit remove(kCity);
  remove.Delete("topic/1", Commit::kAnyVersion);
  remove.Delete("never/1", Commit::kAnyVersion);
  EXPECT_EQ(Applied(std::move(remove)).kind, Outcome::kDone);
  EXPECT_FALSE(ReadOne("topic/1").exists());
}

// Nothing is too little to be carried out.
TEST_F(CommitTest, ACommitOfOnePartAloneIsCarriedOut) {
  const auto one = [](const std::function<void(Commit&)>& part) {
    Commit commit(kCity);
    part(commit);
    return commit;
  };
  EXPECT_EQ(Applied(one([](Commit& c) { c.Require("needed/1", 2); })).kind, Outcome::kConflict);
  EXPECT_EQ(Applied(one([](Commit& c) { c.Guard("open", "no"); })).kind, Outcome::kGuardFailed);
  const std::vector<std::function<void(Commit&)>> parts = {
      [](Commit& c) { c.Write("board/9", 0, "x"); },
      [](Commit& c) { c.Delete("gone/1", 1); },
      [](Commit& c) { c.Emit("board/9", 0, "zwk.Test", "x"); },
      [](Commit& c) { c.SetGuard("open", "no"); },
      [](Commit& c) { c.Add("dots", "a", 1); },
      [](Commit& c) { c.IndexAdd("names", "x", "board/9"); },
      [](Commit& c) { c.IndexRemove("names", "x", "board/9"); },
      [](Commit& c) { c.Audit("x"); },
      [](Commit& c) { c.DeadLetter("x"); },
      [](Commit& c) { c.Request({"request-1", "x"}, "x"); }};
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::string before = redis_->Contents("*");
    EXPECT_EQ(Applied(one(parts[i])).kind, Outcome::kDone);
    EXPECT_NE(redis_->Contents("*"), before) << i;
  }
}

}  // namespace
}  // namespace zwk::store
