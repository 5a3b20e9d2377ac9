#include "platform/seal/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
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

}  // namespace
}  // namespace zwk::seal
