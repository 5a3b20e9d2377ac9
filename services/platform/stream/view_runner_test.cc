#include "platform/stream/view_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "tests/support/redis_server.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::stream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";
// Any message will do as an event here.
using Happened = common::v1::EventEnvelope;

Time Soon() { return SystemClock().Now() + std::chrono::seconds(20); }

// Counts what happened per aggregate, keeps the last text of each and lists them by it.
class TextView : public View {
 public:
  std::string name() const override { return "texts"; }
  std::vector<std::string> areas() const override { return {"participation"}; }

  Task<absl::Status> On(const Event& event, ViewChange& change) override {
    ++asked;
    const auto happened = Unpack<Happened>(event);
    if (!happened) co_return absl::OkStatus();
    {
      const std::lock_guard lock(mutex_);
      if (refused_.contains(happened->id())) {
        co_return absl::FailedPreconditionError("not understood");
      }
      if (unavailable_.contains(happened->id())) co_return absl::UnavailableError("not yet");
    }
    auto before = co_await change.Get(event.aggregate);
    if (!before.ok()) co_return before.status();
    if (*before) change.IndexRemove("by-text", **before, event.aggregate);
    change.Put(event.aggregate, happened->id());
    change.IndexAdd("by-text", happened->id(), event.aggregate);
    change.Add("count", event.aggregate, 1);
    for (int i = 0; i < static_cast<int>(happened->aggregate_version()); ++i) {
      change.Put(absl::StrCat("bulk/", i), happened->id());
      change.IndexAdd("bulk", absl::StrCat(i), absl::StrCat("bulk/", i));
    }
    co_return absl::OkStatus();
  }

  void Refuse(const std::string& text) {
    Change([&] { refused_.insert(text); });
  }
  void Withhold(const std::string& text) {
    Change([&] { unavailable_.insert(text); });
  }
  void Mend() {
    Change([&] {
      refused_.clear();
      unavailable_.clear();
    });
  }

  std::atomic<int> asked = 0;

 private:
  void Change(const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    change();
  }
  std::mutex mutex_;
  std::set<std::string> refused_;      // guarded by mutex_
  std::set<std::string> unavailable_;  // guarded by mutex_
};

class ViewRunnerTest : public ::testing::Test {
 protected:
  void Publish(const std::string& aggregate, const std::string& text, int bulk = 0,
               const std::string& municipality = kCity) {
    Happened happened;
    happened.set_id(text);
    happened.set_aggregate_version(static_cast<uint64_t>(bulk));
    PublishRaw(aggregate, Happened::descriptor()->full_name(), happened.SerializeAsString(),
               municipality);
  }
  void PublishRaw(const std::string& aggregate, const std::string& type, const std::string& data,
                  const std::string& municipality = kCity) {
    store::Commit commit(municipality);
    commit.Emit(aggregate, store::Commit::kAnyVersion, type, data);
    const auto outcome = SyncWait(source_.Apply(std::move(commit), kNoDeadline));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
  }

  std::unique_ptr<ViewRunner> Run() {
    auto runner = std::make_unique<ViewRunner>(store_, bus_);
    runner->Add(view_);
    runner->Start();
    return runner;
  }
  static void CatchUp(ViewRunner& runner) {
    const absl::Status status = runner.CatchUp(Soon());
    ASSERT_TRUE(status.ok()) << status;
  }
  // The condition becomes true, or the test fails.
  static bool Eventually(const std::function<bool()>& condition) {
    const Time give_up = Soon();
    while (!condition()) {
      if (SystemClock().Now() > give_up) return false;
      std::this_thread::yield();
    }
    return true;
  }

  std::map<std::string, int64_t> Counts(const std::string& municipality = kCity) {
    return *SyncWait(reader_.Counters(municipality, "count", kNoDeadline));
  }
  std::vector<std::string> Texts() {
    std::vector<std::string> texts;
    const auto items = SyncWait(reader_.ScanAll(kCity, "by-text", "", kNoDeadline));
    for (const auto& item : *items) {
      EXPECT_EQ(item.sort_key, item.bytes);
      texts.push_back(item.bytes);
    }
    return texts;
  }

