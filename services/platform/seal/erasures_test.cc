#include "platform/seal/erasures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "platform/base/errors.h"
#include "platform/base/files.h"
#include "platform/seal/key_ring.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"

namespace zwk::seal {
namespace {

namespace fs = std::filesystem;
using common::v1::Sealed;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";

class ErasuresTest : public ::testing::Test {
 protected:
  Sealed Seal(const std::string& subject) {
    auto sealed = SyncWait(ring_.Seal(kCity, "board/1", 1, subject, "Ada Beispiel"));
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return *sealed;
  }
  std::optional<std::string> Open(const Sealed& sealed) {
    return SyncWait(ring_.Open(kCity, {sealed})).value()[0];
  }
  absl::Status Destroy(std::vector<std::string> subjects) {
    return SyncWait(erasures_.Destroy({at_, kCity, std::move(subjects)}, kNoDeadline));
  }
  std::vector<KeyState> States(std::vector<std::string> subjects) {
    return SyncWait(erasures_.StatesOf(kCity, std::move(subjects), kNoDeadline)).value();
  }
  std::string KeyOf(const std::string& subject) {
    return redis_.Command({"GET", std::string("{bremerhaven}:keys:g:key/") + subject});
  }
  // Whether any file of Redis has these bytes.
  bool InFiles(const std::string& bytes) {
    for (const auto& entry : fs::recursive_directory_iterator(redis_.folder())) {
      if (!entry.is_regular_file()) continue;
      if (ReadFile(entry.path().string()).value().find(bytes) != std::string::npos) return true;
    }
    return false;
  }
  // How often Redis has written its file anew.
  int64_t Rewrites() {
    const std::string info = redis_.Command({"INFO", "persistence"});
    const size_t at = info.find("aof_rewrites:");
    return at == std::string::npos ? -1 : std::stoll(info.substr(at + 13));
  }
  Time Soon() { return SystemClock().Now() + std::chrono::seconds(20); }

  const Time at_ = *ParseTime("2026-01-31T10:00:00.000000Z");
  const test::TemporaryFolder folder_;
  const std::string list_ = folder_ / "_erasures";
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  KeyRing ring_{store_, *WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{1};
  Timers timers_;
  Erasures erasures_{store_, pool_, timers_, {list_, redis_.address()}};
};

TEST_F(ErasuresTest, WhatWasDestroyedOpensNothingAndIsOnTheList) {
  const Sealed ada = Seal("ada");
  const Sealed bob = Seal("bob");
  EXPECT_THAT(States({"ada", "bob", "eve"}),
              ElementsAre(KeyState::kThere, KeyState::kThere, KeyState::kNone));
  ASSERT_TRUE(Destroy({"ada"}).ok());
  EXPECT_EQ(Open(ada), std::nullopt);
  EXPECT_EQ(Open(bob), "Ada Beispiel");
  EXPECT_THAT(States({"ada", "bob"}), ElementsAre(KeyState::kErased, KeyState::kThere));
  const auto listed = SyncWait(erasures_.Listed()).value();
  EXPECT_THAT(listed, ElementsAre(ErasedTogether{at_, kCity, {"ada"}}));
  EXPECT_TRUE(Destroy({"ada"}).ok());
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(), SizeIs(1));
}

TEST_F(ErasuresTest, WhereTheListIsNotAskedTheKeysAre) {
  Seal("ada");
  const Sealed bob = Seal("bob");
  const auto destroy = [&](std::vector<std::string> subjects) {
    ErasedTogether erased{at_, kCity, std::move(subjects)};
    return SyncWait(erasures_.Destroy(std::move(erased), kNoDeadline, /*may_be_listed=*/false));
  };
  ASSERT_TRUE(destroy({"ada"}).ok());
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(),
              ElementsAre(ErasedTogether{at_, kCity, {"ada"}}));
  fs::remove(list_);
  EXPECT_TRUE(destroy({"ada"}).ok());
  EXPECT_FALSE(fs::exists(list_)) << "it is erased already";
  ASSERT_TRUE(destroy({"ada", "bob"}).ok()) << "one of them is not";
  EXPECT_EQ(Open(bob), std::nullopt);
  ASSERT_TRUE(Destroy({"ada"}).ok());
  EXPECT_THAT(
      SyncWait(erasures_.Listed()).value(),
      ElementsAre(ErasedTogether{at_, kCity, {"ada", "bob"}}, ErasedTogether{at_, kCity, {"ada"}}))
      << "who does ask the list gets back what it has lost";
}

TEST_F(ErasuresTest, TheFileOfTheStoreLosesTheKey) {
  Seal("ada");
  const std::string wrapped = KeyOf("ada");
  ASSERT_TRUE(Destroy({"ada"}).ok());
  EXPECT_TRUE(InFiles(wrapped)) << "or there is nothing to lose";
  const auto rewritten = SyncWait(erasures_.RewriteFile(kCity, Soon()));
  ASSERT_TRUE(rewritten.ok()) << rewritten.status();
  EXPECT_TRUE(*rewritten);
  EXPECT_FALSE(InFiles(wrapped));
}

TEST_F(ErasuresTest, AFileThatIsBeingWrittenAlreadyIsWrittenOnceMore) {
  Seal("ada");
  const std::string wrapped = KeyOf("ada");
  redis_.Command({"CONFIG", "SET", "rdb-key-save-delay", "200000"});  // microseconds a key
  redis_.Command({"BGREWRITEAOF"});
  ASSERT_TRUE(Destroy({"ada"}).ok());
  redis_.Command({"CONFIG", "SET", "rdb-key-save-delay", "0"});
  EXPECT_TRUE(SyncWait(erasures_.RewriteFile(kCity, Soon())).value());
  EXPECT_FALSE(InFiles(wrapped));
}

TEST_F(ErasuresTest, WhatWasDestroyedAlreadyHasNothingWrittenAnew) {
  Seal("ada");
  ASSERT_TRUE(Destroy({"ada"}).ok());
  ASSERT_TRUE(SyncWait(erasures_.RewriteFile(kCity, Soon())).value());
  const int64_t once = Rewrites();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(Destroy({"ada"}).ok());
    ASSERT_TRUE(Destroy({"never"}).ok()) << "nobody has had a key of it";
    EXPECT_TRUE(SyncWait(erasures_.RewriteFile(kCity, Soon())).value());
    EXPECT_TRUE(SyncWait(erasures_.RewriteWhatIsDue(Soon())).value());
  }
  EXPECT_EQ(Rewrites(), once);
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(), SizeIs(2));
  EXPECT_EQ(ReadFile(list_).value().find("ada"), ReadFile(list_).value().rfind("ada"));
}

