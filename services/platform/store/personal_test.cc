#include "platform/store/personal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCity[] = "bremerhaven";
constexpr char kId[] = "0190a000-0000-7000-8000-000000000001";
constexpr char kOtherId[] = "0190a000-0000-7000-8000-000000000002";
constexpr char kGroup[] = "vote/1";
constexpr char kRecords[] = "{bremerhaven}:participation:r:vote/1";

// A vote of one person: sets a word, answers with the word and how often it was set.
class PersonalTest : public ::testing::Test {
 protected:
  static Caller Person(const std::string& subject, const std::string& id, const std::string& word,
                       const std::string& secret) {
    Caller caller;
    caller.municipality = kCity;
    caller.subject_ref = subject;
    caller.request = {id, Sha256Hex(word)};
    return Personally(std::move(caller), secret);
  }

  static absl::StatusOr<std::string> Answer(const Document& word) {
    return absl::StrCat(word.bytes, " ", word.version);
  }

  Task<absl::StatusOr<std::string>> Set(std::string subject, std::string id, std::string word,
                                        std::string secret = "key") {
    const Caller caller = Person(subject, id, word, secret);
    ReadSet reads;
    reads.documents = {"word"};
    Prepare prepare = [word, caller](ReadResult read) {
      const uint64_t version = read.documents[0].version;
      Commit commit(kCity);
      if (version == 0) {
        commit.Create("word", word, caller.request.fingerprint);
      } else {
        commit.Write("word", version, word);
      }
      commit.Add("set", "times", 1);
      return ReadyTask<Prepared>(
          Prepared{std::move(commit), *Answer(Document{.bytes = word, .version = version + 1})});
    };
    Recall recall = [](const ReadResult& read) { return Answer(read.documents[0]); };
    return TransactPersonally(store_, caller, kGroup, std::move(reads), std::move(prepare),
                              std::move(recall));
  }
  absl::StatusOr<std::string> SetNow(const std::string& subject, const std::string& id,
                                     const std::string& word) {
    return SyncWait(Set(subject, id, word));
  }
  int64_t TimesSet() {
    ReadSet reads;
    reads.counters = {"set"};
    return SyncWait(store_.Get(kCity, std::move(reads), kNoDeadline))->counters[0]["times"];
  }

  test::RedisServer redis_;
  RedisStore store_{{.address = redis_.address(), .area = "participation"}};
};

TEST_F(PersonalTest, WhatIsKeptOfARequestIsNeitherItsIdNorItsContentNorItsAnswer) {
  ASSERT_EQ(*SetNow("ada", kId, "tree"), "tree 1");
  for (const auto& [key, value] : redis_.Everything()) {
    const std::string kept = absl::StrCat(key, "\n", value);
    EXPECT_THAT(kept, Not(HasSubstr(kId)));
    EXPECT_THAT(kept, Not(HasSubstr("ada")));
    EXPECT_THAT(kept, Not(HasSubstr("tree 1")));
    EXPECT_THAT(kept, Not(HasSubstr(Sha256Hex("tree"))));
    EXPECT_THAT(kept, Not(HasSubstr(Sha256Hex(absl::StrCat(Sha256Hex("tree"), "/ada")))));
  }
}

TEST_F(PersonalTest, EqualContentLeavesNothingThatIsEqual) {
  ASSERT_TRUE(SetNow("ada", kId, "tree").ok());
  ASSERT_TRUE(SetNow("ada", kOtherId, "tree").ok());
  EXPECT_EQ(redis_.Command({"HLEN", kRecords}), "2");
  const char compare[] = "local v = redis.call('HVALS', KEYS[1]) return v[1] == v[2] and 1 or 0";
  EXPECT_EQ(redis_.Command({"EVAL", compare, "1", kRecords}), "0");
  const Caller ada = Person("ada", kId, "tree", "key");
  EXPECT_NE(PersonalOrigin(ada, "sheet/1"), PersonalOrigin(ada, "sheet/2"));
  EXPECT_EQ(PersonalOrigin(ada, "sheet/1"),
            PersonalOrigin(Person("ada", kOtherId, "tree", "key"), "sheet/1"));
}

TEST_F(PersonalTest, ARepetitionIsAnsweredFromWhatIsThereNow) {
  ASSERT_EQ(*SetNow("ada", kId, "tree"), "tree 1");
  EXPECT_EQ(*SetNow("ada", kId, "tree"), "tree 1");
  ASSERT_EQ(*SetNow("ada", kOtherId, "bench"), "bench 2");
  EXPECT_EQ(*SetNow("ada", kId, "tree"), "bench 2");
  EXPECT_EQ(TimesSet(), 2);
}

TEST_F(PersonalTest, ARequestIdWithOtherContentOrFromSomebodyElseIsRefused) {
  ASSERT_TRUE(SetNow("ada", kId, "tree").ok());
  for (const auto& again : {SetNow("ada", kId, "bench"), SetNow("ben", kId, "tree")}) {
    EXPECT_EQ(ReasonOf(again.status()), "REQUEST_ID_REUSED");
  }
  EXPECT_EQ(TimesSet(), 1);
}

TEST_F(PersonalTest, TheSameRequestManyTimesAtOnceHappensOnce) {
  std::vector<Task<absl::StatusOr<std::string>>> burst;
  for (int i = 0; i < 20; ++i) burst.push_back(Set("ada", kId, "tree"));
  for (const auto& answer : SyncWait(WhenAll(std::move(burst)))) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(*answer, "tree 1");
  }
  EXPECT_EQ(TimesSet(), 1);
}

TEST_F(PersonalTest, RecordsOfAGroupEndTogether) {
  ASSERT_TRUE(SetNow("ada", kId, "tree").ok());
  ASSERT_TRUE(SetNow("ada", kOtherId, "bench").ok());
  EXPECT_EQ(redis_.Command({"HLEN", kRecords}), "2");
  EXPECT_NE(redis_.Command({"PTTL", kRecords}), "-1");
  Commit commit(kCity);
  commit.ForgetRequests(kGroup);
  ASSERT_TRUE(SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok());
  EXPECT_EQ(redis_.Command({"EXISTS", kRecords}), "0");
}

}  // namespace
}  // namespace zwk::store
