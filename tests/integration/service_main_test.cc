// The frame of every main(): options, readiness, the listening line, metrics, drain on SIGTERM.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "platform/audit/chain.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/echo.pb.h"
#include "tests/support/eventually.h"
#include "tests/support/prometheus_server.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"

extern char** environ;

namespace zwk {
namespace {

namespace v1 = echo::v1;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Eventually;
using ::testing::HasSubstr;

constexpr char kEcho[] = "/zwk.echo.v1.EchoService/Echo";

// The echo service as a process.
class Process {
 public:
  explicit Process(std::vector<std::string> options, std::vector<std::string> environment = {}) {
    int out[2], err[2];
    EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(err, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    options.insert(options.begin(), ECHO_SERVICE);
    for (char** variable = environ; *variable != nullptr; ++variable)
      environment.emplace_back(*variable);
    const auto pointers = [](std::vector<std::string>& words) {
      std::vector<char*> all;
      for (std::string& word : words) all.push_back(word.data());
      all.push_back(nullptr);
      return all;
    };
    EXPECT_EQ(posix_spawn(&pid_, ECHO_SERVICE, &actions, nullptr, pointers(options).data(),
                          pointers(environment).data()),
              0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    stdout_ = out[0];
    errors_ = std::async(std::launch::async, [this, fd = err[0]] {
      char buffer[4096];
      for (ssize_t got = 0; (got = read(fd, buffer, sizeof(buffer))) > 0;) {
        const std::lock_guard lock(mutex_);
        said_.append(buffer, got);
      }
      close(fd);
    });
  }
  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      Wait();
    }
    close(stdout_);
  }

  // The next line of standard output; "" at its end.
  std::string Line() {
    std::string line;
    for (char c; read(stdout_, &c, 1) == 1 && c != '\n';) line.push_back(c);
    return line;
  }
  std::string Rest() {
    std::string text;
    for (char c; read(stdout_, &c, 1) == 1;) text.push_back(c);
    return text;
  }
  void Terminate() { kill(pid_, SIGTERM); }
  void Kill9() { kill(pid_, SIGKILL); }
  // The exit code.
  int Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  // All of it, when the process has ended.
  std::string Errors() {
    errors_.get();
    return ErrorsSoFar();
  }
  std::string ErrorsSoFar() {
    const std::lock_guard lock(mutex_);
    return said_;
  }

