#include "platform/stream/archive.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/temporary_folder.h"

namespace zwk::stream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Partition kPartition{"participation", "bremerhaven"};

// At 1-N, and so on.
std::vector<Event> Events(uint64_t from, uint64_t to) {
  std::vector<Event> events;
  for (uint64_t i = from; i <= to; ++i) {
    Event& event = events.emplace_back();
    event.area = kPartition.area;
    event.municipality = kPartition.municipality;
    event.aggregate = "topic/1";
    event.version = i;
    event.id = absl::StrCat("bremerhaven/topic/1/", i);
    event.type = "zwk.Happened";
    event.time = FromMicros(1'648'474'200'000'000 + static_cast<int64_t>(i));
    event.data = std::string("\0\n\xff", 3);
    event.trace_parent = "00-abc";
    event.position = absl::StrCat("1-", i);
  }
  return events;
}

class ArchiveTest : public ::testing::Test {
 protected:
  std::vector<uint64_t> Read(uint64_t after, size_t limit = 100) {
    const auto read = archive_.Read(kPartition, {1, after}, limit);
    EXPECT_TRUE(read.ok()) << read.status();
    std::vector<uint64_t> versions;
    for (const Event& event : *read) versions.push_back(event.version);
    return versions;
  }
  void Append(uint64_t from, uint64_t to) {
    ASSERT_TRUE(archive_.Append(kPartition, {1, from - 1}, Events(from, to)).ok());
  }

  const test::TemporaryFolder folder_;
  Archive archive_{folder_ / "archive"};
};

TEST_F(ArchiveTest, WhatWasPutInComesOutAsItWas) {
  std::vector<Event> events = Events(1, 3);
  events[2].version = 0;
  events[2].unreadable = "no version";
  ASSERT_TRUE(archive_.Append(kPartition, {}, events).ok());
  const auto read = archive_.Read(kPartition, {}, 10);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*read)[i].id, events[i].id);
    EXPECT_EQ((*read)[i].area, events[i].area);
    EXPECT_EQ((*read)[i].municipality, events[i].municipality);
    EXPECT_EQ((*read)[i].aggregate, events[i].aggregate);
    EXPECT_EQ((*read)[i].version, events[i].version);
    EXPECT_EQ((*read)[i].type, events[i].type);
    EXPECT_EQ((*read)[i].time, events[i].time);
    EXPECT_EQ((*read)[i].data, events[i].data);
    EXPECT_EQ((*read)[i].trace_parent, events[i].trace_parent);
    EXPECT_EQ((*read)[i].position, events[i].position);
    EXPECT_EQ((*read)[i].unreadable, events[i].unreadable);
  }
  EXPECT_TRUE(archive_.Read({"participation", "lehe"}, {}, 10)->empty());
}

TEST_F(ArchiveTest, FilesAreReadOneAfterTheOtherAlsoWhereTheyOverlap) {
  Append(1, 5);
  Append(6, 9);
  Append(6, 7);  // what another replica has written
  Append(1, 2);
  EXPECT_THAT(Read(0), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_THAT(Read(0, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(Read(3, 3), ElementsAre(4, 5, 6));
  EXPECT_THAT(Read(8), ElementsAre(9));
  EXPECT_THAT(Read(9), IsEmpty());
}

TEST_F(ArchiveTest, AHoleAndADamagedFileAreSaidAndNotPassedOver) {
  Append(1, 3);
  Append(7, 9);
  EXPECT_THAT(Read(0, 3), ElementsAre(1, 2, 3));
  const auto hole = archive_.Read(kPartition, {1, 3}, 10);
  EXPECT_EQ(hole.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(hole.status().message()), HasSubstr("between 1-3 and 1-6"));

  const test::TemporaryFolder other;
  Archive damaged(other / "archive");
  ASSERT_TRUE(damaged.Append(kPartition, {}, Events(1, 200)).ok());
  std::filesystem::path path;
  for (const auto& file : std::filesystem::recursive_directory_iterator(other / "archive")) {
    if (file.is_regular_file()) path = file.path();
  }
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  for (const size_t size : {size_t{0}, size_t{20}, size_t{40}, bytes.size() - 1}) {
    std::ofstream(path, std::ios::binary) << bytes.substr(0, size);
    EXPECT_EQ(Archive(other / "archive").Read(kPartition, {}, 1).status().code(),
              absl::StatusCode::kDataLoss);
  }
  for (size_t at = 0; at < bytes.size(); at += 13) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    std::ofstream(path, std::ios::binary) << flipped;
    ASSERT_EQ(Archive(other / "archive").Read(kPartition, {}, 1).status().code(),
              absl::StatusCode::kDataLoss)
        << at;
  }
}

TEST_F(ArchiveTest, WhereItCannotBeWrittenNothingIsThere) {
  std::ofstream(folder_ / "archive") << "a file where the folder would be";
  EXPECT_EQ(archive_.Append(kPartition, {}, Events(1, 2)).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace zwk::stream
