#include "platform/config/options.h"

#include <cstdlib>
#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::config {
namespace {

using ::testing::HasSubstr;

class OptionsTest : public ::testing::Test {
 protected:
  std::optional<Options::End> Parse(std::vector<std::string> arguments) {
    return options_.Parse(arguments, [this](const char* name) -> const char* {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    });
  }
  std::string File(const std::string& content) {
    const std::string path = ::testing::TempDir() + "/options_test.ini";
    std::ofstream(path) << content;
    return path;
  }

  std::map<std::string, std::string> environment_;
  Options options_{"participation", "Meetings of a city.", "0.1.0"};
  const std::string& redis_ =
      options_.Text("redis", "Where Redis is", "127.0.0.1:6379", CheckRedisAddress);
  const int64_t& limit_ = options_.Number("max-in-flight", "Calls at once", 100, 1, 1000);
  const bool& dev_ = options_.Flag("dev-identity", "Trust metadata");
};

TEST_F(OptionsTest, FallbacksHoldWhereNothingIsSaid) {
  EXPECT_FALSE(Parse({}));
  EXPECT_EQ(redis_, "127.0.0.1:6379");
  EXPECT_EQ(limit_, 100);
  EXPECT_FALSE(dev_);
}

TEST_F(OptionsTest, FlagBeatsEnvironmentBeatsFile) {
  const std::string file =
      File("redis = \"unix:/from/file\"\nmax-in-flight = 7\ndev-identity = true\n");
  environment_ = {{"ZWK_REDIS", "unix:/from/environment"}, {"ZWK_MAX_IN_FLIGHT", "8"}};
  EXPECT_FALSE(Parse({"--config", file, "--max-in-flight=9"}));
  EXPECT_EQ(redis_, "unix:/from/environment");
  EXPECT_EQ(limit_, 9);
  EXPECT_TRUE(dev_);
}

TEST_F(OptionsTest, AFlagInTheEnvironmentIsAFlag) {
  environment_ = {{"ZWK_DEV_IDENTITY", "true"}};
  EXPECT_FALSE(Parse({}));
  EXPECT_TRUE(dev_);
}

TEST_F(OptionsTest, WhatIsWrongIsSaidWithItsName) {
  const std::pair<std::vector<std::string>, const char*> wrong[] = {
      {{"--redis", "nowhere"}, "'nowhere' is neither unix:/path nor host:port"},
      {{"--max-in-flight", "0"}, "--max-in-flight"},
      {{"--max-in-flight", "many"}, "--max-in-flight"},
      {{"--radis", "x:1"}, "--radis"},
      {{"--config", "/does/not/exist"}, "/does/not/exist"},
      {{"--config", "/tmp"}, "'/tmp' is a folder"},
  };
  for (const auto& [arguments, text] : wrong) {
    const auto end = Parse(arguments);
    ASSERT_TRUE(end) << text;
    EXPECT_EQ(end->exit_code, 2);
    EXPECT_THAT(end->text, HasSubstr(text));
  }
}

TEST_F(OptionsTest, WrongValuesInFileAndEnvironmentAreRefusedToo) {
  EXPECT_TRUE(Parse({"--config", File("max-in-flight = 0\n")}));
  EXPECT_TRUE(Parse({"--config", File("max-in-fright = 5\n")}));
  environment_ = {{"ZWK_MAX_IN_FLIGHT", "1001"}};
  EXPECT_TRUE(Parse({}));
}

TEST_F(OptionsTest, ATimeZoneIsOneThatIsKnown) {
  EXPECT_EQ(CheckTimeZone("Europe/Berlin"), "");
  EXPECT_EQ(CheckTimeZone("UTC"), "");
  EXPECT_THAT(CheckTimeZone("Europe/Atlantis"), HasSubstr("no time zone"));
}

TEST_F(OptionsTest, HelpSaysAll) {
  const auto end = Parse({"--help"});
  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 0);
  for (const char* text : {"Meetings of a city.", "--redis", "ZWK_REDIS", "127.0.0.1:6379",
                           "--max-in-flight", "--dev-identity", "--config", "--version"}) {
    EXPECT_THAT(end->text, HasSubstr(text));
  }
}

TEST(CheckTest, AddressesHaveAPort) {
  EXPECT_EQ(CheckHostAndPort("127.0.0.1:0"), "");
  EXPECT_NE(CheckHostAndPort("127.0.0.1"), "");
  EXPECT_NE(CheckHostAndPort(":50051"), "");
  EXPECT_NE(CheckHostAndPort("host:65536"), "");
  EXPECT_EQ(CheckRedisAddress("unix:/run/redis.sock"), "");
  EXPECT_NE(CheckRedisAddress("unix:relative"), "");
  EXPECT_EQ(CheckFile("/does/not/exist/yet"), "");
  EXPECT_EQ(CheckFile("/tmp"), "'/tmp' is a folder, not a file");
  EXPECT_EQ(CheckFolder("/tmp"), "");
  EXPECT_EQ(CheckFolder("/does/not/exist/yet"), "");
  EXPECT_EQ(CheckFolder("/etc/passwd"), "'/etc/passwd' is a file, not a folder");
  EXPECT_EQ(CheckOneOf({"a", "b"})("b"), "");
  EXPECT_EQ(CheckOneOf({"a", "b"})("c"), "'c' is not one of a, b");
}

}  // namespace
}  // namespace zwk::config
