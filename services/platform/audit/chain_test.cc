#include "platform/audit/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "platform/audit/record.h"
#include "platform/base/files.h"
#include "tests/support/temporary_folder.h"

namespace zwk::audit {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ChainTest : public ::testing::Test {
 protected:
  // Batches of three records, one a day.
  void Seal(int batches) {
    for (int i = 0; i < batches; ++i) {
      absl::StatusOr<Head> head = chain_.Read();
      ASSERT_TRUE(head.ok()) << head.status();
      std::vector<Unsealed> records;
      for (int r = 0; r < 3; ++r) records.push_back(Next());
      head = chain_.Append(*std::move(head), records);
      ASSERT_TRUE(head.ok()) << head.status();
    }
  }
  Unsealed Next() {
    ++number_;
    const Time at = Time(std::chrono::seconds(1'640'995'200 + 86'400 * number_));
    return {absl::StrCat(number_, "-0"),
            absl::StrCat(R"({"at":")", FormatTime(at), R"(","who":"w)", number_, R"("})")};
  }

  std::string Batch(int first) const {
    return absl::StrCat(folder_.path(), "/moorsum/participation/batch-00000000000", first,
                        ".jsonl");
  }
  std::string HeadFile() const { return folder_ / "moorsum/participation/head.json"; }
  static void Change(const std::string& path, const std::string& from, const std::string& to) {
    const std::string text = ReadFile(path).value();
    ASSERT_NE(text.find(from), std::string::npos);
    std::ofstream(path) << absl::StrReplaceAll(text, {{from, to}});
  }
  static void DropLine(const std::string& path, size_t line) {
    std::vector<std::string> lines = absl::StrSplit(ReadFile(path).value(), '\n');
    lines.erase(lines.begin() + static_cast<ptrdiff_t>(line));
    std::ofstream file(path);
    for (size_t i = 0; i + 1 < lines.size(); ++i) file << lines[i] << '\n';
  }

  explicit ChainTest(const Signer* signer = nullptr)
      : chain_(folder_ / "moorsum/participation", "moorsum", "participation", signer) {}

  const test::TemporaryFolder folder_;
  const Chain chain_;
  int number_ = 0;
};

const Signer& Service() {
  static const Signer& signer = *new Signer("the key that wraps people's keys");
  return signer;
}

// As services seal, and as an auditor looks at it who has noted the public key.
class SignedChainTest : public ChainTest {
 protected:
  SignedChainTest() : ChainTest(&Service()) {}

