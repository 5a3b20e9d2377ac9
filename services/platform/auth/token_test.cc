#include "platform/auth/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/auth/token_issuer_fixture.h"
#include "platform/base/errors.h"
#include "platform/base/mac.h"

namespace zwk::auth {
namespace {

using nlohmann::json;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int64_t kNow = 1'900'000'000;

TokenRules Rules() {
  TokenRules rules;
  rules.issuer = "https://id.example/realms/zwk";
  rules.audience = "zwk";
  rules.keys = "/keys";
  return rules;
}

class TokenTest : public ::testing::Test {
 protected:
  TokenVerifier Verifier(TokenRules rules = Rules()) {
    auto keys = std::make_shared<IssuerKeys>(
        [this] { return absl::StatusOr<std::string>(issuer_.KeySet()); },
        IssuerKeys::Options{hours(1), hours(1), hours(1)}, [](const absl::Status&) {});
    while (absl::IsUnavailable(keys->Find("rsa").status())) std::this_thread::yield();
    return TokenVerifier(std::move(rules), std::move(keys), [this] { return now_; });
  }
  void ExpectRefused(const std::string& token, const char* why) {
    const absl::Status refused = verifier_.Verify(token).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated) << why;
    EXPECT_EQ(ReasonOf(refused), "TOKEN_REFUSED");
    EXPECT_THAT(std::string(refused.message()), HasSubstr(why));
    // Nothing of what was brought is said again.
    EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("canary")));
    EXPECT_LE(refused.message().size(), 200u);
  }
  json With(const char* name, json value) const {
    json changed = claims_;
    changed[name] = std::move(value);
    return changed;
  }
  std::string Rs256(const json& claims) const {
    return issuer_.Sign("rsa", {{"alg", "RS256"}, {"kid", "rsa"}}, claims);
  }

  int64_t now_ = kNow;
  TokenIssuer issuer_;
  json claims_ = {{"iss", Rules().issuer},
                  {"aud", "zwk"},
                  {"sub", "canary-4711"},
                  {"exp", kNow + 300},
                  {"nbf", kNow - 10},
                  {"zwk_municipality", "moorsum"},
                  {"zwk_roles", {"CHAIR", "SERVICE", "CLERK"}},
                  {"name", "canary"}};
  TokenVerifier verifier_ = Verifier();
};

TEST_F(TokenTest, BothAlgorithmsAreBelieved) {
  for (const std::string& token :
       {Rs256(claims_),
        issuer_.Sign("ec", {{"alg", "ES256"}, {"kid", "ec"}, {"typ", "JWT"}}, claims_)}) {
    const auto caller = verifier_.Verify(token);
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_EQ(caller->municipality, "moorsum");
    EXPECT_EQ(caller->subject_ref, "canary-4711");
    EXPECT_THAT(caller->roles, ElementsAre("CHAIR", "CLERK"));
  }
  EXPECT_TRUE(verifier_.Verify(Rs256(With("aud", {"account", "zwk"}))).ok());
  json few = claims_;
  few.erase("nbf");
  few.erase("zwk_roles");
  EXPECT_THAT(verifier_.Verify(Rs256(few))->roles, IsEmpty());
}

TEST_F(TokenTest, AlgorithmsOfAnAttackerAreRefusedBeforeAnythingIsVerified) {
  const std::string text = Rs256(claims_);
  for (const char* none : {"none", "None", "NONE", "", "HS384", "PS256", "RS512", "ES384"})
    ExpectRefused(TokenIssuer::Bent({{"alg", none}, {"kid", "rsa"}}, claims_, "x"), "algorithm");
  ExpectRefused(TokenIssuer::Bent({{"kid", "rsa"}}, claims_, "x"), "algorithm");
  ExpectRefused(TokenIssuer::Bent({{"alg", 1}, {"kid", "rsa"}}, claims_, "x"), "algorithm");
  // The public key as if it were a secret that both sides share.
  const json header = {{"alg", "HS256"}, {"kid", "rsa"}};
  const std::string signed_part =
      absl::StrCat(Base64Url(header.dump()), ".", Base64Url(claims_.dump()));
  for (const std::string& secret :
       {issuer_.PublicKey("rsa").dump(), issuer_.PublicKey("rsa")["n"].get<std::string>()})
    ExpectRefused(absl::StrCat(signed_part, ".", Base64Url(HmacSha256(secret, signed_part))),
                  "algorithm");
  // A key for something else than what it is.
  ExpectRefused(issuer_.Sign("rsa", {{"alg", "RS256"}, {"kid", "ec"}}, claims_),
                "another algorithm");
  ExpectRefused(issuer_.Sign("ec", {{"alg", "ES256"}, {"kid", "rsa"}}, claims_),
                "another algorithm");
  ExpectRefused(issuer_.Sign("rsa", {{"alg", "RS256"}, {"kid", "rsa"}, {"crit", {"exp"}}}, claims_),
                "does not know");
}

