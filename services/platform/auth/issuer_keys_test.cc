#include "platform/auth/issuer_keys.h"

#include <atomic>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/auth/token_issuer_fixture.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_folder.h"

namespace zwk::auth {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Eventually;

TEST(KeySetTest, KeysThatAreGoodForUsAreTaken) {
  TokenIssuer issuer;
  cjose_err error{};
  const uint8_t exponent[] = {1, 0, 1};
  issuer.Add("short", cjose_jwk_create_RSA_random(1024, exponent, sizeof(exponent), &error));
  issuer.Add("curve", cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_384, &error));
  issuer.Add("secret", cjose_jwk_create_oct_random(256, &error));
  json set = json::parse(issuer.KeySet());
  json encrypts = issuer.PublicKey("rsa"), other = issuer.PublicKey("rsa"),
       nameless = issuer.PublicKey("ec");
  encrypts["kid"] = "encrypts";
  encrypts["use"] = "enc";
  other["kid"] = "other";
  other["alg"] = "PS256";
  nameless.erase("kid");
  for (const json& more : {encrypts, other, nameless, json("text"), json({{"kid", "empty"}})})
    set["keys"].push_back(more);
  const auto keys = ReadKeySet(set.dump());
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->size(), 2u);
  EXPECT_EQ(keys->at("rsa").algorithm, "RS256");
  EXPECT_EQ(keys->at("ec").algorithm, "ES256");
}

TEST(KeySetTest, WhatIsNoKeySetIsRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"keys": {}})", R"({"keys": []})", R"({"keys": [{"kid": "x"}]})"})
    EXPECT_EQ(ReadKeySet(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
}

class IssuerKeysTest : public ::testing::Test {
 protected:
  std::unique_ptr<IssuerKeys> Keys(IssuerKeys::Options options) {
    return std::make_unique<IssuerKeys>(
        [this]() -> absl::StatusOr<std::string> {
          ++reads_;
          const std::lock_guard lock(mutex_);
          if (away_) return absl::UnavailableError("away");
          return issuer_.KeySet();
        },
        options, [this](const absl::Status&) { ++told_; });
  }
  void Change(const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    change();
  }

  std::mutex mutex_;
  TokenIssuer issuer_;  // guarded by mutex_
  bool away_ = false;   // guarded by mutex_
  std::atomic<int> reads_{0}, told_{0};
};

TEST_F(IssuerKeysTest, ANewKeyIsFoundWhenItIsFirstUsed) {
  const auto keys = Keys({hours(1), milliseconds(1), milliseconds(1)});
  EXPECT_TRUE(Eventually([&] { return keys->Find("rsa").ok(); }));
  Change([this] {
    cjose_err error{};
    issuer_.Add("new", cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
    issuer_.Forget("rsa");
  });
  EXPECT_TRUE(Eventually([&] { return keys->Find("new").ok(); }));
  EXPECT_FALSE(keys->Find("rsa").ok()) << "what the issuer has taken back is believed no longer";
}

TEST_F(IssuerKeysTest, MadeUpIdsDoNotMakeUsAskTheIssuerAllTheTime) {
  const auto keys = Keys({hours(1), hours(1), hours(1)});
  EXPECT_TRUE(Eventually([&] { return keys->Find("rsa").ok(); }));
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(keys->Find(absl::StrCat("made up ", i)).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(reads_, 1);
}

TEST_F(IssuerKeysTest, AnIssuerThatIsAwayIsWaitedForAndKnownKeysStay) {
  Change([this] { away_ = true; });
  const auto keys = Keys({milliseconds(1), milliseconds(1), milliseconds(1)});
  EXPECT_EQ(keys->Find("rsa").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Eventually([&] { return reads_ > 3; }));
  EXPECT_EQ(told_, 1) << "once, not again and again";
  Change([this] { away_ = false; });
  EXPECT_TRUE(Eventually([&] { return keys->Find("rsa").ok(); }));
  Change([this] { away_ = true; });
  const int before = reads_;
  EXPECT_TRUE(Eventually([&] { return reads_ > before + 3; }));
  EXPECT_TRUE(keys->Find("rsa").ok());
}

TEST(ReadFromTest, AFileIsReadAndWhatCannotBeIsUnavailable) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "keys") << "{}";
  EXPECT_EQ(*ReadFrom(folder / "keys", ""), "{}");
  EXPECT_EQ(ReadFrom(folder / "nowhere", "").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadFrom("https://127.0.0.1:1/keys", "").status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace zwk::auth
