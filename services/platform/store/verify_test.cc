#include "platform/store/verify.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/store/crc32c.h"
#include "platform/store/redis_fixture.h"

namespace zwk::store {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Crc32cTest, IsCastagnolis) {
  // RFC 3720, B.4; the zero byte behind each part is part of it.
  EXPECT_EQ(Crc32c({std::string(31, '\0')}), 0x8a9136aau);
  EXPECT_EQ(Crc32c({std::string(15, '\0'), std::string(15, '\0')}), 0x8a9136aau);
  EXPECT_NE(Crc32c({"a", "bc"}), Crc32c({"ab", "c"}));
  std::string text(100, 'x');
  const uint32_t whole = Crc32c({text});
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(Crc32c({text}), whole) << bit;
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
  }
}

class VerifyTest : public RedisFixture {
 protected:
  void SetUp() override {
    RedisFixture::SetUp();
    for (int i = 0; i < 3; ++i) {
      Commit commit(kCity);
      const std::string key = absl::StrCat("board/", i);
      commit.Create(key, "first", "origin");
      commit.Emit(key, 0, "zwk.Created", "data");
      commit.Emit(key, 0, "zwk.Named", "more");
      commit.IndexAdd("boards", absl::StrCat("sort ", i), key);
      commit.Add("count", "boards", 1);
      commit.SetGuard("phase", "open");
      commit.Trace("00-abc");
      Applied(std::move(commit));
    }
    Commit commit(kCity);
    commit.Write("board/1", 1, "second");
    commit.Emit("board/1", 2, "zwk.Changed", "data");
    commit.Write("view/x", Commit::kAnyVersion, "of a view");
    Applied(std::move(commit));
  }

  static Verified Verify(std::vector<Finding>& findings, const std::string& city = kCity) {
    const auto verified =
        VerifyStore(redis_->address(), "participation", city, [&](const Finding& finding) {
          findings.push_back(finding);
          return true;
        });
    EXPECT_TRUE(verified.ok()) << verified.status();
    return verified.ok() ? *verified : Verified{};
  }
  static std::vector<Finding> Findings() {
    std::vector<Finding> findings;
    const Verified verified = Verify(findings);
    EXPECT_EQ(verified.findings, static_cast<int64_t>(findings.size()));
    return findings;
  }
};

// Of what is wrong with what.
auto Is(const std::string& key, const std::string& what) {
  return AllOf(Field(&Finding::key, HasSubstr(key)), Field(&Finding::what, HasSubstr(what)));
}

TEST_F(VerifyTest, NothingIsWrongWithWhatWasWritten) {
  std::vector<Finding> findings;
  const Verified verified = Verify(findings);
  EXPECT_THAT(findings, IsEmpty());
  EXPECT_EQ(verified.documents, 4);
  EXPECT_EQ(verified.events, 7);
  EXPECT_EQ(verified.index_entries, 3);
  EXPECT_EQ(verified.counters, 1);
  EXPECT_EQ(verified.guards, 1);
  EXPECT_EQ(verified.without_checksum, 0);
  EXPECT_EQ(Verify(findings, "lehe").documents, 0) << "another city's";

  Commit commit(kCity);
  commit.Delete("board/2", 1);
  commit.IndexRemove("boards", "sort 2", "board/2");
  commit.Emit("board/2", 2, "zwk.Gone", "data");
  Applied(std::move(commit));
  EXPECT_THAT(Findings(), IsEmpty()) << "versions of events outlive their document";
}

TEST_F(VerifyTest, WhatIsOlderThanChecksumsIsCountedAndNoFinding) {
  redis_->Command({"HDEL", Named("d:board/1"), "c"});
  std::vector<Finding> findings;
  EXPECT_EQ(Verify(findings).without_checksum, 1);
  EXPECT_THAT(findings, IsEmpty());
}

