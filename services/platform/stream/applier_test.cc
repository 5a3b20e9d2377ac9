#include "platform/stream/applier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/store/redis_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/redis_server.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::stream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using Progress = Applier::Progress;

constexpr char kCity[] = "bremerhaven";

// Does what the data of an event say, a word at a time: "put a x", "delete a", "add c f 2",
// "list i s a", "unlist i s a", "puts 70" (so many documents), "adds 201" (so many counters),
// "lists 600" (so many index entries), "refuse", "wait".
class WordView : public View {
 public:
  std::string name() const override { return "words"; }
  std::vector<std::string> areas() const override { return {"participation"}; }

  Task<absl::Status> On(const Event& event, ViewChange& change) override {
    events.push_back(event);
    for (const absl::string_view line : absl::StrSplit(event.data, "; ")) {
      const std::vector<std::string> w = absl::StrSplit(line, ' ');
      const int count = w.size() > 1 ? std::atoi(w[1].c_str()) : 0;
      if (w[0] == "put") change.Put(w[1], w[2]);
      if (w[0] == "delete") change.Delete(w[1]);
      if (w[0] == "add") change.Add(w[1], w[2], std::stoi(w[3]));
      if (w[0] == "list") change.IndexAdd(w[1], w[2], w[3]);
      if (w[0] == "unlist") change.IndexRemove(w[1], w[2], w[3]);
      for (int i = 0; i < count && w[0] == "puts"; ++i) change.Put(absl::StrCat("many/", i), "x");
      for (int i = 0; i < count && w[0] == "adds"; ++i) change.Add("many", absl::StrCat(i), 1);
      for (int i = 0; i < count && w[0] == "lists"; ++i) {
        change.IndexAdd("many", absl::StrCat(i), "a");
      }
      if (w[0] == "refuse" && !mended) {
        co_return absl::FailedPreconditionError(absl::StrCat("no. ", ++refusals));
      }
      if (w[0] == "wait" && !mended) co_return absl::UnavailableError("not yet");
      if (w[0] == "get") {
        const auto found = co_await change.Get(w[1]);
        got.push_back(found.ok() ? found->value_or("none") : found.status().ToString());
      }
    }
    co_return absl::OkStatus();
  }

  bool mended = false;
  int refusals = 0;
  std::vector<Event> events;
  std::vector<std::string> got;
};

// Counts commits, and fails with UNAVAILABLE from commit number `lives` on.
class MortalStore : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Task<absl::StatusOr<store::Outcome>> Apply(store::Commit commit, Time deadline) override {
    if (lives-- <= 0) return Dead();
    ++commits;
    return ForwardingStore::Apply(std::move(commit), deadline);
  }
  Task<absl::StatusOr<store::ReadResult>> Get(std::string municipality, store::ReadSet reads,
                                              Time deadline) override {
    ++gets;
    return ForwardingStore::Get(std::move(municipality), std::move(reads), deadline);
  }

  int lives = 1'000'000;
  int commits = 0;
  int gets = 0;

 private:
  static Task<absl::StatusOr<store::Outcome>> Dead() { co_return absl::UnavailableError("dead"); }
};

class ApplierTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = std::make_unique<test::RedisServer>(); }
  static void TearDownTestSuite() { redis_.reset(); }
  void SetUp() override { redis_->Command({"FLUSHALL"}); }

  static Event Happened(const std::string& aggregate, uint64_t version, const std::string& data,
                        int position = 0) {
    Event event;
    event.id = absl::StrCat("bremerhaven/", aggregate, "/", version);
    event.area = "participation";
    event.municipality = kCity;
    event.aggregate = aggregate;
    event.version = version;
    event.type = "zwk.Test";
    event.time = FromMicros(1'648'474'200'123'456) + std::chrono::seconds(position);
    event.trace_parent = "00-abc";
    event.data = data;
    event.position = absl::StrCat(position, "-0");
    return event;
  }
  // Positions 1, 2, ... after what was made before.
  Event Next(const std::string& aggregate, uint64_t version, const std::string& data) {
    return Happened(aggregate, version, data, ++last_position_);
  }

  std::unique_ptr<Applier> Loaded(bool live = true) {
    auto applier = std::make_unique<Applier>(
        store_, view_, one_at_a_time_, Partition{"participation", kCity}, kFirstGeneration, live);
    EXPECT_TRUE(applier->Load().ok());
    return applier;
  }

  std::optional<std::string> Document(const std::string& key) {
    return *SyncWait(reader_.Get(kCity, key, kNoDeadline));
  }
  std::map<std::string, int64_t> Counter(const std::string& counter) {
    return *SyncWait(reader_.Counters(kCity, counter, kNoDeadline));
  }
  static std::string Redis(const std::string& command, const std::string& key) {
    return redis_->Command({command, "{bremerhaven}:reporting:" + key});
  }
  static std::string Size(const std::string& index) {
    return Redis("ZCARD", "i:view/words/1/" + index);
  }

  static inline std::unique_ptr<test::RedisServer> redis_;
  int last_position_ = 0;
  store::RedisStore redis_store_{{.address = redis_->address(), .area = "reporting"}};
  MortalStore store_{redis_store_};
  WordView view_;
  std::mutex one_at_a_time_;
  ViewReader reader_{redis_store_, "words"};
};