 private:
  pid_t pid_ = -1;
  int stdout_ = -1;
  std::mutex mutex_;
  std::string said_;  // guarded by mutex_: standard error
  std::future<void> errors_;
};

absl::Status Echo(rpc::Channel& channel, const std::string& text) {
  v1::EchoRequest request;
  request.set_text(text);
  v1::EchoResponse response;
  return channel.CallNow(kEcho, test::CallerOf("bremerhaven"), request, response);
}

int Health(rpc::Channel& channel, const std::string& name = "") {
  google::protobuf::StringValue request;
  request.set_value(name);
  google::protobuf::Int32Value response;
  const absl::Status status =
      channel.CallNow("/grpc.health.v1.Health/Check", Caller(), request, response);
  return status.ok() ? response.value() : 0;
}

TEST(ServiceMainTest, ServesUntilToldToStopAndFinishesWhatItBegan) {
  test::RedisServer redis;
  Process service({"--redis", redis.address()}, {"ZWK_DEV_IDENTITY=true"});
  const auto listening = nlohmann::json::parse(service.Line(), nullptr, false);
  ASSERT_FALSE(listening.is_discarded());
  EXPECT_EQ(listening["event"], "listening");
  EXPECT_EQ(listening["service"], "echo");
  rpc::Channel channel(listening["grpc"].get<std::string>(), {.retry_unavailable = false});
  EXPECT_TRUE(Echo(channel, "hello").ok());
  EXPECT_EQ(Health(channel), 1);

  const std::string metrics = listening["metrics"];
  const std::string page =
      test::HttpGet(std::stoi(metrics.substr(metrics.rfind(':') + 1)), "/metrics");
  EXPECT_THAT(page, HasSubstr("zwk_ready 1"));
  // An alert that waits for a rise would not see the first of a figure that is not there yet.
  EXPECT_THAT(page, HasSubstr("zwk_rpc_refusals_total{reason=\"EVENTS_GONE\"} 0"));
  EXPECT_THAT(page, HasSubstr("zwk_audit_unrecorded_total 0"));
  EXPECT_THAT(
      page,
      HasSubstr(
          "grpc_code=\"OK\",grpc_method=\"Echo\",grpc_service=\"zwk.echo.v1.EchoService\"} 1"));

  auto slow = std::async(std::launch::async, [&] { return Echo(channel, "slow"); });
  EXPECT_TRUE(Eventually([&] {
    return test::HttpGet(std::stoi(metrics.substr(metrics.rfind(':') + 1)), "/metrics")
               .find("zwk_rpc_in_flight 1") != std::string::npos;
  }));
  service.Terminate();
  EXPECT_TRUE(slow.get().ok());
  EXPECT_EQ(service.Wait(), 0);
  EXPECT_EQ(service.Rest(), "");  // standard output is for the one line
  const std::string log = service.Errors();
  EXPECT_THAT(log, HasSubstr(R"("service":"echo","event":"draining")"));
  EXPECT_THAT(log, HasSubstr(R"("event":"stopped")"));
}

TEST(ServiceMainTest, IsReadyOnlyWhileTheStoreTakesWrites) {
  test::RedisServer redis;
  Process service({"--redis", redis.address(), "--dev-identity"});
  const auto listening = nlohmann::json::parse(service.Line(), nullptr, false);
  ASSERT_FALSE(listening.is_discarded());
  rpc::Channel channel(listening["grpc"].get<std::string>());
  EXPECT_EQ(Health(channel), 1);
  redis.Kill9();
  EXPECT_TRUE(Eventually([&] { return Health(channel) == 2; }));
  EXPECT_TRUE(Echo(channel, "alive all the same").ok());
  redis.Restart();
  EXPECT_TRUE(Eventually([&] { return Health(channel) == 1; }));
  service.Terminate();
  EXPECT_EQ(service.Wait(), 0);
}

// Operators are told what is wrong and where; callers hear that it is not reachable.
TEST(ServiceMainTest, WithAWrongPasswordItSaysWhyAndIsNotReady) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "users") << "user default on nopass ~* &* +@all\n"
                                     "user echo on >right ~{*}:echo:* ~{zwk}:epoch +@all\n";
  test::RedisServer redis({"--aclfile", folder / "users"});
  std::ofstream(folder / "password") << "wrong";
  Process service({"--redis", redis.address(), "--redis-user", "echo", "--redis-password-file",
                   folder / "password", "--dev-identity", "--health-listen", "127.0.0.1:0",
                   "--metrics-listen", "127.0.0.1:0"});
  // It listens only once it is ready: the password is mended while it waits.
  std::string said;
  EXPECT_TRUE(Eventually([&] {
    said = service.ErrorsSoFar();
    return said.find("WRONGPASS") != std::string::npos;
  }));
  EXPECT_THAT(said, HasSubstr("user 'echo'"));
  EXPECT_THAT(said, HasSubstr(R"("event":"not healthy","what":"store")"));
  std::ofstream(folder / "password") << "right";
  const auto listening = nlohmann::json::parse(service.Line(), nullptr, false);
  ASSERT_FALSE(listening.is_discarded());
  rpc::Channel health(listening["health"].get<std::string>());
  EXPECT_EQ(Health(health), 1);
  redis.Command({"ACL", "SETUSER", "echo", "resetpass", ">other"});
  redis.Command({"CLIENT", "KILL", "USER", "echo"});
  EXPECT_TRUE(Eventually([&] { return Health(health) == 2; }));
  service.Terminate();
  EXPECT_EQ(service.Wait(), 0);
  EXPECT_THAT(service.Errors(), testing::Not(HasSubstr("right")));
}

// The service, started, and a channel to it.
struct Started {
  explicit Started(std::vector<std::string> options, std::vector<std::string> environment = {})
      : process(std::move(options), std::move(environment)),
        listening(nlohmann::json::parse(process.Line(), nullptr, false)) {
    EXPECT_FALSE(listening.is_discarded());
    if (!listening.is_discarded()) address = listening["grpc"];
    channel.emplace(address, rpc::ChannelOptions{.retry_unavailable = false});
  }
  Process process;
  nlohmann::json listening;
  std::string address;
  std::optional<rpc::Channel> channel;
};

// How long it took, for whoever reads the output.
bool EventuallyWithin(const char* what, const std::function<bool()>& condition) {
  const auto began = std::chrono::steady_clock::now();
  const bool came = Eventually(condition);
  std::printf("%s: %lld ms\n", what,
              static_cast<long long>(
                  std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began)
                      .count()));
  return came;
}

