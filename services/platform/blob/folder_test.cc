#include "platform/blob/folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "platform/base/hash.h"
#include "platform/base/task.h"
#include "tests/support/temporary_folder.h"

namespace zwk::blob {
namespace {

namespace fs = std::filesystem;

class FolderTest : public ::testing::Test {
 protected:
  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }

  const test::TemporaryFolder temporary_;
  const fs::path root_ = temporary_ / "blobs";
  Pool pool_{2};
  Folder folder_{root_, pool_};
};

TEST_F(FolderTest, BytesComeBackUnderTheirHash) {
  const std::string photo("\x89PNG\0\r\n", 7);
  const auto name = SyncWait(folder_.Put("bremerhaven", photo));
  ASSERT_TRUE(name.ok()) << name.status();
  EXPECT_EQ(*name, Sha256Hex(photo));
  EXPECT_EQ(*SyncWait(folder_.Get("bremerhaven", *name)), photo);
  EXPECT_TRUE(SyncWait(folder_.Check("bremerhaven", *name)).ok());
  std::string parts;
  const int64_t size = static_cast<int64_t>(photo.size());
  for (int64_t at = 0; at < size; at += 5)
    parts += *SyncWait(folder_.GetPart("bremerhaven", *name, at, 5));
  EXPECT_EQ(parts, photo);
  EXPECT_EQ(*SyncWait(folder_.GetPart("bremerhaven", *name, size, 5)), "");
  EXPECT_EQ(*SyncWait(folder_.Put("bremerhaven", "")), Sha256Hex(""));
}

TEST_F(FolderTest, TheSameBytesAreOneFileAndNoPartIsLeft) {
  std::vector<Task<absl::StatusOr<std::string>>> puts;
  for (int i = 0; i < 20; ++i) puts.push_back(folder_.Put("bremerhaven", "presentation"));
  for (const auto& name : SyncWait(WhenAll(std::move(puts)))) EXPECT_TRUE(name.ok());
  EXPECT_EQ(Files().size(), 1u);
}

TEST_F(FolderTest, AnotherMunicipalityDoesNotFindIt) {
  const std::string name = *SyncWait(folder_.Put("bremerhaven", "ours"));
  EXPECT_EQ(SyncWait(folder_.Get("lehe", name)).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(SyncWait(folder_.Check("lehe", name)).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(SyncWait(folder_.GetPart("lehe", name, 0, 5)).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(FolderTest, NamesThatAreNoHashesAreNotFound) {
  for (const char* name : {"", "..", "../../etc/passwd", "ABCDEF"}) {
    EXPECT_EQ(SyncWait(folder_.Get("bremerhaven", name)).status().code(),
              absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(SyncWait(folder_.Put("../x", "y")).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(FolderTest, DamageIsNoticed) {
  const std::string name = *SyncWait(folder_.Put("bremerhaven", "minutes"));
  std::ofstream(Files()[0]) << "other minutes";
  EXPECT_EQ(SyncWait(folder_.Get("bremerhaven", name)).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(SyncWait(folder_.Check("bremerhaven", name)).code(), absl::StatusCode::kDataLoss);
}

TEST_F(FolderTest, AFolderThatCannotBeWrittenSaysSo) {
  std::ofstream(root_) << "a file stands where the folder should be";
  EXPECT_EQ(SyncWait(folder_.Put("bremerhaven", "x")).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace zwk::blob
