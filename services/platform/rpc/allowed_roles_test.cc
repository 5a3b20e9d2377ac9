#include "platform/rpc/allowed_roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "platform/rpc/echo.pb.h"

namespace zwk::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const google::protobuf::MethodDescriptor& Method(const char* name) {
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  EXPECT_NE(method, nullptr) << name;
  return *method;
}

absl::Status Check(const char* method, const std::string& subject, std::vector<std::string> roles,
                   const std::string& code = "") {
  Caller caller;
  caller.municipality = "bremerhaven";
  caller.subject_ref = subject;
  caller.roles = std::move(roles);
  caller.participant_token = code;
  const auto allowed = AllowedRoles::Of(Method(method));
  EXPECT_TRUE(allowed.ok()) << allowed.status();
  return allowed->Check(caller);
}

constexpr char kForAll[] = "zwk.echo.v1.EchoService.Echo";
constexpr char kForThoseKnown[] = "zwk.echo.v1.GuardedService.Greet";
constexpr char kForThoseKnownAndCodes[] = "zwk.echo.v1.GuardedService.Listen";
constexpr char kForSome[] = "zwk.echo.v1.GuardedService.Decide";

TEST(AllowedRolesTest, WhatIsPublicAsksForNothing) { EXPECT_TRUE(Check(kForAll, "", {}).ok()); }

TEST(AllowedRolesTest, OneOfTheRolesIsEnough) {
  EXPECT_TRUE(Check(kForSome, "", {"PLANNER", "SCRIBE"}).ok());
  EXPECT_TRUE(Check(kForSome, "", {"CHAIR"}).ok());
}

TEST(AllowedRolesTest, WhoHasNoneOfThemHearsWhichWouldDo) {
  for (const std::vector<std::string>& roles : {std::vector<std::string>{},
                                                {"ADMINISTRATOR", "PLANNER"},
                                                {"chair"},
                                                {"ROLE_CHAIR"},
                                                {""}}) {
    const absl::Status refused = Check(kForSome, "somebody", roles);
    EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(ReasonOf(refused), "ROLE_MISSING");
    EXPECT_EQ(refused.message(), "this is for one of the roles CHAIR, SCRIBE");
    EXPECT_THAT(DetailsOf(refused), ElementsAre(Pair("roles", "CHAIR,SCRIBE")));
  }
}

TEST(AllowedRolesTest, KnownIsWhoIsSomebodyOrHasARole) {
  EXPECT_TRUE(Check(kForThoseKnown, "somebody", {}).ok());
  EXPECT_TRUE(Check(kForThoseKnown, "", {"SERVICE"}).ok());
  for (const char* role : {"PUBLIC", "AUTHENTICATED", "UNSPECIFIED", "KING"}) {
    EXPECT_EQ(ReasonOf(Check(kForThoseKnown, "", {role})), "ROLE_MISSING") << role;
  }
}

TEST(AllowedRolesTest, ACodeSaysOfNobodyWhoItIs) {
  const std::string code = "zwkp.bremerhaven.made-up";
  for (const char* subject : {"", "code/1"}) {
    const absl::Status refused = Check(kForThoseKnown, subject, {"PARTICIPANT"}, code);
    EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(ReasonOf(refused), "ROLE_MISSING");
    EXPECT_TRUE(Check(kForThoseKnownAndCodes, subject, {"PARTICIPANT"}, code).ok());
  }
  EXPECT_EQ(ReasonOf(Check(kForThoseKnown, "", {"PARTICIPANT"})), "ROLE_MISSING");
  EXPECT_TRUE(Check(kForThoseKnown, "somebody", {"PARTICIPANT"}).ok()) << "has an account";
  EXPECT_TRUE(Check(kForThoseKnownAndCodes, "somebody", {}).ok());
  EXPECT_EQ(ReasonOf(Check(kForThoseKnownAndCodes, "", {"AUTHENTICATED"})), "ROLE_MISSING");
}

TEST(AllowedRolesTest, AMethodThatSaysNothingIsForNobody) {
  const auto allowed = AllowedRoles::Of(Method("zwk.echo.v1.UnguardedService.Echo"));
  EXPECT_EQ(allowed.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(AllowedRoles().Check(Caller{})), "ROLE_MISSING");
}

TEST(AllowedRolesTest, PublicStandsAlone) {
  EXPECT_FALSE(AllowedRoles::Of(Method("zwk.echo.v1.UnguardedService.Both")).ok());
}

}  // namespace
}  // namespace zwk::rpc
