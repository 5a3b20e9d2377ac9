#include "platform/store/bulk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/store/redis_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/redis_server.h"

namespace zwk::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";
constexpr int kDocuments = 130;  // three parts

std::string Key(int i) { return absl::StrCat("n/", i); }

// Dies with the commit number `lives`: before it happened, or after it without telling.
class DyingStore : public test::ForwardingStore {
 public:
  DyingStore(Store& store, int lives, bool happened)
      : ForwardingStore(store), lives_(lives), happened_(happened) {}

  Task<absl::StatusOr<Outcome>> Apply(Commit commit, Time deadline) override {
    if (lives_-- > 0) co_return co_await ForwardingStore::Apply(std::move(commit), deadline);
    if (happened_ && lives_ == -1) {
      ZWK_CO_RETURN_IF_ERROR(
          (co_await ForwardingStore::Apply(std::move(commit), deadline)).status());
    }
    co_return absl::UnavailableError("dead");
  }
  Task<absl::StatusOr<ReadResult>> Get(std::string municipality, ReadSet reads,
                                       Time deadline) override {
    if (lives_ < 0) return Dead<ReadResult>();
    return ForwardingStore::Get(std::move(municipality), std::move(reads), deadline);
  }
  Task<absl::StatusOr<ScanPage>> Scan(std::string municipality, ScanQuery query,
                                      Time deadline) override {
    if (lives_ < 0) return Dead<ScanPage>();
    return ForwardingStore::Scan(std::move(municipality), std::move(query), deadline);
  }

 private:
  template <class T>
  static Task<absl::StatusOr<T>> Dead() {
    co_return absl::UnavailableError("dead");
  }

  int lives_;
  const bool happened_;
};

class BulkTest : public ::testing::Test {
 protected:
  // Stages the text for every document, as of the revision that is returned.
  Task<absl::StatusOr<std::string>> Stage(Bulk& bulk, std::string text) {
    std::string revision;
    for (int i = 0; i < kDocuments; ++i) {
      ReadSet reads;
      reads.documents.push_back(Key(i));
      reads.guards.emplace_back("revision");
      ZWK_CO_ASSIGN_OR_RETURN(const ReadResult read,
                              co_await bulk.Get(kCity, std::move(reads), kNoDeadline));
      if (i == 0) revision = read.guards[0];
      Commit commit(kCity);
      commit.Write(Key(i), read.documents[0].version, text);
      commit.Emit(Key(i), read.documents[0].event_version, "zwk.Test", text);
      if (!read.documents[0].exists()) commit.IndexAdd("all", "", Key(i));
      commit.SetGuard("revision", text);
      ZWK_CO_RETURN_IF_ERROR((co_await bulk.Apply(std::move(commit), kNoDeadline)).status());
    }
    ZWK_CO_RETURN_IF_ERROR(co_await bulk.Finish(kNoDeadline));
    co_return std::move(revision);
  }

  Task<absl::StatusOr<Outcome>> Flip(BulkStore& store, const Bulk& bulk, std::string revision) {
    Commit commit(kCity);
    commit.Guard("revision", std::move(revision));
    bulk.MakeValid(commit);
    return store.Apply(std::move(commit), kNoDeadline);
  }

  Task<absl::Status> Import(Store& under, std::string text) {
    BulkStore store(under);
    Bulk bulk(store, kCity, clock_);
    ZWK_CO_ASSIGN_OR_RETURN(std::string revision, co_await Stage(bulk, std::move(text)));
    ZWK_CO_ASSIGN_OR_RETURN(const Outcome outcome, co_await Flip(store, bulk, std::move(revision)));
    if (outcome.kind != Outcome::kDone) co_return absl::AbortedError(outcome.key);
    co_return co_await store.Settle(kCity, kNoDeadline);
  }

