#pragma once

// A real Redis, and a store of area "participation" on it, for the tests of this folder.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/task.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"

namespace zwk::store {

inline constexpr char kCity[] = "bremerhaven";

class RedisFixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = std::make_unique<test::RedisServer>(); }
  static void TearDownTestSuite() { redis_.reset(); }
  void SetUp() override { redis_->Command({"FLUSHALL"}); }

  static RedisStore::Options On(const std::string& area) {
    RedisStore::Options options;
    options.address = redis_->address();
    options.area = area;
    options.page_token_key = "test";
    return options;
  }

  Outcome Applied(Commit commit) {
    const auto outcome = SyncWait(store_.Apply(std::move(commit), kNoDeadline));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : Outcome{Outcome::kConflict, "", "no outcome", "", {}};
  }

  absl::StatusCode CodeOf(Commit commit) {
    return SyncWait(store_.Apply(std::move(commit), kNoDeadline)).status().code();
  }

  ReadResult Read(ReadSet reads, const std::string& municipality = kCity) {
    auto result = SyncWait(store_.Get(municipality, std::move(reads), kNoDeadline));
    EXPECT_TRUE(result.ok()) << result.status();
    return *std::move(result);
  }

  Document ReadOne(const std::string& key, const std::string& municipality = kCity) {
    return Read({.documents = {key}}, municipality).documents[0];
  }

  ScanPage Scanned(ScanQuery query) {
    return *SyncWait(store_.Scan(kCity, std::move(query), kNoDeadline));
  }

  std::vector<TailEntry> Outbox() { return *SyncWait(store_.Tail(kCity, "", 1000, kNoDeadline)); }

  // What Redis calls "d:board/1" and so on.
  static std::string Named(const std::string& key) { return "{bremerhaven}:participation:" + key; }

  static inline std::unique_ptr<test::RedisServer> redis_;
  RedisStore store_{On("participation")};
};

}  // namespace zwk::store
