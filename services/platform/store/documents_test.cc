#include "platform/store/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/base/cancellation.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A list of names: small enough to see the repository, not the domain.
struct ListOpened {
  std::string title;
};
struct NameAdded {
  std::string name;
};
using ListEvent = std::variant<ListOpened, NameAdded>;

struct List {
  std::string title;
  std::vector<std::string> names;

  absl::StatusOr<NameAdded> AddName(const std::string& name) const {
    if (names.size() >= 300) return absl::FailedPreconditionError("the list is full");
    return NameAdded{name};
  }
  void Apply(const ListEvent& event) {
    if (const auto* opened = std::get_if<ListOpened>(&event)) title = opened->title;
    if (const auto* added = std::get_if<NameAdded>(&event)) names.push_back(added->name);
  }
};

class ListCodec : public Codec<List, ListEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(Place, const List& list) override {
    co_return absl::StrCat(list.title, "|", absl::StrJoin(list.names, ","));
  }
  Task<absl::StatusOr<List>> Decode(Place, std::string bytes) override {
    const std::vector<std::string> parts = absl::StrSplit(bytes, '|');
    List list;
    list.title = parts[0];
    list.names = absl::StrSplit(parts[1], ',', absl::SkipEmpty());
    co_return list;
  }
  Task<absl::StatusOr<EncodedEvent>> EncodeEvent(Place place, const ListEvent& event) override {
    co_return EncodedEvent{event.index() == 0 ? "zwk.ListOpened" : "zwk.NameAdded",
                           absl::StrCat(place.version)};
  }
  std::vector<IndexEntry> Indexes(const List& list) override { return {{"lists", list.title}}; }
};

class DocumentsTest : public ::testing::Test {
 protected:
  static Caller CallerWith(const std::string& request_id, const std::string& content) {
    Caller caller;
    caller.municipality = "bremerhaven";
    if (!request_id.empty()) caller.request = {request_id, Sha256Hex(content)};
    return caller;
  }

  auto Open(const std::string& id, const std::string& title, const std::string& request_id) {
    auto decide = [title](const List&) -> absl::StatusOr<Decision<ListEvent>> {
      return ListOpened{title};
    };
    return SyncWait(lists_.Create(CallerWith(request_id, id + title), id, decide));
  }

  auto AddName(const std::string& id, const std::string& name, const std::string& request_id,
               uint64_t expected_version = 0) {
    auto decide = [name](const List& list) { return list.AddName(name); };
    return SyncWait(lists_.Change(CallerWith(request_id, id + name), id, expected_version, decide));
  }

  size_t Events() { return SyncWait(store_.Tail("bremerhaven", "", 1000, kNoDeadline))->size(); }

  test::RedisServer redis_;
  RedisStore store_{{.address = redis_.address(), .area = "participation"}};
  ListCodec codec_;
  SystemClock clock_;
  Documents<List, ListEvent> lists_{store_, codec_, "list", clock_};
};

TEST_F(DocumentsTest, WhatIsCreatedAndChangedIsLoaded) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  const auto changed = AddName("1", "Asya", "r2");
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->version, 2u);
  const auto loaded = SyncWait(lists_.Load(CallerWith("", ""), "1"));
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->version, 2u);
  EXPECT_THAT(loaded->value.names, ElementsAre("Asya"));
  EXPECT_EQ(Events(), 2u);
}

TEST_F(DocumentsTest, WhatDoesNotExistIsNotFound) {
  EXPECT_EQ(SyncWait(lists_.Load(CallerWith("", ""), "1")).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(AddName("1", "Asya", "r1").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(Open("1", "guests", "r2").ok());
  Caller foreign = CallerWith("", "");
  foreign.municipality = "lehe";
  EXPECT_EQ(SyncWait(lists_.Load(foreign, "1")).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(DocumentsTest, ARepeatedRequestGetsTheFirstAnswerNotANewReading) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  ASSERT_TRUE(AddName("1", "Asya", "r2").ok());
  ASSERT_TRUE(AddName("1", "Ben", "r3").ok());
  const auto again = AddName("1", "Asya", "r2");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->version, 2u);
  EXPECT_THAT(again->value.names, ElementsAre("Asya"));
  EXPECT_EQ(Events(), 3u);
}

TEST_F(DocumentsTest, ARequestIdWithOtherContentIsRefused) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  ASSERT_TRUE(AddName("1", "Asya", "r2").ok());
  const absl::Status status = AddName("1", "Ben", "r2").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED");
  EXPECT_EQ(Events(), 2u);
}

TEST_F(DocumentsTest, CreatingTheSameAgainAnswersTheExistingThing) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  ASSERT_TRUE(AddName("1", "Asya", "r2").ok());
  const auto again = Open("1", "guests", "r3");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->value.names, ElementsAre("Asya"));
  const absl::Status other = Open("1", "members", "r4").status();
  EXPECT_EQ(other.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(other), "ID_TAKEN");
  EXPECT_EQ(Events(), 2u);
}