TEST(ServiceMainTest, HealthFollowsARedisThatHangsAndGoesOn) {
  test::RedisServer redis;
  Started service({"--redis", redis.address(), "--dev-identity"});
  rpc::Channel& channel = *service.channel;
  ASSERT_TRUE(Eventually([&] { return Health(channel, "writable") == 1; }));
  ASSERT_TRUE(Eventually([&] { return Health(channel, "views") == 1; }));
  for (int i = 0; i < 2; ++i) {
    redis.Freeze();
    EXPECT_TRUE(EventuallyWithin("not healthy after", [&] {
      return Health(channel) == 2 && Health(channel, "writable") == 2;
    }));
    EXPECT_TRUE(Echo(channel, "alive all the same").ok());
    redis.Thaw();
    EXPECT_TRUE(EventuallyWithin("healthy again after", [&] {
      return Health(channel) == 1 && Health(channel, "writable") == 1;
    }));
  }
  service.process.Terminate();
  EXPECT_EQ(service.process.Wait(), 0);
}

TEST(ServiceMainTest, AFullStoreIsReadyAndNotWritable) {
  test::RedisServer redis;
  Started service({"--redis", redis.address(), "--dev-identity"});
  rpc::Channel& channel = *service.channel;
  ASSERT_TRUE(Eventually([&] { return Health(channel, "writable") == 1; }));
  redis.Command({"CONFIG", "SET", "maxmemory", "1mb"});
  EXPECT_TRUE(
      EventuallyWithin("not writable after", [&] { return Health(channel, "writable") == 2; }));
  EXPECT_EQ(Health(channel), 1);
  redis.Command({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(EventuallyWithin("writable after", [&] { return Health(channel, "writable") == 1; }));
  EXPECT_EQ(Health(channel), 1);
  service.process.Terminate();
  EXPECT_EQ(service.process.Wait(), 0);
  EXPECT_THAT(service.process.Errors(), testing::Not(HasSubstr(R"("what":"store","code")")))
      << "a full store takes no replica away";
}

TEST(ServiceMainTest, IsStoppedWhileRedisHangs) {
  test::RedisServer redis;
  Started service({"--redis", redis.address(), "--dev-identity"});
  redis.Freeze();
  ASSERT_TRUE(Eventually([&] { return Health(*service.channel) == 2; }));
  service.process.Terminate();
  auto ended = std::async(std::launch::async, [&] { return service.process.Wait(); });
  EXPECT_EQ(ended.wait_for(seconds(12)), std::future_status::ready) << "before Redis goes on";
  redis.Thaw();
  EXPECT_EQ(ended.get(), 0);
}

TEST(ServiceMainTest, AnotherStoreBehindTheSameAddressIsNoticed) {
  test::RedisServer redis;
  Started service({"--redis", redis.address(), "--dev-identity"});
  ASSERT_TRUE(Eventually([&] { return redis.Command({"EXISTS", "{zwk}:epoch"}) == "1"; }));
  redis.Command({"FLUSHALL"});
  ASSERT_TRUE(Eventually([&] { return redis.Command({"EXISTS", "{zwk}:epoch"}) == "1"; }));
  service.process.Terminate();
  EXPECT_EQ(service.process.Wait(), 0);
  EXPECT_THAT(service.process.Errors(), HasSubstr(R"("event":"another store")"));
}

// What was acknowledged is recorded, whoever is killed; what the service was killed in is recorded as begun.
TEST(ServiceMainTest, EveryActThatWasAcknowledgedIsInTheAuditLog) {
  const test::TemporaryFolder folder;
  test::RedisServer redis;
  const std::vector<std::string> options = {"--redis", redis.address(), "--dev-identity",
                                            "--audit-dir", folder.path()};
  std::atomic<int> acknowledged{0};
  const auto act = [&](rpc::Channel& channel) {
    v1::EchoRequest request;
    request.set_text("to be decided");
    v1::EchoResponse response;
    const absl::Status done = channel.CallNow("/zwk.echo.v1.GuardedService/Decide",
                                              test::CallerOf("bremerhaven"), request, response);
    if (done.ok()) ++acknowledged;
    return done.ok();
  };
  for (int round = 0; round < 3; ++round) {
    Started service(options);
    std::vector<std::thread> offices;
    const int before = acknowledged;
    for (int i = 0; i < 4; ++i) {
      offices.emplace_back([&] {
        while (act(*service.channel)) {
        }
      });
    }
    EXPECT_TRUE(Eventually([&] { return acknowledged > before + 40; }));
    service.process.Kill9();
    for (std::thread& office : offices) office.join();
  }
  Started service(options);
  EXPECT_TRUE(act(*service.channel));
  EXPECT_TRUE(Eventually([&] { return Health(*service.channel) == 1; }));
  service.process.Terminate();
  EXPECT_EQ(service.process.Wait(), 0);

  const std::vector<audit::Chain> chains = audit::ChainsBelow(folder.path());
  ASSERT_EQ(chains.size(), 1u);
  int recorded = 0;
  const audit::Verified verified = chains[0].Verify({}, [&](const std::string& json) {
    recorded += nlohmann::json::parse(json)["outcome"] == "OK" ? 1 : 0;
  });
  EXPECT_TRUE(verified.findings.empty()) << verified.findings[0];
  EXPECT_GE(recorded, acknowledged);
  EXPECT_LE(recorded, acknowledged + 12) << "at most what was under way at each kill";
  EXPECT_GT(acknowledged, 120);
}

TEST(ServiceMainTest, NoCallFailsWhileTwoReplicasAreRestartedInTurn) {
  test::RedisServer redis;
  const std::vector<std::string> options = {"--redis", redis.address(), "--dev-identity"};
  std::optional<Started> replicas[2];
  std::string addresses;
  for (auto& replica : replicas) {
    replica.emplace(options);
    addresses += (addresses.empty() ? "ipv4:" : ",") + replica->address;
  }
  std::atomic<bool> stop{false};
  std::atomic<int> calls{0}, failed{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back([&] {
      rpc::Channel channel(addresses);
      while (!stop) {
        const absl::Status status = Echo(channel, "hello");
        ++calls;
        if (status.ok()) continue;
        ++failed;
        ADD_FAILURE() << status;
      }
    });
  }
  for (int round = 0; round < 2; ++round) {
    for (auto& replica : replicas) {
      const int before = calls;
      EXPECT_TRUE(Eventually([&] { return calls > before + 100; }));
      std::vector<std::string> again = options;
      again.insert(again.end(), {"--listen", replica->address});
      replica->process.Terminate();
      EXPECT_EQ(replica->process.Wait(), 0);
      replica.reset();
      replica.emplace(again);
      EXPECT_TRUE(replica->channel->WaitUntilReachable(seconds(20)));
    }
  }
  stop = true;
  for (std::thread& client : clients) client.join();
  std::printf("%d calls, %d failed\n", calls.load(), failed.load());
  EXPECT_EQ(failed, 0);
}

TEST(ServiceMainTest, WrongOptionsEndItWithASentence) {
  const std::pair<std::vector<std::string>, const char*> wrong[] = {
      {{"--redis", "nowhere"}, "nowhere"},
      {{"--listen", "127.0.0.1"}, "host:port"},
      {{"--log-level", "loud"}, "loud"},
      {{"--log-time-zone", "Europe/Atlantis"}, "Atlantis"},
      {{"--grieting", "hi"}, "grieting"},
      {{"--key-file", "/does/not/exist"}, "/does/not/exist"},
      {{"--dev-identity", "--listen", "0.0.0.0:0"}, "loopback"},
      {{}, "give a TLS certificate"},
      {{"--tls-certificate", "/does/not/exist", "--tls-key", "/k", "--tls-ca", "/ca"},
       "/does/not/exist"},
      {{"--access-file", "/does/not/exist"}, "/does/not/exist"},
      {{"--health-listen", "here"}, "host:port"},
  };
  for (const auto& [options, text] : wrong) {
    Process service(options);
    EXPECT_EQ(service.Wait(), 2) << text;
    EXPECT_THAT(service.Errors(), HasSubstr(text));
  }
}

TEST(ServiceMainTest, HelpNamesCommonAndOwnOptions) {
  Process service({"--help"});
  const std::string help = service.Rest();
  EXPECT_EQ(service.Wait(), 0);
  for (const char* text :
       {"Says what was said.", "--redis", "ZWK_KEY_FILE", "--dev-identity", "--greeting"}) {
    EXPECT_THAT(help, HasSubstr(text));
  }
}

}  // namespace
}  // namespace zwk
