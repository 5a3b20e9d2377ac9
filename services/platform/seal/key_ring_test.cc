#include "platform/seal/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"

namespace zwk::seal {
namespace {

using common::v1::Sealed;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

constexpr char kCity[] = "bremerhaven";

class KeyRingTest : public ::testing::Test {
 protected:
  Sealed Seal(const std::string& subject, const std::string& text) {
    auto sealed = SyncWait(ring_.Seal(kCity, "meeting/1", 3, subject, text));
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return *sealed;
  }
  auto Open(std::vector<Sealed> sealed, const std::string& municipality = kCity) {
    return SyncWait(ring_.Open(municipality, std::move(sealed)));
  }

  const test::TemporaryFolder folder_;
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  KeyRing ring_{store_, *WrappingKey::FromFile(folder_ / "key", true)};
};

TEST_F(KeyRingTest, WhatIsSealedIsOpenedAgainInOrder) {
  const Sealed one = Seal("s1", "Erika Beispiel");
  const Sealed two = Seal("s2", "");
  const Sealed three = Seal("s1", "spricht Türkisch");
  EXPECT_THAT(one.ciphertext(), Not(HasSubstr("Erika")));
  EXPECT_NE(one.ciphertext(), Seal("s1", "Erika Beispiel").ciphertext());
  EXPECT_THAT(*Open({three, two, one}),
              ElementsAre(Optional(std::string("spricht Türkisch")), Optional(std::string()),
                          Optional(std::string("Erika Beispiel"))));
}

TEST_F(KeyRingTest, AnErasedPersonIsUnreadableEverywhereAndOthersAreNot) {
  const Sealed erika = Seal("s1", "Erika");
  const Sealed asya = Seal("s2", "Asya");
  ASSERT_TRUE(SyncWait(ring_.EraseSubject(kCity, "s1")).ok());
  ASSERT_TRUE(SyncWait(ring_.EraseSubject(kCity, "s1")).ok());
  EXPECT_THAT(*Open({erika, asya}), ElementsAre(std::nullopt, Optional(std::string("Asya"))));
  const absl::Status again = SyncWait(ring_.Seal(kCity, "meeting/1", 4, "s1", "Erika")).status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(again), "SUBJECT_ERASED");
}

TEST_F(KeyRingTest, ASealedTextCannotPassForAnotherOne) {
  const Sealed sealed = Seal("s1", "Erika");
  Seal("s2", "makes a key");
  const auto code = [&](Sealed changed) { return Open({std::move(changed)}).status().code(); };
  Sealed moved = sealed;
  moved.set_aggregate("meeting/2");
  EXPECT_EQ(code(moved), absl::StatusCode::kDataLoss);
  Sealed version = sealed;
  version.set_aggregate_version(4);
  EXPECT_EQ(code(version), absl::StatusCode::kDataLoss);
  Sealed subject = sealed;
  subject.set_subject_ref("s2");
  EXPECT_EQ(code(subject), absl::StatusCode::kDataLoss);
  Sealed flipped = sealed;
  flipped.mutable_ciphertext()->back() ^= 1;
  EXPECT_EQ(code(flipped), absl::StatusCode::kDataLoss);
  Sealed cut = sealed;
  cut.set_ciphertext("short");
  EXPECT_EQ(code(cut), absl::StatusCode::kDataLoss);
  EXPECT_THAT(*Open({sealed}, "lehe"), ElementsAre(std::nullopt))
      << "another municipality has no key of this person";
}

TEST_F(KeyRingTest, ParallelFirstSealsShareOneKey) {
  std::vector<Task<absl::StatusOr<Sealed>>> seals;
  for (int i = 0; i < 32; ++i) seals.push_back(ring_.Seal(kCity, "meeting/1", 1, "new", "x"));
  std::vector<Sealed> sealed;
  for (auto& one : SyncWait(WhenAll(std::move(seals)))) sealed.push_back(*std::move(one));
  const auto opened = Open(sealed);
  ASSERT_TRUE(opened.ok()) << opened.status();
  for (const auto& text : *opened) EXPECT_THAT(text, Optional(std::string("x")));
}

TEST_F(KeyRingTest, NoKeyIsInRedisUnwrappedAndAnotherWrappingKeyOpensNothing) {
  const Sealed sealed = Seal("s1", "Erika");
  KeyRing other(store_, *WrappingKey::FromFile(folder_ / "other", true));
  EXPECT_EQ(SyncWait(other.Open(kCity, {sealed})).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(KeyRingTest, TheWrappingKeyStaysTheSameAndIsOursAlone) {
  const auto again = WrappingKey::FromFile(folder_ / "key", true);
  KeyRing ring(store_, *again);
  const Sealed sealed = Seal("s1", "Erika");
  EXPECT_THAT(*SyncWait(ring.Open(kCity, {sealed})), ElementsAre(Optional(std::string("Erika"))));
  struct stat info{};
  ASSERT_EQ(stat((folder_ / "key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(KeyRingTest, AWrappingKeyIsSixtyFourHexadecimalDigitsAndNothingElse) {
  const auto read = [this](const std::string& text) {
    std::ofstream(folder_ / "written") << text;
    return WrappingKey::FromFile(folder_ / "written");
  };
  EXPECT_EQ(read(std::string(62, '0') + "aB\n")->bytes(), std::string(31, '\0') + '\xab');
  for (const std::string& wrong :
       {std::string("not a key"), std::string(), std::string(62, '0'), std::string(63, '0'),
        std::string(66, '0'), std::string(63, '0') + 'g',
        std::string(31, '0') + ' ' + std::string(32, '0')}) {
    EXPECT_EQ(read(wrong).status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
  EXPECT_EQ(WrappingKey::FromFile(folder_ / "none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(KeyRingTest, ASealedTextSaysWhoseItIsAndIsLongerByWhatProtectsIt) {
  const std::string text = "Erika Beispiel";
  const Sealed sealed = Seal("s1", text);
  EXPECT_EQ(sealed.subject_ref(), "s1");
  EXPECT_EQ(sealed.key_version(), 1u);
  EXPECT_EQ(sealed.aggregate_version(), 3u);
  EXPECT_EQ(sealed.ciphertext().size(), 24 + text.size() + 16) << "nonce and tag";
  EXPECT_EQ(Open({sealed})->front()->size(), text.size());
}

TEST_F(KeyRingTest, NoPartOfASealedTextIsReadable) {
  for (const char* text : {"", "Erika"}) {
    const Sealed sealed = Seal("s1", text);
    EXPECT_THAT(*Open({sealed}), ElementsAre(Optional(std::string(text))));
    for (size_t size = 0; size < sealed.ciphertext().size(); ++size) {
      Sealed cut = sealed;
      cut.mutable_ciphertext()->resize(size);
      EXPECT_EQ(Open({cut}).status().code(), absl::StatusCode::kDataLoss) << size;
    }
  }
}

TEST_F(KeyRingTest, WhereATextWasSealedIsNotTakenForAPlaceThatReadsLikeIt) {
  auto sealed = SyncWait(ring_.Seal(kCity, "meeting/1", 23, "s1", "Erika"));
  ASSERT_TRUE(sealed.ok());
  sealed->set_aggregate("meeting/12");
  sealed->set_aggregate_version(3);
  EXPECT_EQ(Open({*sealed}).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(KeyRingTest, WithoutASubjectNothingIsSealedOrErased) {
  EXPECT_EQ(SyncWait(ring_.Seal(kCity, "meeting/1", 3, "", "text")).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SyncWait(ring_.EraseSubject(kCity, "")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(Open({})->empty());
}

TEST_F(KeyRingTest, ASecretIsOfItsPurposeAndOfTheWrappingKey) {
  const std::string codes = ring_.SecretFor("codes");
  EXPECT_EQ(codes.size(), 32u);
  EXPECT_NE(codes, ring_.SecretFor("ballots"));
  KeyRing same(store_, *WrappingKey::FromFile(folder_ / "key"));
  EXPECT_EQ(codes, same.SecretFor("codes"));
  KeyRing other(store_, *WrappingKey::FromFile(folder_ / "other", true));
  EXPECT_NE(codes, other.SecretFor("codes"));
}

TEST_F(KeyRingTest, AnErasureLeavesNoKey) {
  Seal("s1", "Erika");
  ASSERT_TRUE(SyncWait(ring_.EraseSubject(kCity, "s1")).ok());
  EXPECT_EQ(redis_.Command({"GET", "{bremerhaven}:keys:g:key/s1"}), "erased");
}

TEST_F(KeyRingTest, AKeyThatWasChangedInRedisOpensNothing) {
  const Sealed sealed = Seal("s1", "Erika");
  Seal("s2", "has another key");
  redis_.Command({"COPY", "{bremerhaven}:keys:g:key/s2", "{bremerhaven}:keys:g:key/s1", "REPLACE"});
  EXPECT_EQ(Open({sealed}).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(SyncWait(ring_.Seal(kCity, "meeting/1", 3, "s1", "x")).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(WrappingKeyTest, AFileHoldsSixtyFourHexadecimalDigitsAndNothingElse) {
  const test::TemporaryFolder folder;
  const auto read = [&](const std::string& text) {
    std::ofstream(folder / "key") << text;
    return WrappingKey::FromFile(folder / "key");
  };
  const std::string digits = "0123456789abcdefABCDEF" + std::string(42, '0');
  for (const std::string& good : {digits, digits + "\n", " " + digits + "\r\n"}) {
    const auto key = read(good);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->bytes().size(), 32u);
    EXPECT_EQ(key->bytes().substr(0, 2), "\x01\x23");
  }
  for (const std::string& bad : {digits.substr(2), digits + "00", digits.substr(1) + "g",
                                 digits.substr(1) + " ", std::string()}) {
    EXPECT_EQ(read(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

TEST(WrappingKeyTest, AKeyIsMadeOnceAndLeavesNothingBesideIt) {
  const test::TemporaryFolder folder;
  const auto made = WrappingKey::FromFile(folder / "key", true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(std::filesystem::file_size(folder / "key"), 65u) << "a line";
  EXPECT_EQ(WrappingKey::FromFile(folder / "key", true)->bytes(), made->bytes());
  EXPECT_NE(WrappingKey::FromFile(folder / "other", true)->bytes(), made->bytes());
  std::set<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    files.insert(file.path().filename());
  }
  EXPECT_THAT(files, ElementsAre("key", "other"));
  EXPECT_EQ(WrappingKey::FromFile(folder / "no/folder", true).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace zwk::seal