  test::RedisServer redis_;
  store::RedisStore source_{{.address = redis_.address(), .area = "participation"}};
  store::RedisStore store_{{.address = redis_.address(), .area = "reporting"}};
  EmbeddedBus bus_{redis_.address()};
  TextView view_;
  ViewReader reader_{store_, "texts"};
};

TEST_F(ViewRunnerTest, AViewFollowsEventsOfMunicipalitiesThatComeLater) {
  Publish("topic/1", "before the start");
  const auto runner = Run();
  CatchUp(*runner);
  EXPECT_THAT(Texts(), ElementsAre("before the start"));
  Publish("topic/1", "a change");
  Publish("topic/2", "another");
  Publish("topic/1", "elsewhere", 0, "lehe");
  CatchUp(*runner);
  EXPECT_THAT(Texts(), ElementsAre("a change", "another"));
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 2), Pair("topic/2", 1)));
  EXPECT_THAT(Counts("lehe"), ElementsAre(Pair("topic/1", 1)));
  EXPECT_EQ(*SyncWait(reader_.Get(kCity, "topic/2", kNoDeadline)), "another");
  EXPECT_EQ(*SyncWait(reader_.Get(kCity, "topic/3", kNoDeadline)), std::nullopt);
}

TEST_F(ViewRunnerTest, TwoRunnersAndRestartsCountEachEventOnce) {
  const auto first = Run();
  const auto second = Run();
  for (int i = 0; i < 200; ++i) {
    Publish(absl::StrCat("topic/", i % 3), absl::StrCat("text ", i));
    if (i == 100) {
      first->Stop();
      first->Start();
    }
  }
  CatchUp(*first);
  CatchUp(*second);
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/0", 67), Pair("topic/1", 67), Pair("topic/2", 66)));
  EXPECT_EQ(*first->Digest("texts", kCity), *first->Fold("texts", kCity));
}

TEST_F(ViewRunnerTest, AnEventDeliveredTwiceCountsOnce) {
  const auto runner = Run();
  Publish("topic/1", "one");
  CatchUp(*runner);
  // As a relay that repeats itself would send it: same version, new position.
  Happened happened;
  happened.set_id("one");
  redis_.Command({"XADD", "{bremerhaven}:participation:outbox", "*", "ce_id",
                  "bremerhaven/topic/1/1", "ce_subject", "topic/1", "ce_aggregateversion", "1",
                  "ce_type", Happened::descriptor()->full_name(), "data",
                  happened.SerializeAsString()});
  Publish("topic/1", "two");
  CatchUp(*runner);
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 2)));
  EXPECT_EQ(runner->Lags()[0].duplicates, 1);
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
}

TEST_F(ViewRunnerTest, AGapWaitsUntilTheMissingVersionCame) {
  const auto runner = Run();
  Publish("topic/1", "one");
  CatchUp(*runner);
  const auto send = [&](int version) {
    Happened happened;
    happened.set_id(absl::StrCat("version ", version));
    redis_.Command({"XADD", "{bremerhaven}:participation:outbox", "*", "ce_subject", "topic/1",
                    "ce_aggregateversion", absl::StrCat(version), "ce_type",
                    Happened::descriptor()->full_name(), "data", happened.SerializeAsString()});
  };
  send(4);
  EXPECT_TRUE(Eventually([&] { return runner->Lags()[0].waiting; }));
  EXPECT_THAT(runner->Lags()[0].cause, HasSubstr("version 2 of topic/1"));
  send(3);
  send(2);
  CatchUp(*runner);
  EXPECT_THAT(Texts(), ElementsAre("version 4"));
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 4)));
}