  std::vector<std::string> Findings() const {
    return chain_.Verify({}, nullptr, Service().public_key()).findings;
  }
  // Somebody who has the folder and knows the form, and all keys but the service's.
  Chain Foreign(const Signer* signer = nullptr) const {
    return Chain(folder_ / "moorsum/participation", "moorsum", "participation", signer);
  }
};

TEST_F(SignedChainTest, WhatHasExpiredIsToldFromWhatWasCut) {
  Seal(3);
  EXPECT_THAT(Findings(), IsEmpty());
  ASSERT_EQ(chain_.Expire(*ParseTime("2022-01-06T00:00:00.000000Z")).value(), 1);
  EXPECT_THAT(Findings(), IsEmpty()) << "the service says so itself";
  EXPECT_EQ(chain_.Verify().head.first, 4u);
  // The same by somebody else: without a key the two look alike.
  fs::remove(Batch(4));
  Change(HeadFile(), "\"first\":4", "\"first\":7");
  EXPECT_THAT(Findings(), Contains(HasSubstr("head.json is not signed by the service")));
  EXPECT_THAT(chain_.Verify().findings, Contains(HasSubstr("head.json is not signed")))
      << "also for who has not noted the key";
}

TEST_F(SignedChainTest, ACutAtTheBeginWithAHeadOfOnesOwnMakeIsFound) {
  Seal(2);
  ASSERT_EQ(Foreign().Expire(*ParseTime("2022-01-06T00:00:00.000000Z")).value(), 1);
  EXPECT_THAT(Findings(), Contains(HasSubstr("head.json is not signed by the service")));
  const Signer other("another key");
  fs::remove_all(folder_ / "moorsum");
  const Chain foreign = Foreign(&other);
  ASSERT_TRUE(foreign.Append(*foreign.Read(), {Next()}).ok());
  EXPECT_THAT(foreign.Verify().findings, IsEmpty()) << "whole in itself";
  EXPECT_THAT(Findings(), Not(IsEmpty()));
}

TEST_F(SignedChainTest, ABatchThatSomebodyElseAppendedIsFoundAndNotTakenIn) {
  Seal(2);
  const std::string head = ReadFile(HeadFile()).value();
  ASSERT_TRUE(Foreign().Append(*Foreign().Read(), {Next()}).ok());
  EXPECT_THAT(Findings(), Contains(HasSubstr("the batch from record 7 is not signed")));
  EXPECT_EQ(chain_.Read().status().code(), absl::StatusCode::kDataLoss);
  std::ofstream(HeadFile()) << head;  // without the head that counts it
  EXPECT_THAT(Findings(), ElementsAre("the batch from record 7 is not signed by the service"));
  EXPECT_EQ(chain_.Read().status().code(), absl::StatusCode::kDataLoss);
  fs::remove(Batch(7));
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_TRUE(chain_.Read()->ours);
}

TEST_F(SignedChainTest, ABatchOfOursWhoseHeadWasNotWrittenCounts) {
  Seal(1);
  const std::string head = ReadFile(HeadFile()).value();
  Seal(1);
  std::ofstream(HeadFile()) << head;
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_EQ(chain_.Read()->last, 6u);
}

TEST_F(SignedChainTest, EachSingleByteOfTheHeadCounts) {
  Seal(1);
  const std::string whole = ReadFile(HeadFile()).value();
  for (size_t i = 0; i + 1 < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    std::ofstream(HeadFile()) << changed;
    EXPECT_THAT(Findings(), Not(IsEmpty())) << "byte " << i;
  }
  std::ofstream(HeadFile()) << whole;
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(SignedChainTest, ALogFromBeforeSignaturesGoesOnSigned) {
  for (int i = 0; i < 2; ++i)
    ASSERT_TRUE(Foreign().Append(*Foreign().Read(), {Next(), Next(), Next()}).ok());
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
  Seal(1);
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_EQ(chain_.Read()->signed_from, 7u);
  // The signature taken off a batch again.
  const Head head = Foreign().Read().value();
  ASSERT_TRUE(Foreign().Append(head, {Next()}).ok());
  EXPECT_THAT(Findings(), Not(IsEmpty()));
}

TEST_F(SignedChainTest, WhatSomebodyElseHasSaidOfTheBeginLetsNothingExpire) {
  Seal(3);
  Change(HeadFile(), "\"first\":1", "\"first\":4");
  EXPECT_EQ(chain_.Expire(*ParseTime("2032-01-06T00:00:00.000000Z")).value(), 0);
  EXPECT_TRUE(fs::exists(Batch(1)));
}

TEST_F(SignedChainTest, WhatWillGoIsAnnouncedFirst) {
  Seal(3);
  const Time before = *ParseTime("2022-01-06T00:00:00.000000Z");
  EXPECT_FALSE(chain_.Expire(before, [](uint64_t) { return absl::UnavailableError("away"); }).ok());
  EXPECT_TRUE(fs::exists(Batch(1)));
  EXPECT_THAT(Findings(), IsEmpty());
  uint64_t announced = 0;
  const auto hear = [&](uint64_t first) {
    announced = first;
    return absl::OkStatus();
  };
  EXPECT_EQ(chain_.Expire(before, hear).value(), 1);
  EXPECT_EQ(announced, 4u);
}

TEST_F(ChainTest, WhatWasSealedIsWhole) {
  EXPECT_EQ(chain_.Read()->last, 0u);
  Seal(3);
  std::vector<std::string> read;
  const Verified verified =
      chain_.Verify({}, [&](const std::string& json) { read.push_back(json); });
  EXPECT_THAT(verified.findings, IsEmpty());
  EXPECT_EQ(verified.records, 9u);
  EXPECT_EQ(verified.batches, 3u);
  EXPECT_EQ(verified.head.last, 9u);
  ASSERT_THAT(read, SizeIs(9));
  EXPECT_EQ(read[4], R"({"n":5,"at":"2022-01-06T00:00:00.000000Z","who":"w5"})");
}

TEST_F(ChainTest, ARecordThatWasChangedIsNamed) {
  Seal(3);
  Change(Batch(4), "\"w5\"", "\"w6\"");
  const Verified verified = chain_.Verify();
  EXPECT_THAT(verified.findings, ElementsAre("record 5 was changed"));
  EXPECT_EQ(verified.records, 8u);
}

TEST_F(ChainTest, EachSingleByteCounts) {
  Seal(2);
  const std::string whole = ReadFile(Batch(1)).value();
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    std::ofstream(Batch(1)) << changed;
    EXPECT_THAT(chain_.Verify().findings, Not(IsEmpty())) << "byte " << i;
  }
  std::ofstream(Batch(1)) << whole;
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
}

TEST_F(ChainTest, ARecordThatIsMissingIsNamed) {
  Seal(3);
  DropLine(Batch(4), 2);  // a line of its own before the records
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("record 5 is missing"));
}