TEST_F(DocumentsTest, AnExpectedVersionThatIsNotTheStoredOneAborts) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  ASSERT_TRUE(AddName("1", "Asya", "r2", 1).ok());
  const absl::Status status = AddName("1", "Ben", "r3", 1).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "VERSION_MISMATCH");
  EXPECT_THAT(std::string(status.message()), HasSubstr("has version 2"));
}

TEST_F(DocumentsTest, ARefusalChangesNothingAndIsNotRemembered) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  auto refuse = [](const List&) -> absl::StatusOr<Decision<ListEvent>> {
    return absl::FailedPreconditionError("not today");
  };
  EXPECT_EQ(SyncWait(lists_.Change(CallerWith("r2", "1Asya"), "1", 0, refuse)).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(AddName("1", "Asya", "r2").ok()) << "the same request may succeed later";
}

TEST_F(DocumentsTest, ADecisionWithoutEventsKeepsTheVersionAndRemembersTheRequest) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  auto nothing = [](const List&) -> absl::StatusOr<Decision<ListEvent>> {
    return Decision<ListEvent>();
  };
  const auto same = SyncWait(lists_.Change(CallerWith("r2", "x"), "1", 0, nothing));
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(same->version, 1u);
  EXPECT_EQ(Events(), 1u);
  ASSERT_TRUE(AddName("1", "Asya", "r3").ok());
  EXPECT_EQ(SyncWait(lists_.Change(CallerWith("r2", "x"), "1", 0, nothing))->version, 1u);
}

TEST_F(DocumentsTest, APutCreatesOrChanges) {
  auto put = [](const List& list) { return list.AddName("Asya"); };
  EXPECT_EQ(SyncWait(lists_.Put(CallerWith("r1", "x"), "7", put))->version, 1u);
  EXPECT_EQ(SyncWait(lists_.Put(CallerWith("r2", "x"), "7", put))->version, 2u);
}

// Lists are closed by a guard that no decision reads.
class ClosableCodec : public ListCodec {
 public:
  void Complete(Commit& commit, const std::string&, const List&, const List&,
                const std::vector<ListEvent>&) override {
    commit.Guard("closed", "", absl::FailedPreconditionError("the lists are closed"));
  }
};

TEST_F(DocumentsTest, AGuardThatTheDecisionDoesNotReadRefusesInItsOwnWords) {
  ClosableCodec codec;
  Documents<List, ListEvent> lists(store_, codec, "list", clock_);
  auto open = [](const List&) -> absl::StatusOr<Decision<ListEvent>> {
    return ListOpened{"guests"};
  };
  ASSERT_TRUE(SyncWait(lists.Create(CallerWith("r1", "x"), "1", open)).ok());
  Commit close("bremerhaven");
  close.SetGuard("closed", "yes");
  ASSERT_TRUE(SyncWait(store_.Apply(std::move(close), kNoDeadline)).ok());
  const auto refused = SyncWait(lists.Create(CallerWith("r2", "y"), "2", open));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(refused.status().message(), "the lists are closed");
  EXPECT_TRUE(SyncWait(lists.Create(CallerWith("r1", "x"), "1", open)).ok())
      << "carried out before it was closed";
}

TEST_F(DocumentsTest, TheIndexFollowsTheState) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  ASSERT_TRUE(Open("2", "members", "r2").ok());
  auto rename = [](const List&) -> absl::StatusOr<Decision<ListEvent>> {
    return ListOpened{"old guests"};
  };
  ASSERT_TRUE(SyncWait(lists_.Change(CallerWith("r3", "x"), "1", 0, rename)).ok());
  const auto page = SyncWait(lists_.List(CallerWith("", ""), "lists", "", 10, ""));
  ASSERT_TRUE(page.ok());
  ASSERT_THAT(page->items, SizeIs(2));
  EXPECT_EQ(page->items[0].value.title, "members");
  EXPECT_EQ(page->items[1].value.title, "old guests");
}

TEST_F(DocumentsTest, ParallelChangesOfOneDocumentAllHappenOnce) {
  ASSERT_TRUE(Open("1", "guests", "r1").ok());
  constexpr int kWriters = 64;
  std::vector<Task<absl::StatusOr<Stored<List>>>> changes;
  for (int i = 0; i < kWriters; ++i) {
    auto decide = [i](const List& list) { return list.AddName(absl::StrCat("n", i)); };
    changes.push_back(
        lists_.Change(CallerWith(absl::StrCat("c", i), absl::StrCat(i)), "1", 0, decide));
  }
  int done = 0;
  for (const auto& result : SyncWait(WhenAll(std::move(changes)))) {
    if (result.ok()) {
      ++done;
    } else {
      EXPECT_EQ(result.status().code(), absl::StatusCode::kAborted) << result.status();
    }
  }
  const auto loaded = SyncWait(lists_.Load(CallerWith("", ""), "1"));
  EXPECT_THAT(loaded->value.names, SizeIs(done));
  EXPECT_EQ(loaded->version, 1u + done);
  EXPECT_GT(done, kWriters / 2);
}