TEST_F(ViewRunnerTest, AnEventThatCannotBeAppliedParksItsAggregateAloneUntilRedriven) {
  view_.Refuse("bad");
  const auto runner = Run();
  Publish("topic/1", "good");
  Publish("topic/1", "bad");
  Publish("topic/1", "behind");
  Publish("topic/2", "other");
  CatchUp(*runner);
  EXPECT_THAT(Texts(), ElementsAre("good", "other"));
  const auto parked = runner->ListParked("texts", kCity);
  ASSERT_TRUE(parked.ok());
  ASSERT_THAT(*parked, SizeIs(1));
  EXPECT_EQ((*parked)[0].aggregate, "topic/1");
  EXPECT_EQ((*parked)[0].version, 2u);
  EXPECT_EQ((*parked)[0].events, 2);
  EXPECT_THAT((*parked)[0].cause, HasSubstr("not understood"));
  EXPECT_EQ(redis_.Command({"XLEN", "{bremerhaven}:reporting:dead"}), "1");

  EXPECT_TRUE(runner->Redrive("texts", kCity).ok()) << "not mended: stays parked";
  EXPECT_THAT(*runner->ListParked("texts", kCity), SizeIs(1));

  view_.Mend();
  EXPECT_TRUE(runner->Redrive("texts", kCity).ok());
  EXPECT_THAT(*runner->ListParked("texts", kCity), IsEmpty());
  Publish("topic/1", "later");
  CatchUp(*runner);
  EXPECT_THAT(Texts(), ElementsAre("later", "other"));
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 4), Pair("topic/2", 1)));
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
}

TEST_F(ViewRunnerTest, BytesThatAreNoMessageAreParked) {
  const auto runner = Run();
  PublishRaw("topic/1", Happened::descriptor()->full_name(), "\xff\xff\xff");
  PublishRaw("topic/2", "zwk.participation.v9.NotKnownYet", "whatever");
  CatchUp(*runner);
  const auto parked = *runner->ListParked("texts", kCity);
  ASSERT_THAT(parked, SizeIs(1));
  EXPECT_EQ(parked[0].aggregate, "topic/1");
}

TEST_F(ViewRunnerTest, WhatIsNotThereYetIsTriedAgain) {
  view_.Withhold("early");
  const auto runner = Run();
  Publish("topic/1", "early");
  Publish("topic/2", "behind it");
  EXPECT_TRUE(Eventually([&] {
    const auto lags = runner->Lags();
    return !lags.empty() && lags[0].waiting && view_.asked > 2;
  }));
  EXPECT_THAT(Texts(), IsEmpty());
  view_.Mend();
  CatchUp(*runner);
  EXPECT_THAT(Texts(), ElementsAre("behind it", "early"));
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 1), Pair("topic/2", 1)));
}

TEST_F(ViewRunnerTest, OneEventMayBringMoreThanACommitHolds) {
  const auto runner = Run();
  Publish("topic/1", "small");
  Publish("forecast/1", "large", 700);
  Publish("topic/2", "small too");
  CatchUp(*runner);
  const auto bulk = SyncWait(reader_.ScanAll(kCity, "bulk", "", kNoDeadline));
  ASSERT_TRUE(bulk.ok());
  EXPECT_THAT(*bulk, SizeIs(700));
  EXPECT_THAT(Counts(), ElementsAre(Pair("forecast/1", 1), Pair("topic/1", 1), Pair("topic/2", 1)));
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
}

TEST_F(ViewRunnerTest, WhatIsRedrivenMayBeMoreThanACommitHoldsAndOtherReplicasNotice) {
  view_.Refuse("bad");
  const auto first = Run();
  const auto second = Run();
  Publish("topic/1", "bad", 700);
  Publish("topic/1", "behind");
  CatchUp(*first);
  CatchUp(*second);
  ASSERT_THAT(*second->ListParked("texts", kCity), SizeIs(1));
  view_.Mend();
  EXPECT_TRUE(first->Redrive("texts", kCity).ok());
  EXPECT_THAT(*first->ListParked("texts", kCity), IsEmpty());
  EXPECT_THAT(*SyncWait(reader_.ScanAll(kCity, "bulk", "", kNoDeadline)), SizeIs(700));
  for (int i = 0; i < 20; ++i) Publish("topic/1", absl::StrCat("later ", i));
  CatchUp(*first);
  CatchUp(*second);
  EXPECT_THAT(*second->ListParked("texts", kCity), IsEmpty());
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 22)));
  EXPECT_EQ(*first->Digest("texts", kCity), *first->Fold("texts", kCity));
}

