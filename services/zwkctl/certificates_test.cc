#include "zwkctl/certificates.h"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "zwkctl/certificates_command.h"

namespace zwk::ctl {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CertificatesTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitAuthority(folder_, "Moorsum", 3650, now_).ok()); }

  absl::Status Issue(CertificateWish wish) { return IssueCertificate(folder_, wish, now_); }
  CertificateState StateOf(const std::string& name, int days = 30) {
    const auto states = CheckCertificates(folder_, days, now_);
    EXPECT_TRUE(states.ok()) << states.status();
    for (const CertificateState& state : *states) {
      if (state.name == name) return state;
    }
    ADD_FAILURE() << name;
    return {};
  }
  std::string Content(const std::string& name) {
    std::ifstream file(folder_ + "/" + name);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  void Put(const std::string& name, const std::string& content) {
    std::ofstream(folder_ + "/" + name) << content;
  }

  const test::TemporaryFolder temporary_;
  const std::string folder_ = temporary_ / "certificates";
  absl::Time now_ = absl::FromUnixSeconds(1'900'000'000);
};

TEST_F(CertificatesTest, WhatIsIssuedIsGoodUntilItEndsSoon) {
  ASSERT_TRUE(Issue({"participation", {"ip:127.0.0.1", "ip:::1", "dns:localhost"}}).ok());
  EXPECT_THAT(StateOf("participation").names, ElementsAre("dns:participation", "ip:127.0.0.1",
                                                          "ip:0:0:0:0:0:0:0:1", "dns:localhost"));
  EXPECT_EQ(StateOf("participation").trouble, "");
  EXPECT_EQ(StateOf("ca").trouble, "");
  now_ += absl::Hours(24) * 60;
  EXPECT_EQ(StateOf("participation").trouble, "expires in 30 days");
  EXPECT_EQ(StateOf("participation", 29).trouble, "");
  now_ += absl::Hours(24) * 30;
  EXPECT_THAT(StateOf("participation").trouble, HasSubstr("has expired on 2030-06-15"));
  now_ -= absl::Hours(24) * 91;
  EXPECT_EQ(StateOf("participation").trouble, "is not valid yet");
}

TEST_F(CertificatesTest, ARotatedOneKeepsItsNamesAndHasAnotherKey) {
  ASSERT_TRUE(Issue({"edge", {"dns:zwk.example"}, false, 10}).ok());
  ASSERT_TRUE(Issue({"moorsum", {"uri:zwk:partner:moorsum"}, true}).ok());
  const std::string before = Content("edge.pem");
  now_ += absl::Hours(24) * 9;
  const auto rotated = RotateCertificates(folder_, {}, now_);
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  EXPECT_THAT(*rotated, ElementsAre("edge", "moorsum"));
  EXPECT_NE(Content("edge.pem").substr(0, 200), before.substr(0, 200));
  EXPECT_THAT(StateOf("edge", 9).names, ElementsAre("dns:edge", "dns:zwk.example"));
  EXPECT_EQ(StateOf("edge", 9).trouble, "");
  EXPECT_EQ(StateOf("edge", 10).trouble, "expires in 10 days");
  EXPECT_THAT(StateOf("moorsum").names, ElementsAre("uri:zwk:partner:moorsum"));
  EXPECT_EQ(RotateCertificates(folder_, {"nobody"}, now_).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(CertificatesTest, KeysAreForTheirOwnerAlone) {
  ASSERT_TRUE(Issue({"redis", {}}).ok());
  for (const char* name : {"ca.key", "redis.pem"}) {
    struct stat state{};
    ASSERT_EQ(stat((folder_ + "/" + name).c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777, 0600u) << name;
    chmod((folder_ + "/" + name).c_str(), 0640);
  }
  EXPECT_THAT(StateOf("redis").trouble, HasSubstr("can be read by others"));
  EXPECT_THAT(StateOf("ca").trouble, HasSubstr("can be read by others"));
  EXPECT_THAT(Content("ca.pem"), testing::Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(CertificatesTest, WhatIsNotInOrderIsSaid) {
  const std::string other = temporary_ / "other";
  ASSERT_TRUE(InitAuthority(other, "Elsewhere", 3650, now_).ok());
  ASSERT_TRUE(IssueCertificate(other, {"edge", {}}, now_).ok());
  ASSERT_TRUE(Issue({"edge", {}}).ok());
  ASSERT_TRUE(Issue({"redis", {}}).ok());
  const std::string redis = Content("redis.pem"), edge = Content("edge.pem");
  const size_t certificate = edge.find("-----BEGIN CERT");
  Put("redis.pem", redis.substr(0, redis.find("-----BEGIN CERT")) + edge.substr(certificate));
  EXPECT_EQ(StateOf("redis").trouble, "its key is another one's");
  Put("redis.pem", "nothing");
  EXPECT_THAT(StateOf("redis").trouble, HasSubstr("there is no certificate"));
  Put("redis.pem", edge.substr(certificate));
  EXPECT_THAT(StateOf("redis").trouble, HasSubstr("there is no key"));
  std::ifstream foreign(other + "/edge.pem");
  Put("edge.pem", std::string(std::istreambuf_iterator<char>(foreign), {}));
  EXPECT_EQ(StateOf("edge").trouble, "is not of this authority");
}

TEST_F(CertificatesTest, WhatCannotBeIsRefusedAndChangesNothing) {
  EXPECT_EQ(InitAuthority(folder_, "Moorsum", 1, now_).code(), absl::StatusCode::kAlreadyExists);
  for (const char* name : {"", "ca", "../edge", "Edge", "a b", "a/b"})
    EXPECT_EQ(Issue({name, {}}).code(), absl::StatusCode::kInvalidArgument) << name;
  for (const char* san : {"participation", "dns:", "ip:1.2.3", "uri:a,DNS:b", "email:x"})
    EXPECT_EQ(Issue({"edge", {san}}).code(), absl::StatusCode::kInvalidArgument) << san;
  EXPECT_EQ(Issue({"edge", {}, true}).code(), absl::StatusCode::kInvalidArgument)
      << "a partner without a name";
  EXPECT_EQ(Issue({"edge", {}, false, 0}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Issue({"edge", {}, false, 4000}).code(), absl::StatusCode::kFailedPrecondition)
      << "beyond the authority";
  EXPECT_EQ(IssueCertificate(temporary_ / "nowhere", {"edge", {}}, now_).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Content("edge.pem"), "");
  EXPECT_EQ(CheckCertificates(folder_, 30, now_)->size(), 1u);
}

TEST_F(CertificatesTest, TheCommandSaysWhatItDidAndWhatIsWrong) {
  const auto run = [this](std::vector<std::string> words, int code) {
    std::ostringstream out, errors;
    words.insert(words.end(), {"--folder", folder_});
    EXPECT_EQ(CertificatesCommand(words, now_, out, errors), code) << out.str() << errors.str();
    return out.str() + errors.str();
  };
  EXPECT_THAT(run({"init"}, 1), HasSubstr("worth nothing"));
  EXPECT_THAT(run({"issue", "edge", "--san", "dns:zwk.example", "--days", "40"}, 0),
              HasSubstr("edge.pem"));
  EXPECT_THAT(run({"check"}, 0), HasSubstr("dns:zwk.example"));
  EXPECT_THAT(run({"check", "--days", "40"}, 1), HasSubstr("expires in 40 days"));
  EXPECT_THAT(run({"rotate", "edge"}, 0), HasSubstr("edge"));
  EXPECT_THAT(run({"issue", "Edge"}, 2), HasSubstr("is no name of a certificate"));
  EXPECT_THAT(run({"renew"}, 2), HasSubstr("subcommand"));
}

}  // namespace
}  // namespace zwk::ctl
