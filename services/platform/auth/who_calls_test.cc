#include "platform/auth/who_calls.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::auth {
namespace {

using ::testing::ElementsAre;

class WhoCallsTest : public ::testing::Test {
 protected:
  WhoCallsTest() {
    Access access;
    access.partners["uri:zwk:partner:moorsum"] = {"moorsum-client", {"moorsum"}, {"PARTNER"}};
    access.partners["dns:both.example"] = {"both-client", {"moorsum", "bremerhaven"}, {}};
    access.public_municipalities = {"bremerhaven"};
    who_ = WhoCalls(std::move(access), nullptr);
  }
  absl::StatusOr<Caller> Ask(const rpc::PeerNames& peer,
                             std::map<std::string, std::string> metadata = {}) {
    const auto asked = [metadata](absl::string_view key) -> absl::string_view {
      const auto found = metadata.find(std::string(key));
      return found == metadata.end() ? absl::string_view() : absl::string_view(found->second);
    };
    return who_(asked, peer);
  }
  void ExpectRefused(const absl::StatusOr<Caller>& caller, const char* reason) {
    EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated);
    EXPECT_EQ(ReasonOf(caller.status()), reason);
  }

  rpc::Authenticate who_;
};

TEST_F(WhoCallsTest, APartnerIsKnownByItsCertificate) {
  const auto caller = Ask(
      {"dns:x", "uri:zwk:partner:moorsum"},
      {{"x-zwk-roles", "ADMINISTRATOR"}, {"x-zwk-subject", "somebody"}, {"x-zwk-locale", "en"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->municipality, "moorsum");
  EXPECT_EQ(caller->subject_ref, "moorsum-client") << "not what it says of itself";
  EXPECT_THAT(caller->roles, ElementsAre("PARTNER"));
  EXPECT_EQ(caller->locale, "en");
}

TEST_F(WhoCallsTest, APartnerAsksForItsOwnMunicipalitiesAlone) {
  ExpectRefused(Ask({"uri:zwk:partner:moorsum"}, {{"x-zwk-municipality", "bremerhaven"}}),
                "MUNICIPALITY_UNKNOWN");
  ExpectRefused(Ask({"dns:both.example"}), "MUNICIPALITY_UNKNOWN");
  EXPECT_EQ(Ask({"dns:both.example"}, {{"x-zwk-municipality", "bremerhaven"}})->municipality,
            "bremerhaven");
}

TEST_F(WhoCallsTest, NobodyIsAnybodyBySayingSo) {
  ExpectRefused(Ask({}), "NO_CREDENTIALS");
  ExpectRefused(Ask({"dns:stranger"}), "NO_CREDENTIALS");
  ExpectRefused(
      Ask({"dns:stranger"}, {{"x-zwk-municipality", "moorsum"}, {"x-zwk-roles", "CHAIR"}}),
      "NO_CREDENTIALS");
  ExpectRefused(Ask({"dns:edge"}, {{"x-zwk-municipality", "moorsum"}, {"x-zwk-roles", "CHAIR"}}),
                "NO_CREDENTIALS");
  ExpectRefused(Ask({"uri:zwk:partner:moorsum:x"}), "NO_CREDENTIALS");
}

TEST_F(WhoCallsTest, TheEdgeSaysWhoseCertificateItHasSeenAndNobodyElseDoes) {
  const std::string forwarded = "By=x;URI=zwk:partner:moorsum;DNS=moorsum";
  EXPECT_EQ(Ask({"dns:edge"}, {{"x-forwarded-client-cert", forwarded}})->municipality, "moorsum");
  ExpectRefused(Ask({"dns:stranger"}, {{"x-forwarded-client-cert", forwarded}}), "NO_CREDENTIALS");
  ExpectRefused(
      Ask({"dns:edge"}, {{"x-forwarded-client-cert", forwarded + ",URI=zwk:partner:elsewhere"}}),
      "NO_CREDENTIALS");
  EXPECT_EQ(Ask({"dns:edge"}, {{"x-forwarded-client-cert", "Hash=1;DNS=a;DNS=both.example"},
                               {"x-zwk-municipality", "moorsum"}})
                ->subject_ref,
            "both-client");
}

TEST_F(WhoCallsTest, WhoBringsNothingIsNobodyInACityThatIsPublicAlone) {
  for (const rpc::PeerNames& peer : {rpc::PeerNames{}, rpc::PeerNames{"dns:edge"}}) {
    const auto caller =
        Ask(peer, {{"x-zwk-municipality", "bremerhaven"}, {"x-zwk-roles", "CHAIR"}});
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_TRUE(caller->nobody);
    EXPECT_EQ(caller->municipality, "bremerhaven");
    EXPECT_EQ(caller->subject_ref, "");
    EXPECT_THAT(caller->roles, ElementsAre());
    ExpectRefused(Ask(peer, {{"x-zwk-municipality", "moorsum"}}), "NO_CREDENTIALS");
  }
  // A certificate that nobody knows is no missing one.
  ExpectRefused(Ask({"dns:stranger"}, {{"x-zwk-municipality", "bremerhaven"}}), "NO_CREDENTIALS");
  const std::string forwarded = "URI=zwk:partner:elsewhere";
  ExpectRefused(Ask({"dns:edge"}, {{"x-zwk-municipality", "bremerhaven"},
                                   {"x-forwarded-client-cert", forwarded}}),
                "NO_CREDENTIALS");
}

TEST_F(WhoCallsTest, AParticipantIsLookedAtWhereTheCityTakesThemAndProvedLater) {
  const auto with = [this](const std::string& token) {
    return Ask({"dns:edge"}, {{"authorization", "Bearer " + token},
                              {"x-zwk-municipality", "moorsum"},
                              {"x-zwk-subject", "somebody"},
                              {"x-zwk-roles", "CHAIR"}});
  };
  const auto caller = with("zwkp.bremerhaven.a.b");
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->municipality, "bremerhaven") << "of the token, not of the metadata";
  EXPECT_EQ(caller->participant_token, "zwkp.bremerhaven.a.b");
  EXPECT_EQ(caller->subject_ref, "");
  EXPECT_THAT(caller->roles, ElementsAre("PARTICIPANT"));
  for (const char* token : {"zwkp.moorsum.a.b", "zwkp.", "zwkp.bremerhaven", "zwkp.B.a"}) {
    ExpectRefused(with(token), "TOKEN_REFUSED");
  }
}

TEST_F(WhoCallsTest, TheEdgeSaysFromWhereACallCame) {
  const std::map<std::string, std::string> said = {{"x-zwk-municipality", "bremerhaven"},
                                                   {"x-zwk-address", "203.0.113.7"}};
  EXPECT_EQ(Ask({"dns:edge"}, said)->address, "203.0.113.7");
  EXPECT_EQ(Ask({}, said)->address, "");
}

TEST_F(WhoCallsTest, AServiceSaysForWhomItAsks) {
  const auto caller = Ask({"dns:catalog", "dns:localhost"}, {{"x-zwk-municipality", "moorsum"},
                                                             {"x-zwk-roles", "ADMINISTRATOR"},
                                                             {"x-zwk-subject", "somebody"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->municipality, "moorsum");
  EXPECT_THAT(caller->roles, ElementsAre("SERVICE"));
  EXPECT_EQ(caller->subject_ref, "");
  ExpectRefused(Ask({"dns:catalog"}), "MUNICIPALITY_UNKNOWN");
}

TEST_F(WhoCallsTest, WhereThereAreNoTokensATokenIsNotOverlooked) {
  ExpectRefused(Ask({"uri:zwk:partner:moorsum"}, {{"authorization", "Bearer x.y.z"}}),
                "NO_CREDENTIALS");
  ExpectRefused(Ask({"uri:zwk:partner:moorsum"}, {{"authorization", "Basic eDp5"}}),
                "NO_CREDENTIALS");
}

}  // namespace
}  // namespace zwk::auth