TEST_F(ViewRunnerTest, ARebuiltViewEqualsTheFoldAndNothingOfTheOldOneIsLeft) {
  const auto runner = Run();
  for (int i = 0; i < 300; ++i) Publish(absl::StrCat("topic/", i % 70), absl::StrCat("text ", i));
  CatchUp(*runner);
  const std::string before = *runner->Digest("texts", kCity);
  EXPECT_EQ(before, *runner->Fold("texts", kCity));
  // Somebody damages the live view; the rebuilt one is right again.
  redis_.Command({"HSET", "{bremerhaven}:reporting:d:view/texts/1/-/topic/1", "b", "damaged"});
  EXPECT_NE(*runner->Digest("texts", kCity), before);

  const absl::Status rebuilt = runner->Rebuild("texts", kCity, Soon());
  ASSERT_TRUE(rebuilt.ok()) << rebuilt;
  EXPECT_EQ(*runner->Digest("texts", kCity), before);
  EXPECT_EQ(redis_.Command({"KEYS", "*view/texts/1/*"}), "");

  Publish("topic/1", "after the switch");
  CatchUp(*runner);
  EXPECT_EQ(*SyncWait(reader_.Get(kCity, "topic/1", kNoDeadline)), "after the switch");
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
  ASSERT_TRUE(runner->Rebuild("texts", kCity, Soon()).ok()) << "and again";
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
}

TEST_F(ViewRunnerTest, WhatIsBeingRebuiltIsNotRebuiltASecondTimeMeanwhile) {
  Publish("topic/1", "a");
  const auto runner = Run();
  CatchUp(*runner);
  absl::Status second;
  const absl::Status first =
      runner->Rebuild("texts", kCity, Soon(), [&](const ViewRunner::Rebuilt&) {
        second = runner->Rebuild("texts", kCity, Soon());
        return true;
      });
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_EQ(second.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
  EXPECT_TRUE(runner->Rebuild("texts", kCity, Soon()).ok()) << "afterwards it is";
}

TEST_F(ViewRunnerTest, WhoeverDoesNotListenToARebuildHoldsUpNobody) {
  const auto runner = Run();
  Publish("topic/1", "one");
  CatchUp(*runner);
  int elsewhere = 0;
  const absl::Status rebuilt =
      runner->Rebuild("texts", kCity, Soon(), [&](const ViewRunner::Rebuilt&) {
        Publish("topic/1", absl::StrCat(++elsewhere), 0, "lehe");
        return Eventually([&] { return Counts("lehe")["topic/1"] == elsewhere; });
      });
  EXPECT_TRUE(rebuilt.ok()) << rebuilt;
  EXPECT_GT(elsewhere, 0);
}

TEST_F(ViewRunnerTest, ARebuildSwitchesWhileEventsKeepComing) {
  const auto runner = Run();
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) Publish(absl::StrCat("topic/", i % 5), absl::StrCat("text ", i));
  });
  EXPECT_TRUE(Eventually([&] { return view_.asked > 50; }));
  const absl::Status rebuilt = runner->Rebuild("texts", kCity, Soon());
  stop = true;
  writer.join();
  EXPECT_TRUE(rebuilt.ok()) << rebuilt;
  CatchUp(*runner);
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
}

// Ends sessions elsewhere: a process manager.
class Counter : public Consumer {
 public:
  std::string name() const override { return "counter"; }
  std::vector<std::string> areas() const override { return {"participation", "catalog"}; }
  Task<absl::Status> On(const Event& event) override {
    const std::lock_guard lock(mutex_);
    if (fail_first_ && ids_.insert(event.id).second) co_return absl::AbortedError("once more");
    done_.push_back(event.id);
    co_return absl::OkStatus();
  }
  std::vector<std::string> done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  bool fail_first_ = false;