TEST(AskTest, AnEventThatWasGarbledForOneIsReadAnewByTheNext) {
  struct Reader : View {
    std::string name() const override { return "reader"; }
    std::vector<std::string> areas() const override { return {}; }
    Task<absl::Status> On(const Event& event, ViewChange&) override {
      if (unpacks) (void)Unpack<common::v1::EventEnvelope>(event);
      co_return absl::OkStatus();
    }
    bool unpacks = true;
  } reader;
  std::mutex one_at_a_time;
  EventChange change(nullptr);
  Event event;
  event.type = "zwk.common.v1.EventEnvelope";
  event.data = "\xff\xff\xff";
  const absl::Status garbled = Ask(reader, one_at_a_time, event, change);
  EXPECT_EQ(garbled.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(garbled.message(), "the bytes are no zwk.common.v1.EventEnvelope");
  reader.unpacks = false;
  EXPECT_TRUE(Ask(reader, one_at_a_time, event, change).ok());
}

TEST(AskTest, WhatMayPassByItselfIsTriedAgainAndNothingElse) {
  const std::set<int> passing = {static_cast<int>(absl::StatusCode::kUnavailable),
                                 static_cast<int>(absl::StatusCode::kDeadlineExceeded),
                                 static_cast<int>(absl::StatusCode::kResourceExhausted),
                                 static_cast<int>(absl::StatusCode::kAborted),
                                 static_cast<int>(absl::StatusCode::kCancelled)};
  for (int code = 0; code <= 16; ++code) {
    EXPECT_EQ(IsPassing(absl::Status(static_cast<absl::StatusCode>(code), "x")),
              passing.contains(code))
        << code;
  }
}

TEST_F(ApplierTest, WhatWasAppliedIsThereAndSoIsThePositionBehindIt) {
  const auto applier = Loaded();
  EXPECT_EQ(applier->position(), "");
  const Progress progress =
      applier->Apply({Next("topic/1", 1, "put a one; add c f 2; list i s a"),
                      Next("topic/2", 1, "put b two; add c f 3"),
                      Next("topic/1", 2, "put a three; add c g 0; add c h -1")},
                     256);
  EXPECT_EQ(progress.kind, Progress::kAdvanced);
  EXPECT_EQ(store_.commits, 1);
  EXPECT_EQ(Document("a"), "three");
  EXPECT_EQ(Document("b"), "two");
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 5), Pair("h", -1)));
  EXPECT_EQ(applier->position(), "3-0");
  EXPECT_EQ(applier->applied(), 3);
  EXPECT_EQ(applier->duplicates(), 0);
  EXPECT_EQ(applier->last_event(), Happened("", 0, "", 3).time);
  EXPECT_EQ(Loaded()->position(), "3-0");
  EXPECT_EQ(Size("all/documents"), "2");
  EXPECT_EQ(Size("all/counters"), "1");
  EXPECT_EQ(Size("all/indexes"), "1");
}

TEST_F(ApplierTest, NothingNewIsNoCommit) {
  const auto applier = Loaded();
  EXPECT_EQ(applier->Apply({}, 256).kind, Progress::kAdvanced);
  EXPECT_EQ(store_.commits, 0);
}

