// How one gets in: by TLS, with a user and a password, against a real Redis.
#include "platform/store/endpoint.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/store/connection.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"
#include "zwkctl/certificates.h"

namespace zwk::store {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

// Redis takes no 0 for "any".
int FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(where);
  bind(probe, reinterpret_cast<sockaddr*>(&where), size);
  getsockname(probe, reinterpret_cast<sockaddr*>(&where), &size);
  close(probe);
  return ntohs(where.sin_port);
}

class EndpointTest : public ::testing::Test {
 protected:
  EndpointTest() {
    signal(SIGPIPE, SIG_IGN);
    const absl::Time now = absl::Now();
    EXPECT_TRUE(ctl::InitAuthority(folder_.path(), "of a test", 3650, now).ok());
    EXPECT_TRUE(ctl::IssueCertificate(folder_.path(), {"redis", {"ip:127.0.0.1"}}, now).ok());
    EXPECT_TRUE(ctl::IssueCertificate(folder_.path(), {"catalog", {}}, now).ok());
    Put("users",
        "user default on nopass ~* &* +@all\n"
        "user catalog on >secret ~{*}:catalog:* -@all +get +set +ping +info\n");
    Put("password", "secret\n");
    redis_ = std::make_unique<test::RedisServer>(std::vector<std::string>{
        "--aclfile", folder_ / "users", "--tls-port", absl::StrCat(port_), "--bind", "127.0.0.1",
        "--tls-cert-file", folder_ / "redis.pem", "--tls-key-file", folder_ / "redis.pem",
        "--tls-ca-cert-file", folder_ / "ca.pem"});
    good_.address = absl::StrCat("127.0.0.1:", port_);
    good_.user = "catalog";
    good_.password_file = folder_ / "password";
    good_.tls_ca = folder_ / "ca.pem";
    good_.tls_certificate = good_.tls_key = folder_ / "catalog.pem";
  }

  void Put(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
  }
  static absl::Status Connect(const Endpoint& endpoint) {
    Connection connection(endpoint);
    return connection.Connect(seconds(5), seconds(5));
  }
  // What goes wrong, for operators; callers hear nothing about where it is or what was said.
  static std::string Trouble(const Endpoint& endpoint) {
    const absl::Status status = Connect(endpoint);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(status.message(), "the store is not reachable");
    EXPECT_THAT(TroubleOf(status), Not(HasSubstr("secret")));
    return TroubleOf(status);
  }

  const test::TemporaryFolder folder_;
  const int port_ = FreePort();
  std::unique_ptr<test::RedisServer> redis_;
  Endpoint good_;
};