TEST_F(ChainTest, ABatchThatIsMissingIsNamed) {
  Seal(3);
  fs::remove(Batch(4));
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("records 4 to 6 are missing"));
}

TEST_F(ChainTest, ACutAtTheEndIsFound) {
  Seal(3);
  DropLine(Batch(7), 3);
  EXPECT_THAT(chain_.Verify().findings, Contains("records 9 to 9 are missing"));
  fs::remove(Batch(7));
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("records 7 to 9 are missing at the end"));
}

TEST_F(ChainTest, ACutAtTheBeginIsFound) {
  Seal(3);
  fs::remove(Batch(1));
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("records 1 to 3 are missing"));
}

TEST_F(ChainTest, WithoutAHeadNobodyKnowsWhereItEnds) {
  Seal(2);
  fs::remove(HeadFile());
  EXPECT_THAT(chain_.Verify().findings, ElementsAre(HasSubstr("head.json")));
}

TEST_F(ChainTest, AChainThatWasWrittenAnewIsFoundByWhoHasSeenItBefore) {
  Seal(2);
  const Head seen = chain_.Verify().head;
  Seal(1);
  EXPECT_THAT(chain_.Verify({{seen.last, seen.hash}}).findings, IsEmpty());
  fs::remove_all(folder_ / "moorsum/participation");
  number_ = 100;
  Seal(3);
  EXPECT_THAT(chain_.Verify().findings, IsEmpty()) << "whole in itself";
  EXPECT_THAT(chain_.Verify({{seen.last, seen.hash}}).findings,
              ElementsAre("record 6 is another than the one that was seen before"));
  EXPECT_THAT(chain_.Verify({{10, seen.hash}}).findings,
              ElementsAre("record 10 was seen before and is missing"));
}

TEST_F(ChainTest, WhatIsTooYoungToHaveExpiredIsMissedByWhoHasSeenIt) {
  Seal(2);
  const std::string hash = chain_.Verify().head.hash;
  ASSERT_EQ(chain_.Expire(*ParseTime("2022-01-06T00:00:00.000000Z")).value(), 1);
  EXPECT_THAT(chain_.Verify({{3, hash}}).findings, IsEmpty());
  EXPECT_THAT(chain_.Verify({{3, hash, true}}).findings,
              ElementsAre("record 3 was seen before and is missing"));
}

TEST_F(ChainTest, WhatHasExpiredGoesAndTheRestIsWhole) {
  Seal(3);
  EXPECT_EQ(chain_.Expire(*ParseTime("2022-01-06T00:00:00.000000Z")).value(), 1)
      << "batches go when their last record is older";
  EXPECT_FALSE(fs::exists(Batch(1)));
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
  EXPECT_EQ(chain_.Verify().head.first, 4u);
  EXPECT_EQ(chain_.Expire(*ParseTime("2022-01-06T00:00:00.000000Z")).value(), 0);
  Seal(1);
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
  fs::remove(Batch(4));
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("records 4 to 6 are missing"));
}

TEST_F(ChainTest, WhatWasChangedDoesNotExpire) {
  Seal(3);
  const Time before = *ParseTime("2022-01-03T00:00:00.000000Z");
  Change(Batch(1), "2022-01-04", "2001-01-04");
  EXPECT_EQ(chain_.Expire(before).value(), 0);
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("record 3 was changed"));
  // Also not if it is whole in itself: what follows knows another hash.
  const Chain anew(folder_ / "anew", "moorsum", "participation");
  std::vector<Unsealed> records(3, {"3-0", R"({"at":"2001-01-04T00:00:00.000000Z"})"});
  ASSERT_TRUE(anew.Append(*anew.Read(), records).ok());
  fs::copy(folder_ / "anew/batch-000000000001.jsonl", Batch(1),
           fs::copy_options::overwrite_existing);
  EXPECT_EQ(chain_.Expire(before).value(), 0);
  EXPECT_THAT(chain_.Verify().findings, ElementsAre(HasSubstr("does not follow the record")));
}