TEST_F(ApplierTest, ADuplicateMovesThePositionAndNothingElse) {
  const auto applier = Loaded();
  applier->Apply({Next("topic/1", 1, "add c f 1"), Next("topic/1", 2, "add c f 1")}, 256);
  const Time last = applier->last_event();
  EXPECT_EQ(
      applier->Apply({Next("topic/1", 1, "add c f 1"), Next("topic/1", 2, "add c f 1")}, 256).kind,
      Progress::kAdvanced);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 2)));
  EXPECT_EQ(applier->position(), "4-0");
  EXPECT_EQ(Loaded()->position(), "4-0");
  EXPECT_EQ(applier->applied(), 2);
  EXPECT_EQ(applier->duplicates(), 2);
  EXPECT_EQ(applier->last_event(), last);
  EXPECT_THAT(view_.events, SizeIs(2)) << "the view is not asked";
  // Another process knows it as well.
  EXPECT_EQ(Loaded()->Apply({Next("topic/1", 2, "add c f 1")}, 256).kind, Progress::kAdvanced);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 2)));
}

TEST_F(ApplierTest, SoManyEventsAsWantedShareACommit) {
  std::vector<Event> events;
  for (uint64_t version = 1; version <= 7; ++version) {
    events.push_back(Next("topic/1", version, "add c f 1"));
  }
  const auto applier = Loaded();
  EXPECT_EQ(applier->Apply(events, 3).kind, Progress::kAdvanced);
  EXPECT_EQ(store_.commits, 3);
  EXPECT_EQ(applier->applied(), 7);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 7)));
}

TEST_F(ApplierTest, AViewSeesWhatEarlierEventsHaveDone) {
  const auto applier = Loaded();
  applier->Apply({Next("topic/1", 1, "get a; put a one; get a"),
                  Next("topic/1", 2, "get a; delete a; get a"), Next("topic/1", 3, "get a")},
                 256);
  EXPECT_THAT(view_.got, ElementsAre("none", "one", "one", "none", "none"));
  view_.got.clear();
  applier->Apply({Next("topic/1", 4, "put a two; put b three")}, 256);
  applier->Apply({Next("topic/1", 5, "get a; get b; delete b")}, 256);
  Loaded()->Apply({Next("topic/1", 6, "get a; get b")}, 256);
  EXPECT_THAT(view_.got, ElementsAre("two", "three", "two", "none"));
}

TEST_F(ApplierTest, ADocumentThatGoesAndComesIsListedWhenItIsThere) {
  const auto applier = Loaded();
  const auto listed = [&](uint64_t version, const std::string& data) {
    EXPECT_EQ(applier->Apply({Next("topic/1", version, data)}, 256).kind, Progress::kAdvanced);
    return Size("all/documents");
  };
  EXPECT_EQ(listed(1, "put a x; put b x"), "2");
  EXPECT_EQ(listed(2, "delete a"), "1");
  EXPECT_EQ(Document("a"), std::nullopt);
  EXPECT_EQ(listed(3, "put a y"), "2");
  EXPECT_EQ(Document("a"), "y");
  EXPECT_EQ(listed(4, "list i s a; list i t b"), "2");
  EXPECT_EQ(Size("-/i"), "2");
  EXPECT_EQ(listed(5, "unlist i s a"), "2");
  EXPECT_EQ(Size("-/i"), "1");
}

TEST_F(ApplierTest, AGapIsNamedAndWhatWasMissingIsAppliedWithoutMovingOn) {
  const auto applier = Loaded();
  const Progress gap =
      applier->Apply({Next("topic/1", 1, "add c f 1"), Next("topic/1", 4, "add c f 1"),
                      Next("topic/2", 1, "add c f 100")},
                     256);
  EXPECT_EQ(gap.kind, Progress::kGap);
  EXPECT_EQ(gap.aggregate, "topic/1");
  EXPECT_EQ(gap.missing, 2u);
  EXPECT_EQ(gap.cause, "version 2 of topic/1 is missing");
  EXPECT_EQ(applier->position(), "1-0");
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 1)));
  for (const uint64_t version : {2, 3}) {
    EXPECT_EQ(applier->ApplyAhead(Happened("topic/1", version, "add c f 1", 50)).kind,
              Progress::kAdvanced);
    EXPECT_EQ(applier->position(), "1-0");
  }
  EXPECT_EQ(Loaded()->position(), "1-0");
  EXPECT_EQ(Loaded()->Apply({Happened("topic/1", 4, "add c f 1", 2)}, 256).kind,
            Progress::kAdvanced);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 4)));
}