TEST_F(ErasuresTest, ManyAtOnceShareOneRewriting) {
  std::vector<std::string> wrapped;
  std::vector<Task<absl::StatusOr<bool>>> all;
  redis_.Command({"CONFIG", "SET", "rdb-key-save-delay", "2000"});  // microseconds a key
  for (int i = 0; i < 20; ++i) {
    const std::string subject = absl::StrCat("s", i);
    Seal(subject);
    wrapped.push_back(KeyOf(subject));
    ASSERT_TRUE(Destroy({subject}).ok());
    all.push_back(erasures_.RewriteFile(kCity, Soon()));
  }
  const int64_t before = Rewrites();
  for (const auto& rewritten : SyncWait(WhenAll(std::move(all))))
    EXPECT_TRUE(rewritten.value_or(false)) << rewritten.status();
  EXPECT_EQ(Rewrites() - before, 1);
  for (const std::string& key : wrapped) EXPECT_FALSE(InFiles(key));
}

TEST_F(ErasuresTest, WhatIsDueIsDoneByWhoeverComesNext) {
  Seal("ada");
  const std::string wrapped = KeyOf("ada");
  ASSERT_TRUE(Destroy({"ada"}).ok());
  // Its process is killed before the file is written; another one finds it due.
  Erasures other(store_, pool_, timers_, {list_, redis_.address()});
  EXPECT_TRUE(InFiles(wrapped));
  EXPECT_TRUE(SyncWait(other.RewriteWhatIsDue(Soon())).value());
  EXPECT_FALSE(InFiles(wrapped));
}

TEST_F(ErasuresTest, WithoutTheRightTheFileStaysAndIsSaidTo) {
  Seal("ada");
  ASSERT_TRUE(Destroy({"ada"}).ok());
  redis_.Command({"ACL", "SETUSER", "default", "-bgrewriteaof"});
  EXPECT_FALSE(SyncWait(erasures_.RewriteFile(kCity, Soon())).value());
}

TEST_F(ErasuresTest, AStoreThatIsAwayIsNotWaitedForWithoutEnd) {
  Seal("ada");
  ASSERT_TRUE(Destroy({"ada"}).ok());
  redis_.Kill9();
  EXPECT_FALSE(SyncWait(erasures_.RewriteFile(kCity, Soon())).ok());
  redis_.Restart();
}

TEST_F(ErasuresTest, KeysThatCameBackWithABackupGoAgain) {
  const Sealed ada = Seal("ada");
  const Sealed bob = Seal("bob");
  const std::string wrapped = KeyOf("ada");
  ASSERT_TRUE(Destroy({"ada", "card"}).ok());
  redis_.Command({"SET", "{bremerhaven}:keys:g:key/ada", wrapped});
  ASSERT_EQ(Open(ada), "Ada Beispiel");
  EXPECT_EQ(SyncWait(erasures_.Replay(SyncWait(erasures_.Listed()).value())).value(), 1);
  EXPECT_EQ(Open(ada), std::nullopt);
  EXPECT_EQ(Open(bob), "Ada Beispiel");
  EXPECT_EQ(SyncWait(erasures_.Replay(SyncWait(erasures_.Listed()).value())).value(), 0);
}

