#include "platform/base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/temporary_folder.h"

namespace {

std::vector<std::string> synced;  // what was brought to the disk, by its path

}  // namespace

// In the place of the C library's: what a power cut takes is not to be seen otherwise.
extern "C" int fsync(int file) {
  std::error_code unknown;
  synced.push_back(std::filesystem::read_symlink(absl::StrCat("/proc/self/fd/", file), unknown));
  return static_cast<int>(syscall(SYS_fsync, file));
}

namespace zwk {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(FilesTest, AFileIsReadWholeAndAFolderIsNone) {
  EXPECT_EQ(*ReadFile("/dev/null"), "");
  const absl::Status folder = ReadFile("/").status();
  EXPECT_EQ(folder.message(), "cannot read /: it is a folder");
  const absl::Status missing = ReadFile("/nowhere/at all").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(missing.message(), "cannot read /nowhere/at all: No such file or directory");
}

class FoldersTest : public ::testing::Test {
 protected:
  FoldersTest() { synced.clear(); }

  const test::TemporaryFolder temporary_;
  const std::string& above_ = temporary_.path();
};

TEST_F(FoldersTest, EachFolderIsOnTheDiskInTheOneItIsIn) {
  const std::string folder = temporary_ / "_audit/moorsum/participation";
  ASSERT_TRUE(MakeFolders(folder, above_).ok());
  EXPECT_TRUE(fs::is_directory(folder));
  EXPECT_THAT(synced, ElementsAre(above_, above_ + "/_audit", above_ + "/_audit/moorsum"));
}

TEST_F(FoldersTest, FoldersThatAreThereAreBroughtToTheDiskAllTheSame) {
  fs::create_directories(temporary_ / "moorsum/ab");
  ASSERT_TRUE(MakeFolders(temporary_ / "moorsum/ab", above_ + "/").ok());
  EXPECT_THAT(synced, ElementsAre(above_, above_ + "/moorsum"));
}

TEST_F(FoldersTest, AFileInTheWayIsNamed) {
  std::ofstream(temporary_ / "moorsum") << "a file stands where the folder should be";
  const absl::Status refused = MakeFolders(temporary_ / "moorsum/ab", above_);
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused.message()), HasSubstr(temporary_ / "moorsum/ab"));
  EXPECT_THAT(synced, ElementsAre());
}

TEST_F(FoldersTest, AFileIsOnTheDiskBeforeItsNameIs) {
  ASSERT_TRUE(WriteDurably(temporary_ / "head.json", "1").ok());
  ASSERT_TRUE(WriteDurably(temporary_ / "head.json", "2").ok());
  EXPECT_THAT(synced, ElementsAre(StartsWith(temporary_ / "head.json."), above_,
                                  StartsWith(temporary_ / "head.json."), above_));
  EXPECT_EQ(*ReadFile(temporary_ / "head.json"), "2");
}

TEST_F(FoldersTest, WhatIsMadeTakesNobodysPlace) {
  ASSERT_TRUE(MakeDurably(temporary_ / "batch", "ours").ok());
  EXPECT_EQ(MakeDurably(temporary_ / "batch", "theirs").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadFile(temporary_ / "batch"), "ours");
  EXPECT_EQ(std::distance(fs::directory_iterator(above_), fs::directory_iterator()), 1);
}

TEST_F(FoldersTest, WhatIsAppendedStandsBehindWhatIsThere) {
  ASSERT_TRUE(AppendDurably(temporary_ / "erased", "one\n").ok());
  ASSERT_TRUE(AppendDurably(temporary_ / "erased", "two\n").ok());
  EXPECT_EQ(*ReadFile(temporary_ / "erased"), "one\ntwo\n");
  EXPECT_THAT(synced, ElementsAre(temporary_ / "erased", above_, temporary_ / "erased"));
}

}  // namespace
}  // namespace zwk