  // The texts of all documents, as another process sees them in one list, and in one reading.
  std::set<std::string> Listed() {
    BulkStore other(store_);
    const auto page = SyncWait(other.Scan(kCity, {.index = "all", .limit = 500}, kNoDeadline));
    EXPECT_TRUE(page.ok()) << page.status();
    std::set<std::string> texts;
    for (const auto& item : page->items) texts.insert(item.document.bytes);
    EXPECT_EQ(page->items.size(), texts.empty() ? 0 : kDocuments);
    return texts;
  }
  std::set<std::string> Read() {
    BulkStore other(store_);
    ReadSet reads;
    for (int i = 0; i < kDocuments; ++i) reads.documents.push_back(Key(i));
    const auto read = SyncWait(other.Get(kCity, reads, kNoDeadline));
    EXPECT_TRUE(read.ok()) << read.status();
    std::set<std::string> texts;
    for (const Document& document : read->documents) {
      if (document.exists()) texts.insert(document.bytes);
    }
    return texts;
  }

  std::vector<TailEntry> Events() {
    return *SyncWait(store_.Tail(kCity, "", 1'000'000, kNoDeadline));
  }

  test::RedisServer redis_;
  RedisStore store_{{.address = redis_.address(), .area = "catalog"}};
  ManualClock clock_;
};

TEST_F(BulkTest, WhereverItDiesNothingOrAllOfItIsThere) {
  std::string old;
  int fell_back = 0, rolled_forward = 0, number = 0;
  for (const bool happened : {false, true}) {
    bool survived = false;
    for (int lives = 0; !survived; ++lives) {
      const std::string text = absl::StrCat("import ", ++number);
      DyingStore dying(store_, lives, happened);
      const absl::Status status = SyncWait(Import(dying, text));
      survived = status.ok();
      const std::set<std::string> texts = number % 2 == 0 ? Listed() : Read();
      if (texts == std::set<std::string>{text}) {
        ++rolled_forward;
      } else {
        EXPECT_EQ(texts, old.empty() ? std::set<std::string>() : std::set<std::string>{old});
        EXPECT_FALSE(survived);
        ++fell_back;
        ASSERT_TRUE(SyncWait(Import(store_, text)).ok()) << "sending it again completes it";
        EXPECT_EQ(Listed(), std::set<std::string>{text});
      }
      old = text;
    }
  }
  // Three parts are staged and carried over; the commit between decides.
  EXPECT_EQ(fell_back, 4 + 3);
  EXPECT_EQ(rolled_forward, 4 + 5);
  // Every change was announced once, in order.
  std::map<std::string, int> versions;
  for (const TailEntry& event : Events()) {
    const std::string key = event.attributes.at("ce_subject");
    EXPECT_EQ(event.attributes.at("ce_aggregateversion"), absl::StrCat(++versions[key])) << key;
    EXPECT_EQ(event.data, absl::StrCat("import ", versions[key]));
  }
  EXPECT_THAT(versions, SizeIs(kDocuments));
  EXPECT_EQ(versions.begin()->second, number);
}

TEST_F(BulkTest, AReaderInAnotherProcessNeverSeesAPart) {
  ASSERT_TRUE(SyncWait(Import(store_, "import 0")).ok());
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0;
  std::thread reader([&] {
    while (!stop) {
      EXPECT_THAT(Listed(), SizeIs(1));
      EXPECT_THAT(Read(), SizeIs(1));
      ++reads;
    }
  });
  for (int n = 1; n <= 20 || reads < 20; ++n) {
    ASSERT_TRUE(SyncWait(Import(store_, absl::StrCat("import ", n))).ok());
  }
  stop = true;
  reader.join();
}