TEST_F(ApplierTest, OfTwoThatStandAtOnePlaceOneGetsThrough) {
  const auto first = Loaded(), second = Loaded();
  const std::vector<Event> events = {Next("topic/1", 1, "add c f 1")};
  EXPECT_EQ(first->Apply(events, 256).kind, Progress::kAdvanced);
  const Progress fenced = second->Apply(events, 256);
  EXPECT_EQ(fenced.kind, Progress::kFenced);
  EXPECT_THAT(fenced.cause, HasSubstr("position/participation was moved"));
  ASSERT_TRUE(second->Load().ok());
  EXPECT_EQ(second->position(), "1-0");
  EXPECT_EQ(second->Apply({events[0], Next("topic/1", 2, "add c f 1")}, 256).kind,
            Progress::kAdvanced);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 2)));
}

TEST_F(ApplierTest, AGenerationThatIsNotReadAnyMoreGoesOnOnlyIfItIsBeingBuilt) {
  const auto live = Loaded(true), built = Loaded(false);
  store::Commit flip(kCity);
  flip.SetGuard(LiveKey("words"), "2");
  ASSERT_TRUE(SyncWait(redis_store_.Apply(std::move(flip), kNoDeadline)).ok());
  EXPECT_EQ(live->Apply({Happened("topic/1", 1, "add c f 1", 1)}, 256).kind, Progress::kFenced);
  EXPECT_EQ(built->Apply({Happened("topic/1", 1, "add c f 1", 1)}, 256).kind, Progress::kAdvanced);
}

TEST_F(ApplierTest, WhatPassesByItselfHoldsUpEverythingBehindIt) {
  const auto applier = Loaded();
  const std::vector<Event> events = {Next("topic/1", 1, "add c f 1"),
                                     Next("topic/2", 1, "wait; add c f 10"),
                                     Next("topic/3", 1, "add c f 100")};
  const Progress retry = applier->Apply(events, 256);
  EXPECT_EQ(retry.kind, Progress::kRetry);
  EXPECT_THAT(retry.cause, HasSubstr("not yet"));
  EXPECT_EQ(applier->position(), "1-0");
  EXPECT_THAT(applier->parked(), IsEmpty());
  EXPECT_EQ(Redis("XLEN", "dead"), "0");
  view_.mended = true;
  EXPECT_EQ(applier->Apply({events[1], events[2]}, 256).kind, Progress::kAdvanced);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 111)));
}

TEST_F(ApplierTest, WhatCannotBeAppliedWaitsWithAllBehindItUntilItIsRedrivenInOrder) {
  std::vector<Event> events;
  for (uint64_t version = 1; version <= 12; ++version) {
    events.push_back(Next("topic/1", version, version == 2 ? "refuse; add c f 1" : "add c f 1"));
    events.push_back(Next("topic/2", version, version == 12 ? "refuse" : "add c g 1"));
  }
  auto applier = Loaded();
  EXPECT_EQ(applier->Apply(events, 256).kind, Progress::kAdvanced);
  EXPECT_EQ(applier->position(), "24-0");
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 1), Pair("g", 11)));
  EXPECT_EQ(Redis("XLEN", "dead"), "2") << "those that only wait are no dead letters";
  const auto is_parked = [](const Applier& by, const std::string& refusal) {
    ASSERT_THAT(by.parked(), SizeIs(2));
    EXPECT_THAT(by.parked().at("topic/1").cause, HasSubstr(refusal));
    EXPECT_EQ(by.parked().at("topic/1").version, 2u);
    EXPECT_EQ(by.parked().at("topic/1").events, 11);
    EXPECT_EQ(by.parked().at("topic/2").version, 12u);
    EXPECT_EQ(by.parked().at("topic/2").events, 1);
  };
  is_parked(*applier, "no. 1");
  applier = Loaded();
  is_parked(*applier, "no. 1");

  view_.events.clear();
  EXPECT_TRUE(applier->Redrive().ok());
  is_parked(*applier, "no. 3");  // its latest cause
  EXPECT_THAT(view_.events, SizeIs(2)) << "what waits behind is not asked";

  view_.mended = true;
  view_.events.clear();
  EXPECT_TRUE(applier->Redrive().ok());
  EXPECT_THAT(applier->parked(), IsEmpty());
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 12), Pair("g", 11)));
  ASSERT_THAT(view_.events, SizeIs(12));
  for (uint64_t i = 0; i < 11; ++i) EXPECT_EQ(view_.events[i].version, i + 2);
  const Event &first = events[2], &again = view_.events[0];
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.area, first.area);
  EXPECT_EQ(again.municipality, first.municipality);
  EXPECT_EQ(again.aggregate, first.aggregate);
  EXPECT_EQ(again.type, first.type);
  EXPECT_EQ(again.time, first.time);
  EXPECT_EQ(again.trace_parent, first.trace_parent);
  EXPECT_EQ(again.data, first.data);
  EXPECT_EQ(again.position, first.position);

  EXPECT_EQ(Size("parked"), "0");
  EXPECT_TRUE(applier->Redrive().ok()) << "nothing is left";
  EXPECT_EQ(applier->position(), "24-0");
  EXPECT_EQ(applier->Apply({Next("topic/1", 13, "add c f 1")}, 256).kind, Progress::kAdvanced);
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 13), Pair("g", 11)));
}