TEST_F(TokenTest, WhatIsNotSignedByTheIssuerIsRefused) {
  const std::string good = Rs256(claims_);
  const size_t first = good.find('.'), second = good.rfind('.');
  json more = With("zwk_roles", {"ADMINISTRATOR"});
  ExpectRefused(good.substr(0, first + 1) + Base64Url(more.dump()) + good.substr(second),
                "signature");
  ExpectRefused(good.substr(0, good.size() - 8), "signature");
  const TokenIssuer other;
  ExpectRefused(other.Sign("rsa", {{"alg", "RS256"}, {"kid", "rsa"}}, claims_), "signature");
  ExpectRefused(issuer_.Sign("rsa", {{"alg", "RS256"}, {"kid", "elsewhere"}}, claims_),
                "none of the issuer's");
  ExpectRefused(issuer_.Sign("rsa", {{"alg", "RS256"}}, claims_), "does not name its key");
  // A key that it brings along itself.
  ExpectRefused(
      other.Sign("rsa", {{"alg", "RS256"}, {"kid", "rsa"}, {"jwk", other.PublicKey("rsa")}},
                 claims_),
      "signature");
}

TEST_F(TokenTest, WhatIsMeantForOthersOrForAnotherTimeIsRefused) {
  ExpectRefused(Rs256(With("iss", "https://canary.example")), "another issuer");
  ExpectRefused(Rs256(With("iss", json::array({Rules().issuer}))), "another issuer");
  for (const json& audience :
       {json("canary"), json(json::array()), json(nullptr), json({{"zwk", 1}})})
    ExpectRefused(Rs256(With("aud", audience)), "somebody else");
  ExpectRefused(Rs256(With("exp", kNow - 31)), "expired");
  EXPECT_TRUE(verifier_.Verify(Rs256(With("exp", kNow - 29))).ok()) << "clocks differ";
  ExpectRefused(Rs256(With("nbf", kNow + 31)), "not valid yet");
  for (const json& never : {json("never"), json(nullptr), json(1e300), json(-1)}) {
    ExpectRefused(Rs256(With("exp", never)), "when it expires");
    ExpectRefused(Rs256(With("nbf", never)), "not valid yet");
  }
  now_ += 331;
  ExpectRefused(Rs256(claims_), "expired");
}

TEST_F(TokenTest, ATokenIsOfOnePersonAndOneMunicipality) {
  for (const json& municipality :
       {json({"moorsum", "bremerhaven"}), json(json::array()), json(nullptr), json("Canary!"),
        json(7), json({{"moorsum", 1}})}) {
    const absl::Status refused =
        verifier_.Verify(Rs256(With("zwk_municipality", municipality))).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated) << municipality;
  }
  for (const json& subject : {json(""), json(nullptr), json(std::string(201, 'x')), json("code/1")})
    ExpectRefused(Rs256(With("sub", subject)), "whose it is");
  ExpectRefused(Rs256(With("zwk_roles", {"CHAIR", 7})), "no texts");
}

TEST_F(TokenTest, ClaimsMeanWhatTheRulesSay) {
  TokenRules rules = Rules();
  rules.roles_claim = "realm_access.roles";
  rules.roles = {{"/zwk/vorsitz", "CHAIR"}, {"/zwk/leitung", "CHAIR"}};
  rules.municipality_claim = "groups";
  rules.municipalities = {{"/stadt/moorsum", "moorsum"}};
  const TokenVerifier verifier = Verifier(rules);
  json claims = claims_;
  claims["realm_access"] = {
      {"roles", {"/zwk/vorsitz", "/zwk/leitung", "ADMINISTRATOR", "offline_access"}}};
  claims["groups"] = {"/verein", "/stadt/moorsum"};
  const auto caller = verifier.Verify(Rs256(claims));
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_THAT(caller->roles, ElementsAre("CHAIR")) << "what is not written down means nothing";
  EXPECT_EQ(caller->municipality, "moorsum");
}

TEST_F(TokenTest, WhatIsNoTokenIsRefusedFast) {
  const std::string good = Rs256(claims_);
  ExpectRefused("", "no signed token");
  ExpectRefused("canary", "no signed token");
  ExpectRefused("..", "no signed token");
  ExpectRefused(good + ".canary", "no signed token");
  ExpectRefused(good.substr(0, good.rfind('.') + 1), "no signed token");
  ExpectRefused("!!!" + good, "no signed token");
  ExpectRefused(std::string(64 << 10, 'x'), "too long");
  ExpectRefused(Base64Url(std::string(2000, '[') + std::string(2000, ']')) + ".e30.x",
                "no signed token");
  ExpectRefused(Base64Url("[1]") + ".e30.x", "no signed token");
}

}  // namespace
}  // namespace zwk::auth