TEST_F(ChainTest, BatchesBeforeAGapExpire) {
  Seal(3);
  fs::remove(Batch(4));
  EXPECT_EQ(chain_.Expire(*ParseTime("2022-01-06T00:00:00.000000Z")).value(), 1);
  EXPECT_THAT(chain_.Verify().findings, ElementsAre("records 4 to 6 are missing"));
}

TEST_F(ChainTest, AllMayExpire) {
  Seal(2);
  EXPECT_EQ(chain_.Expire(*ParseTime("2032-01-06T00:00:00.000000Z")).value(), 2);
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
  Seal(1);
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
  EXPECT_EQ(chain_.Verify().head.first, 7u);
}

TEST_F(ChainTest, ABatchWhoseWriterEndedBeforeTheHeadWasWrittenCounts) {
  Seal(1);
  const std::string head = ReadFile(HeadFile()).value();
  Seal(1);
  std::ofstream(HeadFile()) << head;
  EXPECT_EQ(chain_.Read()->last, 6u);
  Seal(1);
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
  EXPECT_EQ(chain_.Verify().head.last, 9u);
}

TEST_F(ChainTest, WhereItCameFromIsWhatTheLastBatchSays) {
  Seal(2);
  Change(HeadFile(), "\"6-0\"", "\"9999999999999-0\"");
  EXPECT_EQ(chain_.Read()->through, "6-0");
  EXPECT_THAT(chain_.Verify().findings, ElementsAre(HasSubstr("another position")));
  Change(Batch(4), "\"6-0\"", "\"9999999999999-0\"");
  EXPECT_EQ(chain_.Read()->through, "") << "it is not as it was sealed";
  EXPECT_THAT(chain_.Verify().findings, Not(IsEmpty()));
}

TEST_F(ChainTest, NobodySealsBehindABatchThatIsNotWhatFollows) {
  Seal(1);
  const std::string head = ReadFile(HeadFile()).value();
  Seal(1);
  std::ofstream(HeadFile()) << head;
  Change(Batch(4), "w5", "w6");
  EXPECT_EQ(chain_.Read().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(ChainTest, TwoThatSealAtOnceDoNotOverwriteEachOther) {
  Seal(1);
  const Head head = chain_.Read().value();
  ASSERT_TRUE(chain_.Append(head, {Next()}).ok());
  EXPECT_EQ(chain_.Append(head, {Next()}).status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(chain_.Verify().findings, IsEmpty());
}

TEST_F(ChainTest, ChainsAreFoundWhereverTheyLie) {
  Seal(1);
  const std::vector<Chain> chains = ChainsBelow(folder_.path());
  ASSERT_THAT(chains, SizeIs(1));
  EXPECT_EQ(chains[0].municipality(), "moorsum");
  EXPECT_EQ(chains[0].service(), "participation");
  EXPECT_THAT(ChainsBelow(folder_ / "moorsum/participation"), SizeIs(1));
  EXPECT_THAT(ChainsBelow(folder_ / "nowhere"), IsEmpty());
}

TEST(RecordTest, WhatCouldBeANameIsAReference) {
  const std::string key = ReferenceKey("wrapping");
  EXPECT_EQ(RecordedId(key, "moorsum", "0190A000-0000-7000-8000-000000000001"),
            "0190a000-0000-7000-8000-000000000001");
  EXPECT_EQ(RecordedId(key, "moorsum", "212"), "212");
  const std::string name = RecordedId(key, "moorsum", "ada.beispiel");
  EXPECT_EQ(name, absl::StrCat("~", Reference(key, "moorsum", "ada.beispiel")));
  EXPECT_THAT(name, Not(HasSubstr("ada")));
  EXPECT_NE(name, RecordedId(key, "elsewhere", "ada.beispiel"));
  EXPECT_NE(name, RecordedId(ReferenceKey("another"), "moorsum", "ada.beispiel"));
}

}  // namespace
}  // namespace zwk::audit
