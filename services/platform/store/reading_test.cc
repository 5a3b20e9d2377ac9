// What is read from a store: documents, counters, guards, lists, the outbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/store/redis_fixture.h"

namespace zwk::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class ReadingTest : public RedisFixture {};

TEST_F(ReadingTest, AScanPagesThroughAnIndexInItsOrder) {
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

TEST_F(ReadingTest, APageEndsBeforeItHasMoreThanAMebibyte) {
  constexpr size_t kSizes[] = {400'000, 400'000, 400'000, 2'000'000, 10, 1 << 20, 10, 10};
  int number = 0;
  for (const size_t size : kSizes) {
    Commit commit(kCity);
    const std::string key = "n/" + std::to_string(number);
    commit.Write(key, 0, std::string(size, 'x'));
    commit.IndexAdd("all", std::to_string(number++), key);
    Applied(commit);
  }
  ScanQuery query{.index = "all", .limit = 500};
  std::vector<size_t> pages;
  std::vector<std::string> keys;
  do {
    const ScanPage page = *SyncWait(store_.Scan(kCity, query, kNoDeadline));
    size_t bytes = 0;
    for (const auto& item : page.items) {
      bytes += item.document.bytes.size();
      keys.push_back(item.sort_key);
    }
    pages.push_back(page.items.size());
    EXPECT_TRUE(bytes <= 1 << 20 || page.items.size() == 1) << bytes;
    query.after = page.next;
  } while (!query.after.empty());
  EXPECT_THAT(pages, ElementsAre(2, 1, 1, 1, 1, 2)) << "what is too large for a page is one";
  EXPECT_THAT(keys, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7"));
  query.with_bytes = false;
  EXPECT_THAT(SyncWait(store_.Scan(kCity, query, kNoDeadline))->items, SizeIs(8));
}

TEST_F(ReadingTest, APageTokenBelongsToItsList) {
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

TEST_F(ReadingTest, OneReadingHoldsEverythingThatIsAskedInItsOrder) {
  Commit commit(kCity);
  commit.Write("board/1", 0, "one");
  commit.Write("board/2", 0, "two");
  commit.Add("dots", "a", 2);
  commit.Add("dots", "b", 3);
  commit.Add("cards", "a", -5);
  commit.SetGuard("phase", "VOTING");
  commit.Request({"request-1", "f"}, "answer");
  Applied(commit);
  const ReadResult read = Read({.documents = {"board/2", "none", "board/1"},
                                .counters = {"cards", "none", "dots"},
                                .guards = {"none", "phase"},
                                .fields = {{"dots", "b"}, {"cards", "a"}, {"dots", "c"}},
                                .request_id = "request-1"});
  ASSERT_THAT(read.documents, SizeIs(3));
  EXPECT_EQ(read.documents[0].bytes, "two");
  EXPECT_FALSE(read.documents[1].exists());
  EXPECT_EQ(read.documents[2].bytes, "one");
  ASSERT_THAT(read.counters, SizeIs(3));
  EXPECT_THAT(read.counters[0], ElementsAre(Pair("a", -5)));
  EXPECT_THAT(read.counters[1], SizeIs(0));
  EXPECT_THAT(read.counters[2], ElementsAre(Pair("a", 2), Pair("b", 3)));
  EXPECT_THAT(read.guards, ElementsAre("", "VOTING"));
  EXPECT_THAT(read.fields, ElementsAre(3, -5, 0));
  EXPECT_EQ(read.repeated->fingerprint, "f");
  EXPECT_EQ(read.repeated->answer, "answer");

  EXPECT_THAT(Read({.guards = {"phase"}}).guards, ElementsAre("VOTING"));
  EXPECT_THAT(Read({.fields = {{"dots", "a"}}}).fields, ElementsAre(2));
  EXPECT_TRUE(Read({.request_id = "request-1"}).repeated.has_value());
  EXPECT_FALSE(Read({.request_id = "request-2"}).repeated.has_value());
  EXPECT_THAT(Read({}).documents, SizeIs(0));
  EXPECT_EQ(
      SyncWait(store_.Get("Not a city", {.documents = {"board/1"}}, kNoDeadline)).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(ReadingTest, AScanStaysWithinItsPrefixAndItsBounds) {
  const std::string last = "\xff\xff";
  for (const std::string& sort_key : {std::string("F\xff"), std::string("G"), std::string("G\xff"),
                                      std::string("Ga"), std::string("H"), last, last + "a"}) {
    Commit commit(kCity);
    commit.Write("n/" + sort_key, 0, "bytes");
    commit.IndexAdd("names", sort_key, "n/" + sort_key);
    Applied(commit);
  }
  const auto listed = [&](const std::string& prefix) {
    std::vector<std::string> keys;
    for (const auto& item : Scanned({.index = "names", .prefix = prefix}).items) {
      EXPECT_EQ(item.key, "n/" + item.sort_key);
      keys.push_back(item.sort_key);
    }
    return keys;
  };
  EXPECT_THAT(listed("G"), ElementsAre("G", "Ga", "G\xff"));
  EXPECT_THAT(listed("G\xff"), ElementsAre("G\xff"));
  EXPECT_THAT(listed(last), ElementsAre(last, last + "a"));
  EXPECT_THAT(listed(""), SizeIs(7));
  EXPECT_THAT(Scanned({.index = "names", .limit = 0}).items, SizeIs(1)) << "never nothing";
  const ScanPage whole = Scanned({.index = "names", .limit = 7});
  EXPECT_THAT(whole.items, SizeIs(7));
  EXPECT_EQ(whole.next, "");
  EXPECT_NE(Scanned({.index = "names", .limit = 6}).next, "");

  const ScanPage names = Scanned({.index = "names", .limit = 1, .with_bytes = false});
  EXPECT_TRUE(names.items[0].document.exists());
  EXPECT_EQ(names.items[0].document.bytes, "");
  EXPECT_EQ(Scanned({.index = "names", .limit = 1}).items[0].document.bytes, "bytes");
  Commit gone(kCity);
  gone.Delete("n/G", 1);
  Applied(gone);
  EXPECT_FALSE(Scanned({.index = "names", .prefix = "G"}).items[0].document.exists());
}

TEST_F(ReadingTest, APageHasAtMostFiveHundredItems) {
  for (int from = 0; from < 501; from += 167) {
    Commit commit(kCity);
    for (int i = from; i < from + 167; ++i) commit.IndexAdd("all", std::to_string(1000 + i), "x");
    Applied(commit);
  }
  const ScanPage page = Scanned({.index = "all", .limit = 1'000'000});
  EXPECT_THAT(page.items, SizeIs(500));
  EXPECT_THAT(Scanned({.index = "all", .after = page.next, .limit = 500}).items, SizeIs(1));
}

TEST_F(ReadingTest, APageTokenIsOfOneAreaAndOneKey) {
  for (const char* key : {"a", "b"}) {
    Commit commit(kCity);
    commit.IndexAdd("names", "x", key);
    Applied(commit);
  }
  const std::string token = Scanned({.index = "names", .limit = 1}).next;
  const auto code = [&](RedisStore& store, const std::string& after) {
    return SyncWait(store.Scan(kCity, {.index = "names", .after = after}, kNoDeadline))
        .status()
        .code();
  };
  RedisStore replica(On("participation")), other_area(On("catalog"));
  auto options = On("participation");
  options.page_token_key = "another";
  RedisStore other_key(options);
  EXPECT_EQ(code(replica, token), absl::StatusCode::kOk);
  EXPECT_EQ(code(other_area, token), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(other_key, token), absl::StatusCode::kInvalidArgument);
  for (size_t i = 0; i + 1 < token.size(); i += 3) {
    EXPECT_EQ(
        code(store_, token.substr(0, i) + (token[i] == 'A' ? 'B' : 'A') + token.substr(i + 1)),
        absl::StatusCode::kInvalidArgument);
  }
  for (const char* short_one : {"A", "AAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_EQ(code(store_, short_one), absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(ReadingTest, TheOutboxIsReadFromAPlaceAndNoFurtherThanWanted) {
  for (int i = 0; i < 5; ++i) {
    Commit commit(kCity);
    commit.Emit("board/1", static_cast<uint64_t>(i), "zwk.Test", std::to_string(i));
    Applied(commit);
  }
  const auto tail = [&](const std::string& after, int limit) {
    std::vector<std::string> datas;
    const auto entries = SyncWait(store_.Tail(kCity, after, limit, kNoDeadline));
    for (const TailEntry& entry : *entries) datas.push_back(entry.data);
    return datas;
  };
  EXPECT_THAT(tail("", 2), ElementsAre("0", "1"));
  EXPECT_THAT(tail(Outbox()[1].position, 10), ElementsAre("2", "3", "4"));
  EXPECT_THAT(tail("", 0), ElementsAre("0"));
  EXPECT_THAT(tail(kNewestEntry, 10), ElementsAre("4"));
  EXPECT_EQ(SyncWait(store_.Tail(kCity, "no position", 1, kNoDeadline)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ReadingTest, MunicipalitiesOfTheAreaAreNamedOnceTheyHaveACommit) {
  RedisStore other_area(On("reporting"));
  const auto named = [](Store& store) { return *SyncWait(store.Municipalities(kNoDeadline)); };
  EXPECT_THAT(named(store_), IsEmpty());
  for (const char* city : {"musterstadt", "bremerhaven", "musterstadt"}) {
    Commit commit(city);
    commit.SetGuard("phase", "OPEN");
    Applied(commit);
  }
  EXPECT_THAT(named(store_), ElementsAre("bremerhaven", "musterstadt"));
  EXPECT_THAT(named(other_area), IsEmpty());
}

}  // namespace
}  // namespace zwk::store
