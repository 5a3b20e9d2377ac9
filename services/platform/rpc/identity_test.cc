#include "platform/rpc/identity.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::rpc {
namespace {

using ::testing::ElementsAre;

absl::StatusOr<Caller> From(std::map<std::string, std::string> metadata) {
  return CallerFromMetadata([&](absl::string_view key) -> absl::string_view {
    const auto found = metadata.find(std::string(key));
    return found == metadata.end() ? absl::string_view() : absl::string_view(found->second);
  });
}

TEST(IdentityTest, EverythingTheCallerSaysIsTakenOver) {
  const auto caller =
      From({{"x-zwk-municipality", "bremerhaven"},
            {"x-zwk-subject", "s-17"},
            {"x-zwk-roles", "moderator, clerk"},
            {"accept-language", "fr, en;q=0.8, de;q=0.7"},
            {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->municipality, "bremerhaven");
  EXPECT_EQ(caller->subject_ref, "s-17");
  EXPECT_THAT(caller->roles, ElementsAre("moderator", "clerk"));
  EXPECT_EQ(caller->locale, "en");
  EXPECT_EQ(caller->trace_parent.size(), 55u);
}

TEST(IdentityTest, AddressesHaveNoPortAndOfIPv6TheNetwork) {
  EXPECT_EQ(AddressOfPeer("ipv4:203.0.113.7:4711"), "203.0.113.7");
  EXPECT_EQ(AddressOfPeer("ipv6:[2001:db8:1:2:3:4:5:6]:4711"), "20010db800010002");
  EXPECT_EQ(AddressOfPeer("ipv6:%5B2001:db8:1:2::9%5D:4711"), "20010db800010002");
  EXPECT_EQ(AddressOf("2001:db8:1:2::1"), AddressOf("2001:db8:1:2:ffff::2"));
  EXPECT_NE(AddressOf("2001:db8:1:2::1"), AddressOf("2001:db8:1:3::1"));
  EXPECT_EQ(AddressOfPeer("unix:/tmp/x"), "");
}

TEST(IdentityTest, WhoBringsATokenOfAParticipantIsNothingElse) {
  const auto caller = From({{"authorization", "Bearer zwkp.moorsum.x.y"},
                            {"x-zwk-municipality", "bremerhaven"},
                            {"x-zwk-subject", "s-17"},
                            {"x-zwk-roles", "CHAIR"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->municipality, "moorsum");
  EXPECT_EQ(caller->subject_ref, "");
  EXPECT_EQ(caller->participant_token, "zwkp.moorsum.x.y");
  EXPECT_THAT(caller->roles, ElementsAre("PARTICIPANT"));
}

TEST(IdentityTest, NobodyGetsInWithoutAMunicipality) {
  for (const char* municipality : {"", "B", "Bremerhaven", "1city", "a{b}", "x", "bremer haven"}) {
    const auto caller = From({{"x-zwk-municipality", municipality}});
    EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated) << municipality;
    EXPECT_EQ(ReasonOf(caller.status()), "MUNICIPALITY_UNKNOWN");
  }
}

TEST(IdentityTest, WhatIsNoTraceIsNotPassedOn) {
  const auto caller = From({{"x-zwk-municipality", "bremen"}, {"traceparent", "00-zz"}});
  ASSERT_TRUE(caller.ok());
  EXPECT_EQ(caller->trace_parent, "");
}

TEST(IdentityTest, TheOwnLocaleBeatsTheBrowsers) {
  const auto caller = From(
      {{"x-zwk-municipality", "bremen"}, {"x-zwk-locale", "en-GB"}, {"accept-language", "de"}});
  EXPECT_EQ(caller->locale, "en");
  EXPECT_EQ(LocaleFromAcceptLanguage("*"), "de");
  EXPECT_EQ(LocaleFromAcceptLanguage("deutsch"), "de");
  EXPECT_EQ(LocaleFromAcceptLanguage("englisch, tr"), "de");
}

}  // namespace
}  // namespace zwk::rpc
