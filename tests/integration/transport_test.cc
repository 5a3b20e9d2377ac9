// Who may speak with a server at all: mutual TLS, over real connections.
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/base/errors.h"
#include "platform/rpc/echo.pb.h"
#include "platform/rpc/tls.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/temporary_folder.h"
#include "zwkctl/certificates.h"

namespace zwk::rpc {
namespace {

namespace v1 = echo::v1;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr char kEcho[] = "/zwk.echo.v1.EchoService/Echo";

Task<absl::StatusOr<v1::EchoResponse>> Echo(Caller caller, const v1::EchoRequest& request) {
  v1::EchoResponse response;
  response.set_text(request.text());
  response.set_subject_ref(caller.subject_ref);
  co_return response;
}

// Certificates of one authority, and what a server with them does with its callers.
class TransportTest : public ::testing::Test {
 protected:
  TransportTest() {
    signal(SIGPIPE, SIG_IGN);
    EXPECT_TRUE(ctl::InitAuthority(folder_.path(), "of a test", 3650, absl::Now()).ok());
    Issue({"server", {"ip:127.0.0.1"}});
    Issue({"client", {"uri:zwk:partner:moorsum"}});
  }
  void Issue(const ctl::CertificateWish& wish, absl::Time now = absl::Now()) {
    const absl::Status issued = ctl::IssueCertificate(folder_.path(), wish, now);
    EXPECT_TRUE(issued.ok()) << issued;
  }
  TlsFiles Of(const std::string& name) const {
    return {folder_ / (name + ".pem"), folder_ / (name + ".pem"), folder_ / "ca.pem"};
  }
  ServerOptions Options() const {
    ServerOptions options;
    options.fingerprint_key = "of a test";
    options.tls = Of("server");
    options.authenticate = [](const Metadata&, const PeerNames& peer) -> absl::StatusOr<Caller> {
      Caller caller = test::CallerOf("bremerhaven");
      caller.subject_ref = absl::StrJoin(peer, " ");
      return caller;
    };
    return options;
  }
  void Start(const ServerOptions& options) {
    server_.emplace(options);
    server_->get()
        .Service("zwk.echo.v1.EchoService")
        .Unary<v1::EchoRequest, v1::EchoResponse>("Echo", Echo);
    server_->Start();
  }
  absl::StatusOr<std::string> Ask(const TlsFiles& files, const std::string& address,
                                  const std::string& text = "hello") {
    Channel channel(address,
                    {.default_deadline = seconds(5), .retry_unavailable = false, .tls = files});
    v1::EchoRequest request;
    request.set_text(text);
    v1::EchoResponse response;
    const absl::Status status =
        channel.CallNow(kEcho, test::CallerOf("bremerhaven"), request, response);
    if (!status.ok()) return status;
    return response.subject_ref();
  }
  absl::StatusOr<std::string> Ask(const TlsFiles& files) {
    return Ask(files, server_->get().address());
  }