TEST_F(ApplierTest, MoreThanAPageOfParkedEventsIsKnownAndRedriven) {
  std::vector<Event> events;
  for (uint64_t version = 1; version <= 501; ++version) {
    events.push_back(Next("topic/1", version, version == 1 ? "refuse" : "add c f 1"));
  }
  const auto applier = Loaded();
  const Progress parked = applier->Apply(events, 256);
  ASSERT_EQ(parked.kind, Progress::kAdvanced) << parked.cause;
  EXPECT_EQ(Loaded()->parked().at("topic/1").events, 501);
  view_.mended = true;
  EXPECT_TRUE(applier->Redrive().ok());
  EXPECT_THAT(applier->parked(), IsEmpty());
  EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 500)));
}

TEST_F(ApplierTest, AParkedEventThatIsDamagedIsSaidSo) {
  const auto applier = Loaded();
  applier->Apply({Next("topic/1", 1, "refuse")}, 256);
  redis_->Command({"HSET", "{bremerhaven}:reporting:d:view/words/1/parked/participation/topic/1/1",
                   "b", "\xff\xff\xff"});
  EXPECT_EQ(applier->Redrive().code(), absl::StatusCode::kDataLoss);
}

TEST_F(ApplierTest, TwoHundredCountersOfOneEventAreTheMost) {
  const auto applier = Loaded();
  applier->Apply({Next("topic/1", 1, "adds 200"), Next("topic/2", 1, "adds 201")}, 256);
  EXPECT_THAT(Counter("many"), SizeIs(200));
  ASSERT_THAT(applier->parked(), SizeIs(1));
  EXPECT_THAT(applier->parked().at("topic/2").cause, HasSubstr("too many counters"));
}

// Documents and index entries of one event may take many commits; its counters and the position
// come last. Wherever it dies, it counts once in the end.
TEST_F(ApplierTest, WhereverItDiesEachEventCountsOnce) {
  const std::vector<Event> events = {
      Next("topic/1", 1, "add c f 1; put a x; list i s a"),
      Next("topic/2", 1, "puts 150; lists 700; adds 199; add c f 10"),
      Next("topic/3", 1, "puts 64; add c f 100"), Next("topic/3", 2, "lists 255; add c f 1000"),
      Next("topic/1", 2, "delete a; unlist i s a; add c f 10000")};
  int commits = 0;
  for (int lives = 0; lives <= commits; ++lives) {
    SetUp();
    store_.lives = lives;
    store_.commits = 0;
    auto applier = Loaded();
    const Progress first = applier->Apply(events, 256);
    EXPECT_EQ(first.kind, lives < commits || lives == 0 ? Progress::kRetry : Progress::kAdvanced)
        << lives;
    store_.lives = 1'000'000;
    ASSERT_TRUE(applier->Load().ok());
    const Progress second = applier->Apply(events, 256);
    EXPECT_EQ(second.kind, Progress::kAdvanced) << second.cause;
    EXPECT_EQ(applier->position(), "5-0");
    EXPECT_THAT(Counter("c"), ElementsAre(Pair("f", 11'111)));
    EXPECT_THAT(Counter("many"), SizeIs(199));
    EXPECT_EQ(Counter("many")["7"], 1);
    EXPECT_EQ(Document("a"), std::nullopt);
    EXPECT_EQ(Document("many/149"), "x");
    EXPECT_EQ(Size("-/many"), "700");
    EXPECT_EQ(Size("-/i"), "0");
    EXPECT_EQ(Size("all/documents"), "150");
    EXPECT_EQ(Size("all/indexes"), "2");
    EXPECT_EQ(Size("all/counters"), "2");
    if (lives == 0) commits = store_.commits;
  }
  EXPECT_GT(commits, 4);
}

}  // namespace
}  // namespace zwk::stream