TEST_F(BulkTest, AChangeInBetweenComesBeforeOrAfterAllOfIt) {
  BulkStore store(store_);
  Bulk late(store, kCity, clock_);
  const auto revision = SyncWait(Stage(late, "late"));
  ASSERT_TRUE(revision.ok());
  Commit edit(kCity);
  edit.Write(Key(1), 0, "edit");
  edit.IndexAdd("all", "", Key(1));
  edit.SetGuard("revision", "edit");
  ASSERT_EQ(SyncWait(store.Apply(edit, kNoDeadline))->kind, Outcome::kDone);
  EXPECT_EQ(SyncWait(Flip(store, late, *revision))->kind, Outcome::kGuardFailed);
  EXPECT_THAT(Events(), IsEmpty());

  Bulk bulk(store, kCity, clock_);
  const auto now = SyncWait(Stage(bulk, "import"));
  ASSERT_TRUE(now.ok());
  ASSERT_EQ(SyncWait(Flip(store, bulk, *now))->kind, Outcome::kDone);
  // Valid, though nothing of it is in its documents: whoever comes now comes after it.
  Commit stale(kCity);
  stale.Write(Key(1), 1, "stale");
  EXPECT_EQ(SyncWait(store.Apply(stale, kNoDeadline))->kind, Outcome::kConflict);
  EXPECT_EQ(Read(), std::set<std::string>{"import"});
  Commit fresh(kCity);
  fresh.Write(Key(1), 2, "fresh");
  EXPECT_EQ(SyncWait(store.Apply(fresh, kNoDeadline))->kind, Outcome::kDone);
}

TEST_F(BulkTest, WhoComesAfterTheDecisionCarriesItOverOnce) {
  BulkStore store(store_);
  Bulk bulk(store, kCity, clock_);
  const auto revision = SyncWait(Stage(bulk, "import"));
  ASSERT_TRUE(revision.ok());
  ASSERT_EQ(SyncWait(Flip(store, bulk, *revision))->kind, Outcome::kDone);
  BulkStore other(store_);
  std::vector<Task<absl::StatusOr<ReadResult>>> readers;
  for (int i = 0; i < 32; ++i) {
    ReadSet reads;
    reads.documents.push_back(Key(kDocuments - 1));
    readers.push_back((i % 2 == 0 ? store : other).Get(kCity, reads, kNoDeadline));
  }
  for (const auto& read : SyncWait(WhenAll(std::move(readers)))) {
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->documents[0].bytes, "import");
  }
  EXPECT_THAT(Events(), SizeIs(kDocuments));
}

TEST_F(BulkTest, WhatIsValidIsCarriedOverHoweverFullTheOutboxIs) {
  RedisStore small{{.address = redis_.address(),
                    .area = "catalog",
                    .admit =
                        [](const Commit& commit) {
                          return commit.events().empty() ? absl::OkStatus()
                                                         : absl::ResourceExhaustedError("no more");
                        },
                    .outbox_limit = 5}};
  ASSERT_TRUE(SyncWait(Import(small, "taken over")).ok());
  EXPECT_EQ(Listed(), std::set<std::string>{"taken over"});
  EXPECT_THAT(Events(), SizeIs(kDocuments));
}

TEST_F(BulkTest, WhatACrashLeftBehindIsSweptADayLater) {
  DyingStore dying(store_, 2, false);
  EXPECT_FALSE(SyncWait(Import(dying, "lost")).ok());
  const auto staged = [this] {
    return SyncWait(store_.Scan(kCity, {.index = "bulk"}, kNoDeadline))->items;
  };
  EXPECT_THAT(staged(), SizeIs(2));
  ASSERT_TRUE(SyncWait(Import(store_, "next")).ok());
  EXPECT_THAT(staged(), SizeIs(2)) << "somebody may still be staging it";
  clock_.Advance(std::chrono::hours(25));
  ASSERT_TRUE(SyncWait(Import(store_, "day after")).ok());
  EXPECT_THAT(staged(), IsEmpty());
  EXPECT_EQ(Read(), std::set<std::string>{"day after"});
}