TEST(PageLimitTest, APageHasFiftyUnlessSaidAndFiveHundredAtMost) {
  EXPECT_EQ(*PageLimit(0), 50);
  EXPECT_EQ(*PageLimit(1), 1);
  EXPECT_EQ(*PageLimit(500), 500);
  EXPECT_EQ(*PageLimit(501), 500);
  EXPECT_EQ(FieldOf(PageLimit(-1).status()), "page_size");
}

TEST(AnswerTest, AnAnswerIsUnpackedWithItsVersionAndACutOneIsSaidSo) {
  for (const char* bytes : {"", "bytes"}) {
    const auto document = UnpackAnswer(PackAnswer(1'000'000'007, bytes));
    ASSERT_TRUE(document.ok());
    EXPECT_EQ(document->version, 1'000'000'007u);
    EXPECT_EQ(document->bytes, bytes);
  }
  EXPECT_EQ(UnpackAnswer("1234567").status().code(), absl::StatusCode::kDataLoss);
}

// Says the same to every commit.
class StubbornStore : public Store {
 public:
  explicit StubbornStore(Outcome outcome) : outcome_(std::move(outcome)) {}
  Task<absl::StatusOr<Outcome>> Apply(Commit, Time) override {
    ++commits;
    co_return outcome_;
  }
  Task<absl::StatusOr<ReadResult>> Get(std::string, ReadSet, Time) override {
    co_return ReadResult{};
  }
  Task<absl::StatusOr<ScanPage>> Scan(std::string, ScanQuery, Time) override {
    co_return ScanPage{};
  }
  Task<absl::StatusOr<std::vector<TailEntry>>> Tail(std::string, std::string, int, Time) override {
    co_return std::vector<TailEntry>{};
  }
  Task<absl::StatusOr<std::vector<std::string>>> Municipalities(Time) override {
    co_return std::vector<std::string>{};
  }
  Task<absl::Status> CheckWritable(Time) override { co_return absl::OkStatus(); }

  int commits = 0;

 private:
  const Outcome outcome_;
};

absl::StatusOr<std::string> Transacted(Store& store, const Caller& caller) {
  Prepare prepare = [](ReadResult) {
    Commit commit("bremerhaven");
    commit.Guard("phase", "VOTING", absl::FailedPreconditionError("the vote is over"));
    commit.Guard("open", "yes");
    return ReadyTask<Prepared>(Prepared{std::move(commit), "this answer"});
  };
  return SyncWait(Transact(store, caller, {}, std::move(prepare)));
}

TEST(TransactTest, WhatTheStoreSaysIsTheAnswerOrTheRefusal) {
  const auto answered = [](Outcome outcome) {
    StubbornStore store(std::move(outcome));
    auto answer = Transacted(store, {});
    EXPECT_EQ(store.commits, 1);
    return answer;
  };
  EXPECT_EQ(*answered({.kind = Outcome::kDone}), "this answer");
  EXPECT_EQ(*answered({.kind = Outcome::kRepeated, .answer = "the first answer"}),
            "the first answer");
  EXPECT_EQ(ReasonOf(answered({.kind = Outcome::kRequestReused}).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(answered({.kind = Outcome::kGuardFailed, .key = "phase"}).status().message(),
            "the vote is over");
}

TEST(TransactTest, WhatKeepsChangingIsGivenUpAfterAWhileAndNamed) {
  for (const Outcome& outcome : {Outcome{.kind = Outcome::kConflict, .key = "board/1"},
                                 Outcome{.kind = Outcome::kGuardFailed, .key = "open"}}) {
    StubbornStore store(outcome);
    const absl::Status status = Transacted(store, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
    EXPECT_EQ(ReasonOf(status), "CONCURRENT_CHANGE");
    EXPECT_THAT(std::string(status.message()), HasSubstr("'" + outcome.key + "' kept changing"));
    EXPECT_EQ(store.commits, 48);
  }
}

TEST(TransactTest, WhatIsNoLongerWantedDoesNotStart) {
  StubbornStore store({.kind = Outcome::kDone});
  const CancellationSource source;
  source.Cancel();
  Caller caller;
  caller.cancellation = source.token();
  EXPECT_EQ(Transacted(store, caller).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(store.commits, 0);
}

}  // namespace
}  // namespace zwk::store