TEST_F(VerifyTest, EveryFieldOfADocumentIsLookedAt) {
  const std::string key = Named("d:board/1");
  const auto finding = [&](const std::string& field, const std::string& value) {
    const std::string before = redis_->Command({"HGET", key, field});
    redis_->Command({"HSET", key, field, value});
    const auto findings = Findings();
    redis_->Command({"HSET", key, field, before});
    EXPECT_THAT(Findings(), IsEmpty());
    return findings;
  };
  EXPECT_THAT(finding("b", "secone"), ElementsAre(Is("board/1", "not what was written")));
  EXPECT_THAT(finding("v", "3"), ElementsAre(Is("board/1", "not what was written")));
  EXPECT_THAT(finding("e", "4"), ElementsAre(Is("board/1", "end with version 3")));
  EXPECT_THAT(finding("e", "2"), ElementsAre(Is("board/1", "end with version 3")));
  redis_->Command({"HSET", key, "w", "1"});
  EXPECT_THAT(Findings(), ElementsAre(Is("board/1", "does not belong")));
  redis_->Command({"HDEL", key, "w", "v"});
  EXPECT_THAT(Findings(), ElementsAre(Is("board/1", "not both"), Is("i:boards", "not there")));
}

TEST_F(VerifyTest, ADocumentUnderAnotherKeyIsNotWhatWasWritten) {
  redis_->Command({"RENAME", Named("d:view/x"), Named("d:view/y")});
  EXPECT_THAT(Findings(), ElementsAre(Is("view/y", "not what was written")));
}

TEST_F(VerifyTest, AnEventThatIsMissingOrAnotherIsFound) {
  const auto entries = Outbox();
  redis_->Command({"XDEL", Named("outbox"), entries[1].position});
  EXPECT_THAT(Findings(), ElementsAre(Is("", "end with version 1")));
  redis_->Command({"XDEL", Named("outbox"), entries[0].position});
  EXPECT_THAT(Findings(), ElementsAre(Is("board/0", "are missing")));
}

TEST_F(VerifyTest, EveryAttributeOfAnEventIsLookedAt) {
  const auto entries = Outbox();
  for (const auto& [name, unused] : entries.back().attributes) {
    redis_->Command({"XDEL", Named("outbox"), entries.back().position});
    std::vector<std::string> add = {"XADD", Named("outbox"), "*"};
    for (const auto& [attribute, value] : entries.back().attributes) {
      add.push_back(attribute);
      add.push_back(attribute == name ? value + "1" : value);
    }
    add.push_back("data");
    add.push_back(entries.back().data);
    const std::string position = redis_->Command(add);
    std::vector<Finding> findings = Findings();
    EXPECT_FALSE(findings.empty()) << name;
    redis_->Command({"XDEL", Named("outbox"), position});
  }
}

TEST_F(VerifyTest, WhatIsOfAnotherTypeOrInAnotherDatabaseIsFound) {
  redis_->Command({"SET", Named("d:board/9"), "text"});
  redis_->Command({"SET", Named("c:other"), "text"});
  redis_->Command({"HSET", Named("g:other"), "a", "b"});
  EXPECT_EQ(Findings().size(), 3u);
  redis_->Command({"DEL", Named("d:board/9"), Named("c:other"), Named("g:other")});
  redis_->Command({"HSET", Named("c:count"), "boards", "x"});
  EXPECT_THAT(Findings(), ElementsAre(Is("c:count", "no number")));
  redis_->Command({"HSET", Named("c:count"), "boards", "3"});
  redis_->Command({"COPY", Named("g:phase"), Named("g:phase"), "DB", "3"});
  EXPECT_THAT(Findings(), ElementsAre(Is("db3", "nothing is ever written")));
}

TEST_F(VerifyTest, WhoHearsNoMoreEndsIt) {
  redis_->Command({"HSET", Named("d:board/1"), "b", "damaged"});
  EXPECT_EQ(
      VerifyStore(redis_->address(), "participation", kCity, [](const Finding&) { return false; })
          .status()
          .code(),
      absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace zwk::store
