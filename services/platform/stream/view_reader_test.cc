#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "platform/stream/view.h"
#include "platform/stream/view_keys.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/redis_server.h"

namespace zwk::stream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";

// Does something each time before the store is asked, as another process would.
class InterruptedStore : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Task<absl::StatusOr<store::ReadResult>> Get(std::string municipality, store::ReadSet reads,
                                              Time deadline) override {
    if (before_get) before_get();
    return ForwardingStore::Get(std::move(municipality), std::move(reads), deadline);
  }
  Task<absl::StatusOr<store::ScanPage>> Scan(std::string municipality, store::ScanQuery query,
                                             Time deadline) override {
    if (before_scan) before_scan();
    return ForwardingStore::Scan(std::move(municipality), std::move(query), deadline);
  }

  std::function<void()> before_get, before_scan;
};

class ViewReaderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = std::make_unique<test::RedisServer>(); }
  static void TearDownTestSuite() { redis_.reset(); }
  void SetUp() override { redis_->Command({"FLUSHALL"}); }

  // What a generation holds: documents "0", "1", ... listed in index "all" by three digits.
  void Fill(const std::string& generation, int count, const std::string& bytes) {
    const ViewKeys keys("texts", generation);
    for (int from = 0; from < count; from += 50) {
      store::Commit commit(kCity);
      for (int i = from; i < std::min(count, from + 50); ++i) {
        commit.Write(keys.Own(absl::StrCat(i)), 0, bytes);
        commit.IndexAdd(keys.Own("all"), absl::StrCat(100 + i), keys.Own(absl::StrCat(i)));
      }
      commit.Add(keys.Own("count"), "documents", 1);
      Apply(std::move(commit));
    }
  }
  void GoLive(const std::string& generation) {
    store::Commit commit(kCity);
    commit.SetGuard(LiveKey("texts"), generation);
    Apply(std::move(commit));
  }
  void Remove(const std::string& generation, int count) {
    const ViewKeys keys("texts", generation);
    store::Commit commit(kCity);
    for (int i = 0; i < count; ++i)
      commit.Delete(keys.Own(absl::StrCat(i)), store::Commit::kAnyVersion);
    Apply(std::move(commit));
  }
  void Apply(store::Commit commit) {
    const auto outcome = SyncWait(redis_store_.Apply(std::move(commit), kNoDeadline));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    ASSERT_EQ(outcome->kind, store::Outcome::kDone) << outcome->key;
  }
  auto All() { return SyncWait(reader_.ScanAll(kCity, "all", "", kNoDeadline)); }

  static inline std::unique_ptr<test::RedisServer> redis_;
  store::RedisStore redis_store_{{.address = redis_->address(), .area = "reporting"}};
  InterruptedStore store_{redis_store_};
  ViewReader reader_{store_, "texts"};
};

TEST_F(ViewReaderTest, ManyAreReadInTheOrderInWhichTheyWereAskedFor) {
  Fill("1", 2, "x");
  EXPECT_THAT(*SyncWait(reader_.GetMany(kCity, {"1", "7", "0"}, kNoDeadline)),
              ElementsAre("x", std::nullopt, "x"));
  EXPECT_THAT(*SyncWait(reader_.Counters(kCity, "count", kNoDeadline)),
              ElementsAre(Pair("documents", 1)));
  EXPECT_THAT(*SyncWait(reader_.Counters(kCity, "other", kNoDeadline)), IsEmpty());
}

TEST_F(ViewReaderTest, AListIsReadInPagesAndAShortOneAtOnce) {
  Fill("1", 5, "x");
  std::vector<std::string> keys;
  std::string after;
  int pages = 0;
  do {
    const auto page = SyncWait(reader_.Scan(kCity, "all", "10", after, 2, kNoDeadline));
    ASSERT_TRUE(page.ok());
    for (const auto& item : page->items)
      keys.push_back(item.sort_key + "=" + item.key + item.bytes);
    after = page->next;
    ++pages;
  } while (!after.empty());
  EXPECT_THAT(keys, ElementsAre("100=0x", "101=1x", "102=2x", "103=3x", "104=4x"));
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(*All(), SizeIs(5));
  EXPECT_THAT(*SyncWait(reader_.ScanAll(kCity, "all", "102", kNoDeadline)), SizeIs(1));
  EXPECT_THAT(*SyncWait(reader_.ScanAll(kCity, "none", "", kNoDeadline)), IsEmpty());
}

TEST_F(ViewReaderTest, MoreThanAPageIsReadAtOnceButNotMoreThanTenThousand) {
  const auto fill = [](int count) {
    redis_->Command(
        {"EVAL",
         "for i = 1, tonumber(ARGV[1]) do "
         "  local key = 'view/texts/1/-/' .. i "
         "  redis.call('ZADD', KEYS[1] .. 'i:view/texts/1/-/all', 0, i .. '\\0' .. key) "
         "  redis.call('HSET', KEYS[1] .. 'd:' .. key, 'v', '1', 'b', 'x') "
         "end",
         "1", "{bremerhaven}:reporting:", std::to_string(count)});
  };
  fill(10'000);
  ASSERT_TRUE(All().ok());
  EXPECT_THAT(*All(), SizeIs(10'000));
  fill(10'001);
  EXPECT_EQ(All().status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ViewReaderTest, ReadersGoToTheGenerationThatIsLive) {
  Fill("1", 3, "old");
  Fill("2", 4, "new");
  EXPECT_EQ(*SyncWait(reader_.Get(kCity, "0", kNoDeadline)), "old");
  EXPECT_THAT(*All(), SizeIs(3));
  GoLive("2");
  EXPECT_EQ(*SyncWait(reader_.Get(kCity, "0", kNoDeadline)), "new");
  EXPECT_EQ(*SyncWait(reader_.Get(kCity, "3", kNoDeadline)), "new");
  const auto all = All();
  EXPECT_THAT(*all, SizeIs(4));
  for (const auto& item : *all) EXPECT_EQ(item.bytes, "new");
}

TEST_F(ViewReaderTest, AListThatIsSwitchedWhileItIsReadIsReadAgain) {
  Fill("1", 3, "old");
  Fill("2", 4, "new");
  bool switched = false;
  store_.before_scan = [&] {
    if (std::exchange(switched, true)) return;
    GoLive("2");
    Remove("1", 2);
  };
  const auto all = All();
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(*all, SizeIs(4));
}

TEST_F(ViewReaderTest, AViewThatIsSwitchedAgainAndAgainIsSaidSo) {
  int generation = 1;
  store_.before_get = [&] { GoLive(absl::StrCat(++generation)); };
  const absl::Status status = SyncWait(reader_.Get(kCity, "0", kNoDeadline)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(generation, 6) << "five attempts";
  EXPECT_EQ(SyncWait(reader_.Scan(kCity, "all", "", "", 10, kNoDeadline)).status().code(),
            absl::StatusCode::kAborted);
}

TEST_F(ViewReaderTest, AnEntryWithoutItsDocumentIsLeftOut) {
  Fill("1", 3, "x");
  Remove("1", 1);
  EXPECT_THAT(*All(), SizeIs(2));
}

}  // namespace
}  // namespace zwk::stream