 private:
  std::mutex mutex_;
  std::set<std::string> ids_;      // guarded by mutex_
  std::vector<std::string> done_;  // guarded by mutex_
};

TEST_F(ViewRunnerTest, AConsumerIsDoneOnceWithEachEventAndGoesOnAfterARestart) {
  Counter counter;
  counter.fail_first_ = true;
  {
    ViewRunner runner(store_, bus_);
    runner.Add(counter);
    runner.Start();
    Publish("topic/1", "a");
    Publish("topic/1", "b");
    CatchUp(runner);
  }
  EXPECT_THAT(counter.done(), ElementsAre("bremerhaven/topic/1/1", "bremerhaven/topic/1/2"));
  Publish("topic/1", "c");
  ViewRunner runner(store_, bus_);
  runner.Add(counter);
  runner.Start();
  CatchUp(runner);
  EXPECT_THAT(counter.done(), SizeIs(3));
  EXPECT_EQ(runner.Rebuild("counter", kCity, Soon()).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ViewRunnerTest, AViewGoesOnWhenRedisWasKilled) {
  const auto runner = Run();
  for (int i = 0; i < 50; ++i) Publish("topic/1", absl::StrCat("text ", i));
  redis_.Kill9();
  redis_.Restart();
  for (int i = 50; i < 60; ++i) Publish("topic/1", absl::StrCat("text ", i));
  CatchUp(*runner);
  EXPECT_THAT(Counts(), ElementsAre(Pair("topic/1", 60)));
}

TEST_F(ViewRunnerTest, WhatIsParkedIsNotInTheFoldEither) {
  view_.Refuse("bad");
  const auto runner = Run();
  Publish("topic/1", "good");
  Publish("topic/1", "bad");
  Publish("topic/1", "behind");
  Publish("topic/2", "other");
  CatchUp(*runner);
  EXPECT_EQ(*runner->Digest("texts", kCity), *runner->Fold("texts", kCity));
  EXPECT_EQ(runner->Lags()[0].parked, 1);
  view_.Withhold("other");
  EXPECT_EQ(runner->Fold("texts", kCity).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ViewRunnerTest, WhoIsBehindIsNamedWithTheCause) {
  view_.Withhold("early");
  const auto runner = Run();
  Publish("topic/1", "early");
  const absl::Status status = runner->CatchUp(SystemClock().Now() + std::chrono::milliseconds(50));
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(status.message()), HasSubstr("texts of participation in bremerhaven"));
  ASSERT_TRUE(Eventually([&] {
    const auto lags = runner->Lags();
    return !lags.empty() && lags[0].waiting;
  }));
  const absl::Status later = runner->CatchUp(SystemClock().Now() + std::chrono::milliseconds(50));
  EXPECT_THAT(std::string(later.message()), HasSubstr("texts: UNAVAILABLE: not yet"));
  view_.Mend();
  CatchUp(*runner);
}

TEST_F(ViewRunnerTest, WhatIsTriedAgainAndAgainIsSaidOnceAndThatItGoesOn) {
  using News = ViewRunner::News;
  std::mutex mutex;
  std::vector<News> told;  // guarded by mutex
  ViewRunner::Options options;
  options.retry_backoff = std::chrono::milliseconds(1);
  options.on_news = [&](const News& news) {
    const std::lock_guard lock(mutex);
    told.push_back(news);
  };
  view_.Withhold("early");
  view_.Refuse("bad");
  ViewRunner runner(store_, bus_, options);
  runner.Add(view_);
  runner.Start();
  Publish("topic/1", "early");
  Publish("topic/2", "bad");
  const auto kinds = [&] {
    const std::lock_guard lock(mutex);
    std::vector<News::Kind> kinds;
    for (const News& news : told) kinds.push_back(news.kind);
    return kinds;
  };
  ASSERT_TRUE(Eventually([&] { return view_.asked > 5; }));
  EXPECT_THAT(kinds(), ElementsAre(News::kWaits));
  EXPECT_TRUE(runner.Lags()[0].waiting) << "between two tries, too";
  view_.Mend();
  view_.Refuse("bad");
  CatchUp(runner);
  runner.Stop();
  ASSERT_THAT(kinds(), ElementsAre(News::kWaits, News::kGoesOn, News::kParked));
  EXPECT_THAT(told[0].cause, HasSubstr("not yet"));
  EXPECT_THAT(told[2].cause, HasSubstr("topic/2"));
}

TEST_F(ViewRunnerTest, LagsSayWhereEachPartitionStands) {
  const auto runner = Run();
  Publish("topic/1", "one");
  Publish("topic/1", "two");
  Publish("topic/1", "elsewhere", 0, "lehe");
  CatchUp(*runner);
  const auto lags = runner->Lags();
  ASSERT_THAT(lags, SizeIs(2));
  EXPECT_EQ(lags[0].view, "texts");
  EXPECT_EQ(lags[0].partition, (Partition{"participation", kCity}));
  EXPECT_EQ(lags[0].position, *bus_.Subscribe({"participation"})->Last(lags[0].partition));
  EXPECT_EQ(lags[0].applied, 2);
  EXPECT_EQ(lags[0].duplicates, 0);
  EXPECT_EQ(lags[0].parked, 0);
  EXPECT_FALSE(lags[0].waiting);
  EXPECT_EQ(lags[0].cause, "");
  EXPECT_GT(lags[0].last_event, SystemClock().Now() - std::chrono::minutes(10));
  EXPECT_EQ(lags[1].partition.municipality, "lehe");
  EXPECT_EQ(lags[1].applied, 1);
}

TEST_F(ViewRunnerTest, WhatIsAskedOfAViewNeedsOneThatRuns) {
  ViewRunner runner(store_, bus_);
  runner.Add(view_);
  EXPECT_EQ(runner.Redrive("texts", kCity).code(), absl::StatusCode::kFailedPrecondition);
  runner.Start();
  EXPECT_TRUE(runner.Redrive("texts", kCity).ok());
  runner.Stop();
  runner.Stop();
  EXPECT_EQ(runner.Redrive("texts", kCity).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(runner.Redrive("other", kCity).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(runner.Rebuild("other", kCity, Soon()).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(runner.Digest("other", kCity).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(runner.Fold("other", kCity).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(runner.ListParked("other", kCity).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ViewRunnerTest, ARedriveIsOfOneCity) {
  view_.Refuse("bad");
  const auto runner = Run();
  Publish("topic/1", "bad");
  Publish("topic/1", "bad", 0, "lehe");
  CatchUp(*runner);
  view_.Mend();
  EXPECT_TRUE(runner->Redrive("texts", "lehe").ok());
  EXPECT_THAT(*runner->ListParked("texts", "lehe"), IsEmpty());
  EXPECT_THAT(*runner->ListParked("texts", kCity), SizeIs(1));
  EXPECT_THAT(Counts("lehe"), ElementsAre(Pair("topic/1", 1)));
  EXPECT_THAT(Counts(), IsEmpty());
}

TEST_F(ViewRunnerTest, ARebuildThatTakesTooLongOrCannotGoOnLeavesTheViewAsItWas) {
  const auto runner = Run();
  Publish("topic/1", "one");
  CatchUp(*runner);
  EXPECT_EQ(runner->Rebuild("texts", kCity, SystemClock().Now() - std::chrono::seconds(1)).code(),
            absl::StatusCode::kDeadlineExceeded);
  view_.Withhold("one");
  const absl::Status stopped = runner->Rebuild("texts", kCity, Soon());
  EXPECT_EQ(stopped.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(stopped.message()), HasSubstr("not yet"));
  EXPECT_THAT(Texts(), ElementsAre("one"));
  view_.Mend();
  EXPECT_TRUE(runner->Rebuild("texts", kCity, Soon()).ok());
  EXPECT_EQ(redis_.Command({"GET", "{bremerhaven}:reporting:g:view/texts/live"}), "2");
  EXPECT_EQ(redis_.Command({"KEYS", "*view/texts/1/*"}), "");
}

}  // namespace
}  // namespace zwk::stream