TEST_F(BulkTest, WhatABulkHoldsIsCarriedOverAsItWasWished) {
  Commit before(kCity);
  before.IndexAdd("names", "old", "n/1");
  before.SetGuard("gone", "x");
  ASSERT_TRUE(SyncWait(store_.Apply(std::move(before), kNoDeadline)).ok());
  BulkStore store(store_);
  Bulk bulk(store, kCity, clock_);
  Commit one(kCity);
  one.Create("n/1", "bytes", "origin");
  one.Emit("n/1", 0, "zwk.Created", "data");
  one.IndexAdd("names", "new", "n/1");
  one.IndexRemove("names", "old", "n/1");
  one.SetGuard("revision", "1");
  one.SetGuard("gone", "");
  one.Require("n/7", 3);
  one.Request({"request", "f"}, "left out");
  one.At(FromMicros(1'648'474'200'000'001));
  one.Trace("00-abc");
  ASSERT_TRUE(SyncWait(bulk.Apply(std::move(one), kNoDeadline)).ok());
  ASSERT_TRUE(SyncWait(bulk.Finish(kNoDeadline)).ok());
  EXPECT_EQ(*SyncWait(store.Epoch(kCity, kNoDeadline)), "");
  Commit flip(kCity);
  bulk.MakeValid(flip);
  ASSERT_TRUE(SyncWait(store.Apply(std::move(flip), kNoDeadline)).ok());
  const std::string epoch = *SyncWait(store.Epoch(kCity, kNoDeadline));
  EXPECT_NE(epoch, "");

  ReadSet reads;
  reads.documents = {"n/1", "bulk/" + epoch + "/0"};
  reads.guards = {"revision", "gone", "bulk/pending"};
  reads.request_id = "request";
  const auto read = SyncWait(store_.Get(kCity, std::move(reads), kNoDeadline));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->documents[0].bytes, "bytes");
  EXPECT_EQ(read->documents[0].origin, "origin");
  EXPECT_EQ(read->documents[0].version, 1u);
  EXPECT_FALSE(read->documents[1].exists()) << "nothing of it is left";
  EXPECT_THAT(read->guards, testing::ElementsAre("1", "", ""));
  EXPECT_FALSE(read->repeated.has_value());
  const auto names = SyncWait(store_.Scan(kCity, {.index = "names"}, kNoDeadline))->items;
  ASSERT_THAT(names, SizeIs(1));
  EXPECT_EQ(names[0].sort_key, "new");
  EXPECT_THAT(SyncWait(store_.Scan(kCity, {.index = "bulk"}, kNoDeadline))->items, IsEmpty());
  ASSERT_THAT(Events(), SizeIs(1));
  const TailEntry event = Events()[0];
  EXPECT_EQ(event.attributes.at("ce_id"), "bremerhaven/n/1/1");
  EXPECT_EQ(event.attributes.at("ce_type"), "zwk.Created");
  EXPECT_EQ(event.attributes.at("ce_time"), "2022-03-28T13:30:00.000001Z");
  EXPECT_EQ(event.attributes.at("ce_traceparent"), "00-abc");
  EXPECT_EQ(event.data, "data");
}

TEST_F(BulkTest, APartIsWhatOneCommitCanCarryOver) {
  BulkStore store(store_);
  const ScanQuery every_part{.index = "bulk", .limit = 500, .with_bytes = false};
  const auto parts = [&](int commits, const std::function<void(Commit&, int)>& fill) {
    Bulk bulk(store, kCity, clock_);
    const size_t before = SyncWait(store_.Scan(kCity, every_part, kNoDeadline))->items.size();
    for (int i = 0; i < commits; ++i) {
      Commit commit(kCity);
      fill(commit, i);
      EXPECT_TRUE(SyncWait(bulk.Apply(std::move(commit), kNoDeadline)).ok());
    }
    EXPECT_TRUE(SyncWait(bulk.Finish(kNoDeadline)).ok());
    return SyncWait(store_.Scan(kCity, every_part, kNoDeadline))->items.size() - before;
  };
  const auto write = [](Commit& commit, int i) { commit.Write(Key(i), 0, "x"); };
  EXPECT_EQ(parts(60, write), 1u);
  EXPECT_EQ(parts(61, write), 2u);
  const auto large = [](Commit& commit, int i) {
    commit.Write(Key(i), 0, std::string(1 << 19, 'x'));
  };
  EXPECT_EQ(parts(2, large), 1u);
  EXPECT_EQ(parts(3, large), 2u);
  const auto events = [](Commit& commit, int) {
    commit.Emit("n/1", 0, "zwk.Test", std::string(1 << 19, 'x'));
  };
  EXPECT_EQ(parts(3, events), 2u);
  const auto small = [](Commit& commit, int i) {
    commit.Emit("n/1", 0, "zwk.Test", "x");
    commit.IndexAdd("names", std::to_string(i), "n/1");
    commit.IndexRemove("names", "old", std::to_string(i));
  };
  EXPECT_EQ(parts(100, small), 1u);
  EXPECT_EQ(parts(101, small), 2u);
  EXPECT_EQ(parts(0, small), 0u);
}

TEST_F(BulkTest, ABulkWithoutChangesMakesNothingValid) {
  BulkStore store(store_);
  Bulk bulk(store, kCity, clock_);
  ASSERT_TRUE(SyncWait(bulk.Finish(kNoDeadline)).ok());
  Commit flip(kCity);
  bulk.MakeValid(flip);
  EXPECT_THAT(flip.set_guards(), IsEmpty());
}

TEST_F(BulkTest, WhatCannotBeCarriedOverIsSaidSoAndNotTriedForEver) {
  BulkStore store(store_);
  Bulk bulk(store, kCity, clock_);
  Commit wrong(kCity);
  wrong.Write("n/1", 7, "of a version that is not there");
  ASSERT_TRUE(SyncWait(bulk.Apply(std::move(wrong), kNoDeadline)).ok());
  ASSERT_TRUE(SyncWait(bulk.Finish(kNoDeadline)).ok());
  Commit flip(kCity);
  bulk.MakeValid(flip);
  ASSERT_TRUE(SyncWait(store_.Apply(std::move(flip), kNoDeadline)).ok());
  const absl::Status refused = SyncWait(store.Settle(kCity, kNoDeadline));
  EXPECT_EQ(refused.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("does not fit what is there"));

  for (const char* damaged : {"x", "x/0", "x/y/1", "x/0/z", "x/0/1/2", "none/0/1"}) {
    Commit commit(kCity);
    commit.SetGuard("bulk/pending", damaged);
    ASSERT_TRUE(SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok());
    EXPECT_EQ(SyncWait(store.Settle(kCity, kNoDeadline)).code(), absl::StatusCode::kDataLoss)
        << damaged;
  }
  Commit part(kCity);
  part.Write("bulk/none/0", 0, "\xff\xff");
  ASSERT_TRUE(SyncWait(store_.Apply(std::move(part), kNoDeadline)).ok());
  EXPECT_EQ(SyncWait(store.Settle(kCity, kNoDeadline)).code(), absl::StatusCode::kDataLoss);
}

TEST_F(BulkTest, WhatCannotBeStagedIsRefused) {
  BulkStore store(store_);
  Bulk bulk(store, kCity, clock_);
  Commit one(kCity);
  one.Write("n/1", 0, "a");
  ASSERT_TRUE(SyncWait(bulk.Apply(one, kNoDeadline)).ok());
  EXPECT_EQ(SyncWait(bulk.Apply(one, kNoDeadline)).status().code(),
            absl::StatusCode::kInvalidArgument);
  Commit deletes(kCity);
  deletes.Delete("n/2", 1);
  EXPECT_EQ(SyncWait(bulk.Apply(deletes, kNoDeadline)).status().code(),
            absl::StatusCode::kInvalidArgument);
  Commit foreign("lehe");
  foreign.Write("n/3", 0, "a");
  EXPECT_EQ(SyncWait(bulk.Apply(foreign, kNoDeadline)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(BulkTest, ABulkHoldsWritesEventsIndexEntriesAndGuardsThatAreSet) {
  BulkStore store(store_);
  Bulk bulk(store, kCity, clock_);
  const std::vector<std::function<void(Commit&)>> refused = {
      [](Commit& c) { c.Guard("g", "x"); }, [](Commit& c) { c.Add("c", "f", 1); },
      [](Commit& c) { c.Audit("x"); }, [](Commit& c) { c.DeadLetter("x"); }};
  for (const auto& part : refused) {
    Commit commit(kCity);
    commit.Write("n/1", 0, "a");
    part(commit);
    EXPECT_EQ(SyncWait(bulk.Apply(std::move(commit), kNoDeadline)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace zwk::store
