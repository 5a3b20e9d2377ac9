#include "platform/auth/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(AccessTest, WhatIsWrittenDownIsRead) {
  const auto access = ReadAccess(R"({
    "services": ["dns:catalog"], "edge": "dns:front",
    "partners": [{"certificate": "uri:zwk:partner:moorsum", "client": "moorsum",
                  "municipalities": ["moorsum", "bremerhaven"], "roles": ["PARTNER"]}],
    "tokens": {"issuer": "https://id.example", "audience": "zwk", "keys": "/keys.json",
               "roles_claim": "groups", "roles": {"/zwk/chair": "CHAIR"}}})");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_THAT(access->services, ElementsAre("dns:catalog"));
  EXPECT_EQ(access->edge, "dns:front");
  EXPECT_THAT(access->partners.at("uri:zwk:partner:moorsum").municipalities,
              ElementsAre("moorsum", "bremerhaven"));
  EXPECT_EQ(access->tokens.roles.at("/zwk/chair"), "CHAIR");
  EXPECT_EQ(access->tokens.municipality_claim, "zwk_municipality");
  EXPECT_THAT(ReadAccess("{}")->services, testing::SizeIs(4));
}

TEST(AccessTest, WhatIsNotUnderstoodIsRefusedWithItsPlace) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "no JSON"},
      {"[]", "access is no object"},
      {R"({"partner": []})", "access.partner is nothing that can be said here"},
      {R"({"partners": {}})", "access.partners is no list"},
      {R"({"partners": [{"certificate": "moorsum", "client": "m", "municipalities": ["moorsum"]}]})",
       "partners[0].certificate is no name"},
      {R"({"partners": [{"certificate": "uri:m", "municipalities": ["moorsum"]}]})",
       "partners[0].client is missing"},
      {R"({"partners": [{"certificate": "uri:m", "client": "m"}]})",
       "partners[0].municipalities names none"},
      {R"({"partners": [{"certificate": "uri:m", "client": "m", "municipalities": ["Moorsum!"]}]})",
       "names what is no municipality"},
      {R"({"partners": [{"certificate": "uri:m", "client": "m", "municipalities": ["moorsum"], "role": []}]})",
       "partners[0].role is nothing"},
      {R"({"partners": [{"certificate": "uri:m", "client": "m", "municipalities": ["moorsum"]},
                        {"certificate": "uri:m", "client": "n", "municipalities": ["moorsum"]}]})",
       "partners[1].certificate stands there twice"},
      {R"({"tokens": {"issuer": "https://id.example", "keys": "/k"}})",
       "tokens.audience is missing"},
      {R"({"tokens": {"issuer": "i", "audience": "zwk", "keys": "http://id.example"}})",
       "tokens.keys is neither https"},
      {R"({"tokens": {"issuer": "i", "audience": "zwk", "keys": "/k", "roles": ["CHAIR"]}})",
       "tokens.roles is no object"},
      {R"({"tokens": {"issuer": "i", "audience": "zwk", "keys": "/k", "roles": {"/zwk/vorsitz": "CHAIRMAN"}}})",
       "tokens.roles names what is no role"},
      {R"({"tokens": {"issuer": "i", "audience": "zwk", "keys": "/k", "roles": {"/zwk/dienst": "SERVICE"}}})",
       "tokens.roles names what is no role"},
      {R"({"partners": [{"certificate": "uri:m", "client": "m", "municipalities": ["moorsum"], "roles": ["PARTNERS"]}]})",
       "partners[0].roles names what is no role"},
      {R"({"services": "catalog"})", "access.services is no list"}};
  for (const auto& [text, what] : wrong) {
    const auto access = ReadAccess(text);
    EXPECT_EQ(access.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(access.status().message()), HasSubstr(what));
  }
}

}  // namespace
}  // namespace zwk::auth