  const test::TemporaryFolder folder_;
  std::optional<test::RpcServer> server_;
};

TEST_F(TransportTest, WhoHasACertificateOfOursIsKnownByItsNames) {
  Start(Options());
  const auto said = Ask(Of("client"));
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_EQ(*said, "dns:client uri:zwk:partner:moorsum");
}

// A hall has one address: what its devices are answered is its city's share, not one of a caller.
TEST_F(TransportTest, ACallerHasAShareOfTheAnswersInFlightAndAHallTheCitys) {
  std::atomic<bool> in_a_hall{false};
  ServerOptions options = Options();
  options.answers = {10 << 20, 600'000, 200'000};
  options.authenticate = [&](const Metadata&, const PeerNames&) -> absl::StatusOr<Caller> {
    Caller caller = test::CallerOf("bremerhaven");
    caller.nobody = in_a_hall;
    caller.address = "10.0.0.1";
    return caller;
  };
  Start(options);
  const auto reason = [&](size_t bytes) {
    const absl::Status asked =
        Ask(Of("client"), server_->get().address(), std::string(bytes, 'x')).status();
    return asked.ok() ? "OK" : ReasonOf(asked);
  };
  EXPECT_EQ(reason(150'000), "OK");
  EXPECT_EQ(reason(300'000), "ANSWERS_FULL");
  in_a_hall = true;
  EXPECT_EQ(reason(300'000), "OK");
  EXPECT_EQ(reason(700'000), "ANSWERS_FULL") << "as many as its city";
  in_a_hall = false;
  EXPECT_EQ(reason(300'000), "ANSWERS_FULL") << "somebody again";
}

TEST_F(TransportTest, NobodyElseIsHeard) {
  const std::string other = folder_ / "other";
  ASSERT_TRUE(ctl::InitAuthority(other, "elsewhere", 3650, absl::Now()).ok());
  ASSERT_TRUE(ctl::IssueCertificate(other, {"client", {}}, absl::Now()).ok());
  Issue({"expired", {}, false, 10}, absl::Now() - absl::Hours(24 * 20));
  Issue({"later", {}, false, 10}, absl::Now() + absl::Hours(24 * 20));
  Start(Options());
  TlsFiles stranger = Of("client");
  stranger.certificate = stranger.key = other + "/client.pem";
  TlsFiles none = Of("client");
  none.certificate = none.key = folder_ / "nowhere.pem";
  const std::pair<const char*, TlsFiles> refused[] = {{"plain text", {}},
                                                      {"no certificate", none},
                                                      {"of another authority", stranger},
                                                      {"expired", Of("expired")},
                                                      {"not valid yet", Of("later")}};
  for (const auto& [why, files] : refused) EXPECT_FALSE(Ask(files).ok()) << why;
  EXPECT_TRUE(Ask(Of("client")).ok()) << "and the others go on";
}

TEST_F(TransportTest, AServerThatIsNotTheOneIsToldNothing) {
  Issue({"elsewhere", {"ip:127.0.0.9"}});
  ServerOptions options = Options();
  options.tls = Of("elsewhere");
  Start(options);
  EXPECT_EQ(Ask(Of("client")).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(TransportTest, AServerIsKnownByAnotherNameWhereItIsGiven) {
  Issue({"elsewhere", {"dns:zwk.moorsum.example"}});
  ServerOptions options = Options();
  options.tls = Of("elsewhere");
  Start(options);
  TlsFiles named = Of("client");
  named.server_name = "zwk.moorsum.example";
  EXPECT_TRUE(Ask(named).ok());
  named.server_name = "zwk.bremerhaven.example";
  EXPECT_EQ(Ask(named).status().code(), absl::StatusCode::kUnavailable);
}

// The version that is agreed on when the client offers this one alone; "" if none.
std::string Handshake(int port, int version, const std::string& certificate,
                      long* fingerprint = nullptr) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);  // this side would do it
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  const unsigned char h2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context, h2, sizeof(h2));
  SSL_CTX_use_certificate_chain_file(context, certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context, certificate.c_str(), SSL_FILETYPE_PEM);
  SSL* stream = SSL_new(context);
  SSL_set_fd(stream, descriptor);
  std::string agreed;
  if (SSL_connect(stream) == 1) {
    agreed = SSL_get_version(stream);
    X509* shown = SSL_get1_peer_certificate(stream);
    if (fingerprint != nullptr) {
      unsigned char hash[EVP_MAX_MD_SIZE];
      unsigned size = 0;
      X509_digest(shown, EVP_sha256(), hash, &size);
      *fingerprint = hash[0] << 24 | hash[1] << 16 | hash[2] << 8 | hash[3];
    }
    X509_free(shown);
  }
  SSL_free(stream);
  SSL_CTX_free(context);
  close(descriptor);
  return agreed;
}

TEST_F(TransportTest, OldVersionsOfTlsAreNotSpoken) {
  Start(Options());
  const int port = server_->get().port();
  EXPECT_EQ(Handshake(port, TLS1_3_VERSION, folder_ / "client.pem"), "TLSv1.3");
  EXPECT_EQ(Handshake(port, TLS1_2_VERSION, folder_ / "client.pem"), "TLSv1.2");
  EXPECT_EQ(Handshake(port, TLS1_1_VERSION, folder_ / "client.pem"), "");
  EXPECT_EQ(Handshake(port, TLS1_VERSION, folder_ / "client.pem"), "");
}

// Both ends get new keys again and again while calls go on, over connections that stand and over new ones.
TEST_F(TransportTest, CertificatesAreReplacedUnderLoadAndNoCallFails) {
  Start(Options());
  const int port = server_->get().port();
  const auto shown = [&] {
    long hash = 0;
    EXPECT_NE(Handshake(port, TLS1_3_VERSION, folder_ / "client.pem", &hash), "");
    return hash;
  };
  std::atomic<bool> enough{false};
  std::atomic<int> done{0}, failed{0};
  Channel standing(server_->get().address(), {.retry_unavailable = false, .tls = Of("client")});
  const auto count = [&](const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
    ++(status.ok() ? done : failed);
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&] {
      while (!enough) count(Ask(Of("client")).status());
    });
    callers.emplace_back([&] {
      while (!enough) {
        v1::EchoRequest request;
        v1::EchoResponse response;
        count(standing.CallNow(kEcho, test::CallerOf("bremerhaven"), request, response));
      }
    });
  }
  for (int round = 0; round < 3; ++round) {
    const long before = shown();
    ASSERT_TRUE(ctl::RotateCertificates(folder_.path(), {}, absl::Now()).ok());
    const auto give_up = std::chrono::steady_clock::now() + seconds(30);
    while (shown() == before && std::chrono::steady_clock::now() < give_up)
      std::this_thread::sleep_for(milliseconds(20));
    EXPECT_NE(shown(), before) << "the new one is shown without a restart";
  }
  enough = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(done, 50);
}

TEST_F(TransportTest, PlainTextIsForLoopbackAndOnlyWhereItIsAskedFor) {
  ServerOptions plain = Options();
  plain.tls = {};
  const absl::Status refused = test::RpcServer(plain).get().Start();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("TLS certificate"));
  plain.dev_identity = true;
  plain.listen = "0.0.0.0:0";
  EXPECT_EQ(test::RpcServer(plain).get().Start().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(TransportTest, FilesThatCannotBeUsedAreNamedBeforeAnythingStarts) {
  std::ofstream(folder_ / "empty.pem") << "";
  Issue({"expired", {}, false, 10}, absl::Now() - absl::Hours(24 * 20));
  const TlsFiles good = Of("server");
  EXPECT_TRUE(CheckTlsFiles(good).ok());
  EXPECT_TRUE(CheckTlsFiles({}).ok());
  const std::pair<TlsFiles, const char*> wrong[] = {
      {{good.certificate, "", ""}, "wants a certificate, its key and a CA"},
      {{folder_ / "nowhere.pem", good.key, good.ca}, "nowhere.pem cannot be read"},
      {{folder_ / "empty.pem", good.key, good.ca}, "empty.pem holds no certificate"},
      {{good.certificate, folder_ / "empty.pem", good.ca}, "does not hold the key of"},
      {{good.certificate, Of("client").key, good.ca}, "does not hold the key of"},
      {{good.certificate, good.key, folder_ / "empty.pem"}, "holds no certificate of a CA"},
      {Of("expired"), "has expired"}};
  for (const auto& [files, text] : wrong) {
    ServerOptions options = Options();
    options.tls = files;
    const absl::Status refused = test::RpcServer(options).get().Start();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(text));
  }
}

TEST_F(TransportTest, MetadataProveNothing) {
  ServerOptions options = Options();
  options.authenticate = nullptr;
  Start(options);
  EXPECT_EQ(Ask(Of("client")).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TransportTest, HealthAloneIsAnsweredToWhoeverAsks) {
  ServerOptions options = Options();
  options.health_listen = "127.0.0.1:0";
  Start(options);
  Channel health(server_->get().health_address(), {.retry_unavailable = false});
  google::protobuf::StringValue request;
  google::protobuf::Int32Value response;
  const auto state = [&] {
    EXPECT_TRUE(health.CallNow("/grpc.health.v1.Health/Check", Caller(), request, response).ok());
    return response.value();
  };
  EXPECT_EQ(state(), 1);
  server_->get().SetReady(false);
  EXPECT_EQ(state(), 2);
  request.set_value("liveness");
  EXPECT_EQ(state(), 1);
  v1::EchoRequest echo;
  v1::EchoResponse answer;
  EXPECT_EQ(health.CallNow(kEcho, test::CallerOf("bremerhaven"), echo, answer).code(),
            absl::StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace zwk::rpc