TEST_F(ErasuresTest, ALineThatWasCutOffHidesNoOther) {
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(), IsEmpty()) << "there is no list yet";
  ASSERT_TRUE(Destroy({"ada"}).ok());
  std::ofstream(list_, std::ios::app) << "\n2026-01-31T10:00:00.000000Z bremerhaven bo";
  ASSERT_TRUE(Destroy({"eve"}).ok());
  EXPECT_THAT(
      SyncWait(erasures_.Listed()).value(),
      ElementsAre(ErasedTogether{at_, kCity, {"ada"}}, ErasedTogether{at_, kCity, {"eve"}}));
}

TEST_F(ErasuresTest, LinesThatAreNoErasuresHideNoOther) {
  std::ofstream(list_) << "2026-01-31T10:00:00.000000Z bremerhaven ada bob .\n"
                          "yesterday bremerhaven eve .\n"
                          "2026-01-31T10:00:00.000000Z Bremer/haven eve .\n"
                          "2026-01-31T10:00:00.000000Z bremerhaven .\n"
                          "2026-01-31T10:00:00.000000Z bremerhaven eve\n\n"
                          "2026-01-31T10:00:00.000000Z lehe carl .\n"
                          "2026-01-31T10:00:00.000000Z bremerhaven ada bob .\n";
  EXPECT_THAT(SyncWait(erasures_.Listed()).value(),
              ElementsAre(ErasedTogether{at_, kCity, {"ada", "bob"}},
                          ErasedTogether{at_, "lehe", {"carl"}}));
}

TEST_F(ErasuresTest, ManyKeysOfSeveralCitiesGoAgain) {
  std::vector<ErasedTogether> listed;
  for (const char* city : {kCity, "lehe"}) {
    ErasedTogether& erased = listed.emplace_back();
    erased = {at_, city, {}};
    for (int i = 0; i < 230; ++i) erased.subjects.push_back("s" + std::to_string(i));
  }
  listed.push_back({at_, kCity, {"t"}});
  ASSERT_TRUE(Destroy({"s0", "s100", "s229"}).ok());
  EXPECT_EQ(SyncWait(erasures_.Replay(listed)).value(), 2 * 230 + 1 - 3);
  std::vector<std::string> subjects = listed[0].subjects;
  std::vector<KeyState> erased(subjects.size() + 1, KeyState::kErased);
  subjects.emplace_back("t");
  EXPECT_EQ(States(subjects), erased);
  for (const size_t at : {0, 100, 231}) {
    subjects.insert(subjects.begin() + at, "nobody");
    erased.insert(erased.begin() + at, KeyState::kNone);
  }
  EXPECT_EQ(States(subjects), erased) << "in the order in which they were asked for";
  EXPECT_EQ(redis_.Command({"GET", "{lehe}:keys:g:key/s229"}), "erased");
  EXPECT_EQ(SyncWait(erasures_.Replay(listed)).value(), 0);
}

TEST_F(ErasuresTest, WhereTooMuchWaitsNothingIsBegun) {
  const Sealed ada = Seal("ada");
  Pool full(1, 0);
  Erasures busy(store_, full, timers_, {list_, redis_.address()});
  const auto reason = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    return ReasonOf(status);
  };
  EXPECT_EQ(reason(SyncWait(busy.Destroy({at_, kCity, {"ada"}}, kNoDeadline))), "BLOB_QUEUE_FULL");
  EXPECT_EQ(reason(SyncWait(busy.Listed()).status()), "BLOB_QUEUE_FULL");
  EXPECT_EQ(Open(ada), "Ada Beispiel");
  EXPECT_FALSE(fs::exists(list_));
  ASSERT_TRUE(Destroy({"ada"}).ok());  // so that the file is due
  EXPECT_EQ(reason(SyncWait(busy.RewriteFile(kCity, Soon())).status()), "BLOB_QUEUE_FULL");
}

TEST_F(ErasuresTest, AFileThatIsNotWrittenInTimeIsSaidToBeLate) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      SyncWait(erasures_.RewriteFile(kCity, SystemClock().Now())).status()));
}

TEST_F(ErasuresTest, WhatTheStoreSaysOfItselfIsNeededAndTold) {
  Seal("ada");
  ASSERT_TRUE(Destroy({"ada"}).ok());
  redis_.Command({"ACL", "SETUSER", "default", "-info"});
  const absl::Status refused = SyncWait(erasures_.RewriteFile(kCity, Soon())).status();
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("NOPERM"));
}

TEST_F(ErasuresTest, WhatCannotBeListedIsNotDestroyed) {
  const Sealed ada = Seal("ada");
  fs::create_directory(list_);
  EXPECT_FALSE(Destroy({"ada"}).ok());
  EXPECT_EQ(Open(ada), "Ada Beispiel");
  EXPECT_FALSE(SyncWait(erasures_.Listed()).ok());
}

}  // namespace
}  // namespace zwk::seal