TEST_F(EndpointTest, ByTlsEverythingGoesThroughWhole) {
  Connection connection(good_);
  ASSERT_TRUE(connection.Connect(seconds(5), seconds(5)).ok());
  EXPECT_TRUE(connection.StillThere()) << "what the server says by itself is no end";
  std::string large;
  for (int i = 0; large.size() < (5u << 20); ++i) large += std::to_string(i);
  const auto set = connection.Call(Command(Arguments{"SET", "{x}:catalog:large", large}));
  ASSERT_TRUE(set.ok()) << TroubleOf(set.status());
  EXPECT_EQ(set->text(), "OK");
  EXPECT_TRUE(connection.StillThere());
  const auto got = connection.Call({"GET", "{x}:catalog:large"});
  ASSERT_TRUE(got.ok()) << TroubleOf(got.status());
  EXPECT_EQ(got->text(), large);
  for (int i = 0; i < 100; ++i) connection.Append({"GET", "{x}:catalog:large"});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(connection.Read()->text().size(), large.size());
  redis_->Kill9();
  EXPECT_EQ(connection.Call({"PING"}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(connection.connected());
}

TEST_F(EndpointTest, AUserMayDoWhatItsServiceNeeds) {
  Connection connection(good_);
  ASSERT_TRUE(connection.Connect(seconds(5), seconds(5)).ok());
  for (const Arguments& command :
       {Arguments{"FLUSHALL"}, Arguments{"GET", "{x}:reporting:a"}, Arguments{"CONFIG", "GET", "*"},
        Arguments{"DEL", "{x}:catalog:a"}})
    EXPECT_THAT(std::string(connection.Call(command)->text()), HasSubstr("NOPERM")) << command[0];
}

TEST_F(EndpointTest, WhoeverIsNotLetInSaysWhyToOperatorsAlone) {
  EXPECT_TRUE(Connect(good_).ok());
  Endpoint wrong = good_;
  Put("wrong", "guess");
  wrong.password_file = folder_ / "wrong";
  EXPECT_THAT(Trouble(wrong), HasSubstr("user 'catalog': WRONGPASS"));
  wrong.password_file = folder_ / "nowhere";
  EXPECT_THAT(Trouble(wrong), HasSubstr("there is no password in"));
  Put("wrong", "");
  wrong.password_file = folder_ / "wrong";
  EXPECT_THAT(Trouble(wrong), HasSubstr("there is no password in"));
  wrong = good_;
  wrong.user = "nobody";
  EXPECT_THAT(Trouble(wrong), HasSubstr("WRONGPASS"));
}

TEST_F(EndpointTest, WhoeverCannotBeTrustedIsNotSpokenTo) {
  const std::string other = folder_ / "other";
  ASSERT_TRUE(ctl::InitAuthority(other, "elsewhere", 3650, absl::Now()).ok());
  ASSERT_TRUE(ctl::IssueCertificate(other, {"catalog", {}}, absl::Now()).ok());
  Endpoint wrong = good_;
  wrong.tls_ca = other + "/ca.pem";
  EXPECT_THAT(Trouble(wrong), HasSubstr("its certificate:"));
  wrong = good_;
  wrong.address = absl::StrCat("localhost:", port_);
  EXPECT_THAT(Trouble(wrong), HasSubstr("mismatch")) << "it is not known by this name";
  wrong = good_;
  wrong.tls_certificate = wrong.tls_key = other + "/catalog.pem";
  EXPECT_THAT(Trouble(wrong), HasSubstr("unknown ca"));
  wrong.tls_certificate = wrong.tls_key = "";
  EXPECT_THAT(Trouble(wrong), HasSubstr("required"));
  wrong = good_;
  wrong.tls_key = other + "/catalog.pem";
  EXPECT_THAT(Trouble(wrong), HasSubstr("key "));
  wrong = good_;
  wrong.tls_ca = folder_ / "nowhere";
  EXPECT_THAT(Trouble(wrong), HasSubstr("nowhere"));
  wrong = good_;
  wrong.tls_ca = "";
  EXPECT_NE(Trouble(wrong), "") << "plain text where TLS is spoken";
}

TEST_F(EndpointTest, NothingLeavesTheMachineInPlainText) {
  Endpoint away("redis.example:6379");
  EXPECT_EQ(CheckTransport(away).code(), absl::StatusCode::kFailedPrecondition);
  Connection connection(away);
  const absl::Status refused = connection.Connect(seconds(1), seconds(1));
  EXPECT_THAT(TroubleOf(refused), HasSubstr("the CA of its certificate is wanted"));
  away.tls_ca = folder_ / "ca.pem";
  EXPECT_TRUE(CheckTransport(away).ok());
  for (const char* here : {"127.0.0.1:6379", "unix:/run/redis.sock", "[::1]:6379"}) {
    EXPECT_TRUE(CheckTransport(Endpoint(here)).ok()) << here;
  }
}

TEST_F(EndpointTest, ANewPasswordAndCertificateNeedNoRestart) {
  RedisStore store({.address = good_, .area = "catalog", .lanes = 1});
  const auto check = [&store] {
    return SyncWait(store.CheckWritable(SystemClock().Now() + seconds(10)));
  };
  redis_->Command({"ACL", "SETUSER", "catalog", "+@all"});
  const absl::Status first = check();
  ASSERT_TRUE(first.ok()) << first << TroubleOf(first);
  redis_->Command({"ACL", "SETUSER", "catalog", "resetpass", ">changed"});
  redis_->Command({"CLIENT", "KILL", "USER", "catalog"});
  const absl::Status refused = check();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(TroubleOf(refused), HasSubstr("WRONGPASS"));
  Put("password", "changed\n");
  ASSERT_TRUE(ctl::RotateCertificates(folder_.path(), {"catalog"}, absl::Now()).ok());
  EXPECT_TRUE(check().ok());
}

TEST_F(EndpointTest, WhatAServiceMayNotDoIsUnavailableNotItsOwnFault) {
  Endpoint endpoint(redis_->address());
  endpoint.user = "catalog";
  endpoint.password_file = folder_ / "password";
  RedisStore store({.address = endpoint, .area = "catalog", .lanes = 1});
  const absl::Status status = SyncWait(store.CheckWritable(SystemClock().Now() + seconds(10)));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(TroubleOf(status), HasSubstr("NOPERM"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("NOPERM")));
}

}  // namespace
}  // namespace zwk::store
