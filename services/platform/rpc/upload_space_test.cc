#include "platform/rpc/upload_space.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "platform/base/errors.h"
#include "platform/rpc/status.h"
#include "tests/support/temporary_folder.h"

namespace zwk::rpc {
namespace {

Task<absl::StatusOr<std::string>> Through(UploadSpace* space, std::string file, size_t chunk) {
  Spool spool(space);
  for (size_t at = 0; at < file.size(); at += chunk) {
    const absl::Status kept = co_await spool.Append(file.substr(at, chunk));
    if (!kept.ok()) co_return kept;
  }
  co_return co_await spool.TakeAll();
}

TEST(SpoolTest, GivesBackWhatItWasGivenAndLeavesNothing) {
  const test::TemporaryFolder folder;
  UploadSpace space({.folder = folder.path()});
  std::string file;
  for (int i = 0; file.size() < 300'000; ++i) file += std::to_string(i);
  for (const size_t chunk : {size_t{1000}, size_t{65536}, size_t{1 << 20}}) {
    EXPECT_EQ(*SyncWait(Through(&space, file, chunk)), file) << chunk;
    EXPECT_EQ(*SyncWait(Through(nullptr, file, chunk)), file) << chunk;
  }
  EXPECT_EQ(*SyncWait(Through(&space, "short", 2)), "short");
  EXPECT_EQ(*SyncWait(Through(&space, "", 2)), "");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SpoolTest, AFolderThatIsNotThereIsARefusal) {
  UploadSpace space({.folder = "/does/not/exist"});
  EXPECT_EQ(SyncWait(Through(&space, std::string(100'000, 'x'), 1 << 20)).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(ByteBudgetTest, ACityAtItsLimitLeavesTheOthersTheirs) {
  ByteBudget budget({100, 60}, UploadsFull);
  ByteBudget::Share one(budget, "bremerhaven");
  ByteBudget::Share another(budget, "bremerhaven");
  ByteBudget::Share others(budget, "cuxhaven");
  EXPECT_TRUE(one.Take(40).ok());
  EXPECT_TRUE(another.Take(20).ok());
  const absl::Status refused = another.Take(1);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "UPLOADS_FULL");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
  EXPECT_TRUE(others.Take(40).ok());
  EXPECT_FALSE(others.Take(1).ok()) << "all of it is taken";
  one.Return();
  EXPECT_TRUE(others.Take(20).ok());
  EXPECT_TRUE(another.Take(20).ok());
}

TEST(ByteBudgetTest, ACallerAtItsLimitLeavesItsCityTheRest) {
  ByteBudget budget({100, 60, 20}, AnswersFull);
  ByteBudget::Share one(budget, "bremerhaven", "ada");
  ByteBudget::Share another(budget, "bremerhaven", "ada");
  ByteBudget::Share neighbor(budget, "bremerhaven", "bob");
  ByteBudget::Share nobody(budget, "bremerhaven");
  EXPECT_TRUE(one.Take(15).ok());
  const absl::Status refused = another.Take(6);
  EXPECT_EQ(ReasonOf(refused), "ANSWERS_FULL");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
  EXPECT_TRUE(another.Take(5).ok());
  EXPECT_TRUE(neighbor.Take(20).ok());
  EXPECT_TRUE(nobody.Take(20).ok()) << "has no share of its own";
  EXPECT_FALSE(nobody.Take(1).ok()) << "the city's are taken";
  one.Return();
  EXPECT_TRUE(another.Take(15).ok());
}

TEST(ByteBudgetTest, WhatGoesGivesBackWhatItTook) {
  ByteBudget budget({10, 10}, UploadsFull);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ByteBudget::Share(budget, "essen").Take(10).ok());
}

}  // namespace
}  // namespace zwk::rpc
